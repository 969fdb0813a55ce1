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
    typed?: { q: string; contact: { name: string; phone: string }; errors: readonly FieldError[] },
  ) => {
    const q = (typed?.q ?? queryText(request, 'q')).slice(0, 100)
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
    const q = field(form, 'q').trim()
    const kept = cycle.settings.contact ?? { name: '', phone: '' }
    const contact = { name: field(form, 'contact.name'), phone: field(form, 'contact.phone') }
    const added = async (): Promise<readonly string[]> => {
      if (op === 'add') return fields(form, 'add')
      if (op.startsWith('group-')) return findUnitIds(database, cycle, { group: op.slice(6), level: '', q: '' })
      if (op.startsWith('level-')) return findUnitIds(database, cycle, { group: '', level: op.slice(6), q: '' })
      return []
    }
    const leaving = new Set(op === 'remove' ? fields(form, 'unit') : [])
    const addressees = [
      ...before
        .filter(({ unitId }) => !leaving.has(unitId))
        .map(addressee => ({ ...addressee, ...kindOf(form, addressee.unitId) })),
      ...(await added()).map(unitId => ({ unitId, mandatory: false, copy: false })),
    ]
    const save = (to: typeof contact) =>
      saveAddressees(house, actorOf(request), { cycleId: cycle.id, version: versionOf(form), addressees, contact: to })
    const saved = await takeForm(
      () => save(contact),
      async errors => {
        // Whom it goes to is saved all the same; only the contact is asked for again.
        await save(kept)
        const now = await draft(request, response)
        if (now) await showAddressees(request, response, now, { q, contact, errors })
      },
    )
    if (!saved) return
    if (op === 'contact-next') return response.redirect(303, `/cycles/${cycle.id}/timing`)
    const from = positionOf(field(form, 'from'))
    response.redirect(
      303,
      `${pageAddress(`/cycles/${cycle.id}/addressees`, { q, from: from > 0 ? String(from) : '' })}${op === 'contact' ? '#h-contact' : ''}`,
    )
  })

  return router
}

function kindOf(form: Form, unitId: string): { mandatory: boolean; copy: boolean } | Record<string, never> {
  const kind = form.body[`kind.${unitId}`]
  return typeof kind === 'string' ? { mandatory: kind === 'mandatory', copy: kind === 'copy' } : {}
}
