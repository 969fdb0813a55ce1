import { type Request, type Response, Router } from 'express'
import { addPerson, addRole, changePerson, endRole, letGo } from '../../acts/manage-people.ts'
import type { Language } from '../../domain/actor.ts'
import { localDateOf } from '../../domain/local-time.ts'
import { readPeople } from '../../records/administration.ts'
import { PeoplePage } from '../../web/pages/people.tsx'
import { paths } from '../../web/paths.ts'
import { adminForm, doneOf, type Shown } from '../admin-form.ts'
import { adminTabs } from '../admin-tabs.ts'
import { sendPage } from '../answer-page.ts'
import { demandTo } from '../demand-to.ts'
import { type Form, field, formOf, onceKey } from '../form-body.ts'
import { afterIn, type Search, searchIn, searchPages } from '../list-pages.ts'
import { showPerson } from '../person-page.tsx'
import { pathPart } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { unitMeant } from '../unit-meant.ts'

/** The people: their list, what is on record of one, roles, and leaving. */
export function peopleRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  router.get(paths.people, (request, response) => showPeople(request, response, {}))

  // Names and numbers of persons do not belong into an address: what is looked for is sent as a form.
  router.get(`${paths.people}/search`, (_request, response) => response.redirect(303, paths.people))

  router.post(`${paths.people}/search`, formBody(), (request, response) =>
    showPeople(request, response, {}, searchIn(formOf(request))),
  )

  router.post(
    paths.people,
    formBody(),
    adminForm('manage-people', showPeople, async ({ actor, form }) => {
      const { personId } = await addPerson(house, actor, { ...personEntry(form), once: onceKey(form) })
      return `${paths.people}/${personId}?done=added`
    }),
  )

  router.get(`${paths.people}/:id`, (request, response) => showOne(request, response, { done: doneOf(request) }))

  router.post(
    `${paths.people}/:id`,
    formBody(),
    adminForm('manage-people', showOne, async ({ actor, form, id }) => {
      await changePerson(house, actor, { personId: id, ...personEntry(form) })
      return `${paths.people}/${id}?done=changed`
    }),
  )

  router.post(
    `${paths.people}/:id/roles`,
    formBody(),
    adminForm('manage-people', showOne, async ({ actor, form, id }) => {
      await addRole(house, actor, {
        personId: id,
        unitId: (await unitMeant(database, form, 'unitId')) ?? '',
        role: field(form, 'role'),
        fromOn: field(form, 'fromOn'),
        once: onceKey(form),
      })
      return `${paths.people}/${id}?done=role-added`
    }),
  )

  router.post(
    `${paths.people}/:id/roles/:membershipId/end`,
    formBody(),
    adminForm('manage-people', showOne, async ({ actor, form, id, request }) => {
      await endRole(house, actor, { membershipId: pathPart(request, 'membershipId'), untilOn: field(form, 'untilOn') })
      return `${paths.people}/${id}?done=role-ended`
    }),
  )

  router.post(
    `${paths.people}/:id/leave`,
    formBody(),
    adminForm('manage-people', showOne, async ({ actor, id }) => {
      await letGo(house, actor, { personId: id })
      return `${paths.people}/${id}?done=went`
    }),
  )

  return router

  function showOne(request: Request, response: Response, shown: Shown): Promise<void> {
    return showPerson(database, request, response, pathPart(request, 'id'), shown)
  }

  async function showPeople(
    request: Request,
    response: Response,
    { errors = [], typed = {}, status }: Shown,
    search: Search = { q: '', after: afterIn(request) },
  ) {
    demandTo(request, 'manage-people')
    const { rows, next } = await readPeople(database, { ...search, today: localDateOf(request.now) })
    sendPage(
      request,
      response,
      <PeoplePage
        tabs={adminTabs(request)}
        q={search.q}
        rows={rows}
        errors={errors}
        typed={typed}
        {...searchPages(paths.people, search, next)}
      />,
      status,
    )
  }
}

const personEntry = (form: Form) => ({
  name: field(form, 'name'),
  mobile: field(form, 'mobile'),
  email: field(form, 'email'),
  language: field(form, 'language') as Language,
})
