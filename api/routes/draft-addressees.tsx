import { type Request, type Response, Router } from 'express'
import { saveAddressees } from '../../acts/draft-cycle.ts'
import type { FieldError } from '../../domain/refusal.ts'
import {
  type Cycle,
  countUnits,
  findUnitIds,
  findUnits,
  readAddressees,
  readAllAddressees,
  readPack,
} from '../../records/cycle.ts'
import { LaunchAddresseesPage } from '../../web/pages/launch-addressees.tsx'
import { sendPage } from '../answer-page.ts'
import { draftsOf, positionOf, versionOf } from '../drafts.ts'
import { type Form, field, fields, formOf } from '../form-body.ts'
import { launchCycle } from '../launch-view.ts'
import { pageAddress, queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

const addresseesPerPage = 100

/** Whom a draft goes to. */
export function draftAddresseeRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  const draft = draftsOf(database)

  const showAddressees = async (
    request: Request,
    response: Response,
    cycle: Cycle,
    typed?: { contact: { name: string; phone: string }; errors: readonly FieldError[] },
  ) => {
    const q = queryText(request, 'q').slice(0, 100)
    const from = positionOf(queryText(request, 'from'))
    const path = `/cycles/${cycle.id}/addressees`
    const [chosen, found, counted, pack, all] = await Promise.all([
      readAddressees(database, cycle.id, request.now, { from, limit: addresseesPerPage }),
      findUnits(database, cycle, { group: '', level: '', q }, queryText(request, 'after')),
      countUnits(database, cycle),
      readPack(database, cycle.policy_version_id),
      readAllAddressees(database, cycle.id),
    ])
    const copies = all.filter(({ copy }) => copy).length
    sendPage(
      request,
      response,
      <LaunchAddresseesPage
        cycle={await launchCycle(database, cycle)}
        main={all.length - copies}
        copies={copies}
        chosen={chosen.rows}
        chosenFrom={from}
        chosenPrevious={from > 0 ? pageAddress(path, { q, from: String(Math.max(0, from - addresseesPerPage)) }) : null}
        chosenNext={chosen.next === null ? null : pageAddress(path, { q, from: String(chosen.next) })}
        groups={counted.groups.map(({ code, count }) => ({
          code,
          count,
          name: pack.groups.find(group => group.code === code)?.name ?? null,
        }))}
        levels={counted.levels}
        q={q}
        found={found.rows}
        foundTotal={found.total}
        foundNext={found.next === null ? null : pageAddress(path, { q, after: found.next })}
        contact={typed?.contact ?? cycle.settings.contact ?? { name: '', phone: '' }}
        errors={typed?.errors ?? []}
      />,
      typed ? 422 : 200,
    )
  }

  router.get('/cycles/:id/addressees', async (request, response) => {
    const cycle = await draft(request, response)
    if (cycle) await showAddressees(request, response, cycle)
  })

  router.post('/cycles/:id/addressees', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycle = await draft(request, response)
    if (!cycle) return
    const op = field(form, 'op')
    const before = await readAllAddressees(database, cycle.id)
    const contact = op.startsWith('contact')
      ? { name: field(form, 'contact.name'), phone: field(form, 'contact.phone') }
      : (cycle.settings.contact ?? { name: '', phone: '' })
    const added = (ids: readonly string[]) => [
      ...before,
      ...ids.map(unitId => ({ unitId, mandatory: false, copy: false })),
    ]
    const addressees = await (async () => {
      if (op === 'kinds' || op === 'remove') {
        const leaving = new Set(op === 'remove' ? fields(form, 'unit') : [])
        return before
          .filter(({ unitId }) => !leaving.has(unitId))
          .map(addressee => ({ ...addressee, ...kindOf(form, addressee.unitId) }))
      }
      if (op === 'add') return added(fields(form, 'unit'))
      if (op.startsWith('group-'))
        return added(await findUnitIds(database, cycle, { group: op.slice(6), level: '', q: '' }))
      if (op.startsWith('level-'))
        return added(await findUnitIds(database, cycle, { group: '', level: op.slice(6), q: '' }))
      return before
    })()
    const saved = await takeForm(
      () =>
        saveAddressees(house, actorOf(request), { cycleId: cycle.id, version: versionOf(form), addressees, contact }),
      errors => showAddressees(request, response, cycle, { contact, errors }),
    )
    if (!saved) return
    if (op === 'contact-next') return response.redirect(303, `/cycles/${cycle.id}/timing`)
    const from = positionOf(field(form, 'from'))
    response.redirect(
      303,
      `${pageAddress(`/cycles/${cycle.id}/addressees`, { from: from > 0 ? String(from) : '' })}${op === 'contact' ? '#h-contact' : ''}`,
    )
  })

  return router
}

function kindOf(form: Form, unitId: string): { mandatory: boolean; copy: boolean } | Record<string, never> {
  const kind = form.body[`kind.${unitId}`]
  return typeof kind === 'string' ? { mandatory: kind === 'mandatory', copy: kind === 'copy' } : {}
}
