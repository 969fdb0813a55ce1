import { type Request, type Response, Router } from 'express'
import { addUnit, changeUnit, closeUnit } from '../../acts/manage-units.ts'
import { localDateOf } from '../../domain/local-time.ts'
import { unitKinds, unitLevels } from '../../domain/policy-pack.ts'
import type { FieldError } from '../../domain/refusal.ts'
import { readGroupNames, readUnit, readUnitNames, readUnitPath, readUnits } from '../../records/administration.ts'
import { UnitPage, UnitsPage } from '../../web/pages/units.tsx'
import { paths } from '../../web/paths.ts'
import { adminForm, doneOf, type Shown } from '../admin-form.ts'
import { adminTabs } from '../admin-tabs.ts'
import { sendPage } from '../answer-page.ts'
import { demandTo } from '../demand-to.ts'
import { type Form, field, onceKey } from '../form-body.ts'
import { languageOf } from '../language.ts'
import { afterIn, listPages, wordIn } from '../list-pages.ts'
import { pathPart } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { unitMeant } from '../unit-meant.ts'

/** The units: their list, and adding, changing and closing one. */
export function unitRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  router.get(paths.units, (request, response) => showUnits(request, response, {}))

  router.post(
    paths.units,
    formBody(),
    adminForm('manage-units', showUnits, async ({ actor, form }) => {
      const { unitId } = await addUnit(house, actor, {
        ...(await unitEntry(form)),
        code: field(form, 'code'),
        kind: field(form, 'kind'),
        level: field(form, 'level'),
        parentId: await unitMeant(database, form, 'parent'),
        once: onceKey(form),
      })
      return `${paths.units}/${unitId}?done=added`
    }),
  )

  router.get(`${paths.units}/:id`, (request, response) => showUnit(request, response, { done: doneOf(request) }))

  router.post(
    `${paths.units}/:id`,
    formBody(),
    adminForm('manage-units', showUnit, async ({ actor, form, id }) => {
      await changeUnit(house, actor, { unitId: id, ...(await unitEntry(form)) })
      return `${paths.units}/${id}?done=changed`
    }),
  )

  router.post(
    `${paths.units}/:id/close`,
    formBody(),
    adminForm('manage-units', showUnit, async ({ actor, id }) => {
      await closeUnit(house, actor, { unitId: id })
      return `${paths.units}/${id}`
    }),
  )

  return router

  async function showUnits(request: Request, response: Response, { errors = [], typed = {}, status }: Shown) {
    demandTo(request, 'manage-units')
    const q = wordIn(request, 'q')
    const here = wordIn(request, 'parent') || typed.here || ''
    const after = afterIn(request)
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
        {...listPages(paths.units, { q, parent: here }, after, next)}
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
    const id = pathPart(request, 'id')
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

  async function unitEntry(form: Form) {
    return {
      name: field(form, 'name'),
      superiorId: await unitMeant(database, form, 'superior'),
      groups: groupsIn(field(form, 'groups')),
      closeOfBusiness: field(form, 'closeOfBusiness').trim(),
    }
  }
}

const groupsIn = (text: string): string[] => [...new Set(text.split(/[\s,，、]+/).filter(Boolean))]

// The acts speak of ids, the form of names.
const fieldsOfUnit = (errors: readonly FieldError[]): readonly FieldError[] =>
  errors.map(error => ({ ...error, field: error.field.replace(/^(parent|superior)Id$/, '$1') }))
