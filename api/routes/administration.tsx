import { type Request, type Response, Router } from 'express'
import {
  createAccount,
  disableAccount,
  enableAccount,
  type OneTimePassword,
  resetPassword,
} from '../../acts/manage-accounts.ts'
import { applyCalendar, type CalendarEffect, previewCalendar } from '../../acts/manage-calendar.ts'
import { addPerson, addRole, changePerson, endRole, letGo } from '../../acts/manage-people.ts'
import { addUnit, changeUnit, closeUnit } from '../../acts/manage-units.ts'
import { type Actor, type Language, roles } from '../../domain/actor.ts'
import { canAdminister } from '../../domain/can.ts'
import { localDateOf, yearOf } from '../../domain/local-time.ts'
import { unitKinds, unitLevels } from '../../domain/policy-pack.ts'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../../domain/refusal.ts'
import {
  findUnit,
  readAccounts,
  readCalendarYears,
  readGroupNames,
  readPeople,
  readPerson,
  readPolicies,
  readPolicy,
  readUnit,
  readUnitNames,
  readUnitPath,
  readUnits,
} from '../../records/administration.ts'
import { AccountsPage, OneTimePasswordPage } from '../../web/pages/accounts.tsx'
import { CalendarPage } from '../../web/pages/calendar.tsx'
import { PeoplePage, type PersonDone, PersonPage } from '../../web/pages/people.tsx'
import { PoliciesPage, PolicyPage } from '../../web/pages/policies.tsx'
import { UnitPage, UnitsPage } from '../../web/pages/units.tsx'
import { paths } from '../../web/paths.ts'
import { createWords } from '../../web/words.ts'
import { adminTabs } from '../admin-tabs.ts'
import { sendPage } from '../answer-page.ts'
import { wrongFields } from '../errors.ts'
import { type Form, field, formOf, onceKey } from '../form-body.ts'
import { languageOf } from '../language.ts'
import type { RouteDeps } from '../route-deps.ts'
import { safePath } from '../safe-path.ts'
import { actorOf } from '../session.ts'

type Typed = Readonly<Record<string, string>>

/** What a page shows besides its rows: what was just done, refused, or wrong. */
type Shown = {
  readonly done?: string | null
  readonly refused?: string | null
  readonly errors?: readonly FieldError[]
  readonly typed?: Typed
  readonly status?: number
}

const accounts = '/admin/accounts'
const calendar = '/admin/calendar'

/** Units, people, accounts, the calendar and the versions of policies. Administrators decide nobody's matter. */
export function administrationRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  router.get(paths.units, (request, response) => showUnits(request, response, {}))

  router.post(paths.units, formBody(), async (request, response) => {
    const actor = demandTo(request, 'manage-units')
    const form = formOf(request)
    await orAgain(
      request,
      form,
      shown => showUnits(request, response, shown),
      async () => {
        const { unitId } = await addUnit(house, actor, {
          ...(await unitEntry(form)),
          code: field(form, 'code'),
          kind: field(form, 'kind'),
          level: field(form, 'level'),
          parentId: await unitMeant(form, 'parent'),
          once: onceKey(form),
        })
        response.redirect(303, `${paths.units}/${unitId}?done=added`)
      },
    )
  })

  router.get(`${paths.units}/:id`, async (request, response) => {
    await showUnit(request, response, { done: doneOf(request) })
  })

  router.post(`${paths.units}/:id`, formBody(), async (request, response) => {
    const actor = demandTo(request, 'manage-units')
    const form = formOf(request)
    const { id } = request.params as { id: string }
    await orAgain(
      request,
      form,
      shown => showUnit(request, response, shown),
      async () => {
        await changeUnit(house, actor, { unitId: id, ...(await unitEntry(form)) })
        response.redirect(303, `${paths.units}/${id}?done=changed`)
      },
    )
  })

  router.post(`${paths.units}/:id/close`, formBody(), async (request, response) => {
    const actor = demandTo(request, 'manage-units')
    const { id } = request.params as { id: string }
    await orAgain(
      request,
      formOf(request),
      shown => showUnit(request, response, shown),
      async () => {
        await closeUnit(house, actor, { unitId: id })
        response.redirect(303, `${paths.units}/${id}`)
      },
    )
  })

  router.get(paths.people, (request, response) => showPeople(request, response, {}))

  // Names and numbers of persons do not belong into an address: what is looked for is sent as a form.
  router.get(`${paths.people}/search`, (_request, response) => response.redirect(303, paths.people))

  router.post(`${paths.people}/search`, formBody(), (request, response) =>
    showPeople(request, response, {}, searchIn(formOf(request))),
  )

  router.post(paths.people, formBody(), async (request, response) => {
    const actor = demandTo(request, 'manage-people')
    const form = formOf(request)
    await orAgain(
      request,
      form,
      shown => showPeople(request, response, shown),
      async () => {
        const { personId } = await addPerson(house, actor, { ...personEntry(form), once: onceKey(form) })
        response.redirect(303, `${paths.people}/${personId}?done=added`)
      },
    )
  })

  router.get(`${paths.people}/:id`, async (request, response) => {
    await showPerson(request, response, { done: doneOf(request) })
  })

  router.post(`${paths.people}/:id`, formBody(), async (request, response) => {
    const actor = demandTo(request, 'manage-people')
    const form = formOf(request)
    const { id } = request.params as { id: string }
    await orAgain(
      request,
      form,
      shown => showPerson(request, response, shown),
      async () => {
        await changePerson(house, actor, { personId: id, ...personEntry(form) })
        response.redirect(303, `${paths.people}/${id}?done=changed`)
      },
    )
  })

  router.post(`${paths.people}/:id/roles`, formBody(), async (request, response) => {
    const actor = demandTo(request, 'manage-people')
    const form = formOf(request)
    const { id } = request.params as { id: string }
    await orAgain(
      request,
      form,
      shown => showPerson(request, response, shown),
      async () => {
        await addRole(house, actor, {
          personId: id,
          unitId: (await unitMeant(form, 'unitId')) ?? '',
          role: field(form, 'role'),
          fromOn: field(form, 'fromOn'),
          once: onceKey(form),
        })
        response.redirect(303, `${paths.people}/${id}?done=role-added`)
      },
    )
  })

  router.post(`${paths.people}/:id/roles/:membershipId/end`, formBody(), async (request, response) => {
    const actor = demandTo(request, 'manage-people')
    const form = formOf(request)
    const { id, membershipId } = request.params as { id: string; membershipId: string }
    await orAgain(
      request,
      form,
      shown => showPerson(request, response, shown),
      async () => {
        await endRole(house, actor, { membershipId, untilOn: field(form, 'untilOn') })
        response.redirect(303, `${paths.people}/${id}?done=role-ended`)
      },
    )
  })

  router.post(`${paths.people}/:id/leave`, formBody(), async (request, response) => {
    const actor = demandTo(request, 'manage-people')
    const { id } = request.params as { id: string }
    await orAgain(
      request,
      formOf(request),
      shown => showPerson(request, response, shown),
      async () => {
        await letGo(house, actor, { personId: id })
        response.redirect(303, `${paths.people}/${id}?done=went`)
      },
    )
  })

  router.get(accounts, (request, response) => showAccounts(request, response, { done: doneOf(request) }))

  router.get(`${accounts}/search`, (_request, response) => response.redirect(303, accounts))

  router.post(`${accounts}/search`, formBody(), (request, response) =>
    showAccounts(request, response, {}, searchIn(formOf(request))),
  )

  router.post(accounts, formBody(), async (request, response) => {
    const actor = demandTo(request, 'manage-accounts')
    const form = formOf(request)
    const personId = field(form, 'personId')
    const again = (shown: Shown) => showPerson(request, response, shown, personId)
    await orAgain(request, form, again, async () => {
      const made = await createAccount(house, actor, { personId, subject: field(form, 'subject'), once: onceKey(form) })
      showOnce(request, response, made)
    })
  })

  router.post(`${accounts}/:id/reset`, formBody(), async (request, response) => {
    const actor = demandTo(request, 'manage-accounts')
    const form = formOf(request)
    const { id } = request.params as { id: string }
    await orAgain(
      request,
      form,
      shown => showAccounts(request, response, shown),
      async () => {
        showOnce(request, response, await resetPassword(house, actor, { loginId: id, once: onceKey(form) }))
      },
    )
  })

  router.post(`${accounts}/:id/disable`, formBody(), async (request, response) => {
    const actor = demandTo(request, 'manage-accounts')
    const form = formOf(request)
    const { id } = request.params as { id: string }
    await orAgain(
      request,
      form,
      shown => showAccounts(request, response, shown),
      async () => {
        await disableAccount(house, actor, { loginId: id })
        response.redirect(303, `${safePath(field(form, 'back'))}?done=disabled`)
      },
    )
  })

  router.post(`${accounts}/:id/enable`, formBody(), async (request, response) => {
    const actor = demandTo(request, 'manage-accounts')
    const form = formOf(request)
    const { id } = request.params as { id: string }
    await orAgain(
      request,
      form,
      shown => showAccounts(request, response, shown),
      async () => {
        await enableAccount(house, actor, { loginId: id })
        response.redirect(303, `${safePath(field(form, 'back'))}?done=enabled`)
      },
    )
  })

  router.get(calendar, async (request, response) => {
    const { year, revision, moved } = request.query
    const applied =
      isCount(year) && isCount(revision) && isCount(moved)
        ? { year: Number(year), revision: Number(revision), moved: Number(moved) }
        : null
    await showCalendar(request, response, { applied })
  })

  const calendarForm = formBody({ files: { count: 1, bytes: 1_048_576 } })
  router.post(`${calendar}/effect`, calendarForm, async (request, response) => {
    const actor = demandTo(request, 'manage-calendar')
    const form = formOf(request)
    const [file] = form.files
    const text = file ? new TextDecoder('utf-8').decode(file.bytes) : field(form, 'text')
    await orAgain(
      request,
      form,
      shown => showCalendar(request, response, { ...shown, text }),
      async () => {
        const effect = await previewCalendar(house, actor, { text })
        await showCalendar(request, response, { effect, text })
      },
    )
  })

  router.post(calendar, formBody(), async (request, response) => {
    const actor = demandTo(request, 'manage-calendar')
    const form = formOf(request)
    const text = field(form, 'text')
    await orAgain(
      request,
      form,
      shown => showCalendar(request, response, { ...shown, text }),
      async () => {
        const revision = Number(field(form, 'revision'))
        if (!Number.isSafeInteger(revision)) throw new FieldErrors([{ field: 'text', code: 'not-a-number' }])
        const { year, moved } = await applyCalendar(house, actor, { text, revision, once: onceKey(form) })
        response.redirect(303, `${calendar}?year=${year}&revision=${revision}&moved=${moved}`)
      },
    )
  })

  router.get('/admin/policies', async (request, response) => {
    demandTo(request, 'see-health')
    const after = keyIn(request)
    const { rows, next, count } = await readPolicies(database, languageOf(request), after)
    sendPage(
      request,
      response,
      <PoliciesPage
        tabs={adminTabs(request)}
        rows={rows}
        count={count}
        {...pagesOf('/admin/policies', {}, after, next)}
      />,
    )
  })

  router.get('/admin/policies/:id', async (request, response) => {
    demandTo(request, 'see-health')
    const { content, sha256, loadedAt } = await readPolicy(database, request.params.id)
    sendPage(
      request,
      response,
      <PolicyPage tabs={adminTabs(request)} pack={content} sha256={sha256} loadedAt={loadedAt} />,
    )
  })

  async function showUnits(request: Request, response: Response, { errors = [], typed = {}, status }: Shown) {
    demandTo(request, 'manage-units')
    const q = textIn(request, 'q')
    const here = textIn(request, 'parent') || typed.here || ''
    const after = keyIn(request)
    const path = here === '' ? [] : await readUnitPath(database, here)
    const [{ rows, next, lacking }, units, groupNames] = await Promise.all([
      readUnits(database, { q, parentId: path.at(-1)?.id ?? null, after, today: localDateOf(request.now) }),
      readUnitNames(database),
      readGroupNames(database, languageOf(request)),
    ])
    sendPage(
      request,
      response,
      <UnitsPage
        tabs={adminTabs(request)}
        q={q}
        rows={rows}
        lacking={lacking}
        path={path}
        groupNames={groupNames}
        units={units}
        kinds={unitKinds}
        levels={unitLevels}
        errors={fieldsOfUnit(errors)}
        typed={typed}
        {...pagesOf(paths.units, { q, parent: here }, after, next)}
      />,
      status,
    )
  }

  async function showUnit(
    request: Request,
    response: Response,
    { done = null, refused = null, errors = [], typed, status }: Shown,
  ) {
    demandTo(request, 'manage-units')
    const { id } = request.params as { id: string }
    const [unit, path, units, groupNames] = await Promise.all([
      readUnit(database, id, localDateOf(request.now)),
      readUnitPath(database, id),
      readUnitNames(database),
      readGroupNames(database, languageOf(request)),
    ])
    const onRecord = {
      name: unit.name,
      superior: unit.superior?.name ?? '',
      groups: unit.groups.join(' '),
      closeOfBusiness: unit.closeOfBusiness ?? '',
    }
    sendPage(
      request,
      response,
      <UnitPage
        tabs={adminTabs(request)}
        unit={unit}
        path={path.slice(0, -1)}
        done={done === 'added' || done === 'changed' ? done : null}
        refused={refused}
        errors={fieldsOfUnit(errors)}
        typed={typed && 'name' in typed ? typed : onRecord}
        units={units.filter(other => other.id !== id)}
        groupNames={groupNames}
      />,
      status,
    )
  }

  async function showPeople(
    request: Request,
    response: Response,
    { errors = [], typed = {}, status }: Shown,
    { q, after }: Search = { q: '', after: keyIn(request) },
  ) {
    demandTo(request, 'manage-people')
    const { rows, next } = await readPeople(database, { q, after, today: localDateOf(request.now) })
    sendPage(
      request,
      response,
      <PeoplePage
        tabs={adminTabs(request)}
        q={q}
        rows={rows}
        errors={errors}
        typed={typed}
        {...searchPages(paths.people, q, after, next)}
      />,
      status,
    )
  }

  async function showPerson(
    request: Request,
    response: Response,
    { done = null, refused = null, errors = [], typed = {}, status }: Shown,
    personId = (request.params as { id: string }).id,
  ) {
    const actor = demandTo(request, 'manage-people', 'manage-accounts')
    const today = localDateOf(request.now)
    const [person, units] = await Promise.all([readPerson(database, personId), readUnitNames(database)])
    const onRecord: Typed = {
      name: person.name,
      mobile: person.mobile ?? '',
      email: person.email ?? '',
      language: person.language,
    }
    sendPage(
      request,
      response,
      <PersonPage
        tabs={adminTabs(request)}
        person={{
          ...person,
          memberships: person.memberships.map(membership => ({
            ...membership,
            held: membership.fromOn <= today && (membership.untilOn === null || membership.untilOn >= today),
          })),
          logins: person.logins.map(login => ({ id: login.id, subject: login.subject, account: accountState(login) })),
        }}
        own={actor.personId === person.id}
        mayManage={canAdminister('manage-people', actor.roles)}
        today={today}
        units={units}
        roles={roles}
        errors={errors}
        typed={{ ...onRecord, ...typed }}
        done={personDone(done)}
        refused={refused}
      />,
      status,
    )
  }

  async function showAccounts(
    request: Request,
    response: Response,
    { done = null, refused = null, status }: Shown,
    { q, after }: Search = { q: '', after: keyIn(request) },
  ) {
    const actor = demandTo(request, 'manage-accounts')
    const { rows, next } = await readAccounts(database, { q, after, today: localDateOf(request.now) })
    sendPage(
      request,
      response,
      <AccountsPage
        tabs={adminTabs(request)}
        q={q}
        rows={rows.map(({ disabled, oneTime, ...row }) => ({
          ...row,
          account: accountState({ disabledAt: disabled ? '' : null, oneTime }),
          own: row.personId === actor.personId,
        }))}
        done={done === 'disabled' || done === 'enabled' ? done : null}
        refused={refused}
        mayManagePeople={canAdminister('manage-people', actor.roles)}
        {...searchPages(accounts, q, after, next)}
      />,
      status,
    )
  }

  // The password is in this one answer and nowhere else, so there is nothing to be sent on to.
  function showOnce(request: Request, response: Response, made: OneTimePassword): void {
    const { personName, subject, password } = made
    sendPage(
      request,
      response,
      <OneTimePasswordPage personName={personName} subject={subject} password={password} back={accounts} />,
    )
  }

  async function showCalendar(
    request: Request,
    response: Response,
    {
      errors = [],
      refused = null,
      status,
      effect = null,
      text = '',
      applied = null,
    }: Shown & {
      effect?: CalendarEffect | null
      text?: string
      applied?: { year: number; revision: number; moved: number } | null
    },
  ) {
    demandTo(request, 'manage-calendar')
    const rows = await readCalendarYears(database)
    const years = rows.map(({ content, ...row }) => ({ ...row, ...finalDays(content) }))
    const latest = years[0]?.year ?? 0
    const today = localDateOf(request.now)
    // The State Council's notice for the next year comes out in autumn.
    const wanted = Number(today.slice(5, 7)) >= 11 ? yearOf(today) + 1 : yearOf(today)
    sendPage(
      request,
      response,
      <CalendarPage
        tabs={adminTabs(request)}
        years={years}
        missing={latest < wanted ? wanted : null}
        effect={effect}
        text={text}
        errors={errors}
        refused={refused}
        applied={applied}
      />,
      status,
    )
  }

  async function unitEntry(form: Form) {
    return {
      name: field(form, 'name'),
      superiorId: await unitMeant(form, 'superior'),
      groups: [
        ...new Set(
          field(form, 'groups')
            .split(/[\s,，、]+/)
            .filter(Boolean),
        ),
      ],
      closeOfBusiness: field(form, 'closeOfBusiness').trim(),
    }
  }

  /** The unit meant by a field; null where it is empty. Where there is no such unit its text goes on, to be refused. */
  async function unitMeant(form: Form, name: string): Promise<string | null> {
    const text = field(form, name).trim()
    if (text === '') return null
    return (await findUnit(database, text))?.id ?? text
  }

  return router
}

/** Tries a form's act; where it is not taken shows the page again with what was typed. */
async function orAgain(
  request: Request,
  form: Form,
  show: (shown: Shown) => Promise<void>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    const typed = Object.fromEntries(
      Object.entries(form.body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
    const errors = wrongFields(error)
    if (errors) return show({ errors, typed, status: 422 })
    if (!(error instanceof RuleBroken) || error.code === 'form-already-used') throw error
    const { refusal } = createWords(languageOf(request), request.now)
    await show({ refused: refusal(error.code, error.details), typed, status: 409 })
  }
}

type Administration = Parameters<typeof canAdminister>[0]

function demandTo(request: Request, ...any: readonly Administration[]): Actor {
  const actor = actorOf(request)
  if (!any.some(permission => canAdminister(permission, actor.roles))) throw new NotFound()
  return actor
}

// The acts speak of ids, the form of names.
const fieldsOfUnit = (errors: readonly FieldError[]): readonly FieldError[] =>
  errors.map(error => ({ ...error, field: error.field.replace(/^(parent|superior)Id$/, '$1') }))

const personEntry = (form: Form) => ({
  name: field(form, 'name'),
  mobile: field(form, 'mobile'),
  email: field(form, 'email'),
  language: field(form, 'language') as Language,
})

const accountState = ({ disabledAt, oneTime }: { disabledAt: string | null; oneTime: boolean }) =>
  disabledAt !== null ? 'disabled' : oneTime ? 'one-time' : 'open'

const personDones: readonly PersonDone[] = [
  'added',
  'changed',
  'role-added',
  'role-ended',
  'went',
  'disabled',
  'enabled',
]
const personDone = (done: string | null): PersonDone | null => personDones.find(each => each === done) ?? null

function finalDays(content: { notices: readonly CalendarNoticeDays[] }) {
  const holidays = new Map<string, string>()
  const makeUpDays = new Map<string, string>()
  for (const notice of content.notices) {
    for (const date of notice.takesBack) {
      holidays.delete(date)
      makeUpDays.delete(date)
    }
    for (const { date, name } of notice.holidays) holidays.set(date, name)
    for (const { date, name } of notice.makeUpDays) makeUpDays.set(date, name)
  }
  const list = (days: Map<string, string>) => [...days].sort().map(([date, name]) => ({ date, name }))
  return { holidays: list(holidays), makeUpDays: list(makeUpDays) }
}
type CalendarNoticeDays = {
  readonly takesBack: readonly string[]
  readonly holidays: readonly { date: string; name: string }[]
  readonly makeUpDays: readonly { date: string; name: string }[]
}

/** Addresses of the first page, where another is shown, and of the next one. */
function pagesOf(address: string, keep: Typed, after: string | null, next: string | null) {
  const link = (more: Typed) => {
    const query = new URLSearchParams(Object.entries({ ...keep, ...more }).filter(([, value]) => value !== ''))
    return query.size > 0 ? `${address}?${query}` : address
  }
  return { first: after === null ? null : link({}), next: next === null ? null : link({ after: next }) }
}

/** The same for a list of persons: where something is looked for, a page is a form to send. */
function searchPages(address: string, q: string, after: string | null, next: string | null) {
  if (q === '') return pagesOf(address, {}, after, next)
  const step = (more: Typed) => ({ action: `${address}/search`, values: { q, ...more } })
  return { first: after === null ? null : step({}), next: next === null ? null : step({ after: next }) }
}

/** What is looked for in a list, and after which row. */
type Search = { readonly q: string; readonly after: string | null }
const searchIn = (form: Form): Search => ({
  q: field(form, 'q').trim().slice(0, 100),
  after: textAfter(field(form, 'after')),
})

const textIn = (request: Request, name: string): string => {
  const value = request.query[name]
  return typeof value === 'string' ? value.trim().slice(0, 100) : ''
}
const keyIn = (request: Request): string | null => textAfter(request.query.after)
const textAfter = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const doneOf = (request: Request): string | null => textIn(request, 'done') || null
const isCount = (value: unknown): value is string => typeof value === 'string' && /^\d{1,6}$/.test(value)
