import type { Actor } from '../domain/actor.ts'
import { cycleScope } from '../domain/cycle.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { type House, perform, recordAudit, wake } from './act.ts'
import { recordDecision } from './decision.ts'
import { lockCycle } from './matter.ts'
import { contacts, type Message, writeNotices } from './notify.ts'
import { voidEverythingOpen } from './open-tasks.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'
import { contactOf, frameOf } from './wording.ts'

/** Ends a solicitation or round without a result: everything open is void, and everyone who was asked is told why. */
export function withdraw(
  house: House,
  actor: Actor,
  { cycleId, reason, once }: { cycleId: string; reason: string; once: { key: string } },
): Promise<{ told: number }> {
  return perform(house, { actor, once: { key: once.key, request: [cycleId, reason] } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'update')
    const now = await businessNow(tx)
    await demand(tx, 'withdraw', actor, { cycle })
    const errors = checkPlainText('reason', reason, { required: true, longest: 1000 })
    if (errors.length > 0) throw new FieldErrors(errors)
    if (cycle.kind === 'claim-round' && (await hasClaims(tx, cycleId))) throw new RuleBroken('claims-under-way')
    await voidEverythingOpen(tx, cycleId, now)
    await tx
      .updateTable('cases')
      .set({ outcome: 'withdrawn', outcome_at: now })
      .where('cycle_id', '=', cycleId)
      .where('outcome', 'is', null)
      .execute()
    await tx
      .updateTable('claims')
      .set({ state: 'withdrawn', ended_at: now, ended_reason: 'round-withdrawn', updated_at: now })
      .where('cycle_id', '=', cycleId)
      .where('state', '=', 'draft')
      .execute()
    await tx
      .updateTable('cycles')
      .set({ state: 'withdrawn', withdrawn_at: now, withdrawn_reason: reason.trim(), updated_at: now })
      .where('id', '=', cycleId)
      .execute()
    const round = cycle.kind === 'claim-round'
    const reached = cycle.opened_at !== null && cycle.state !== 'going-out'
    const told = reached ? await (round ? invited : addressed)(tx, cycleId) : []
    const people = await contacts(
      tx,
      told.map(({ unit_id }) => unit_id),
      now,
    )
    const messages = told.map(
      (theCase): Message => ({
        key: `withdrawn:${theCase.id ?? `${cycleId}:${theCase.unit_id}`}`,
        cycleId,
        caseId: theCase.id,
        unitId: theCase.unit_id,
        path: round ? '/claims' : `/answers/${theCase.id}`,
        recipients: people.get(theCase.unit_id) ?? [],
        notice: (language, link) => ({
          occasion: 'withdrawn',
          data: { ...frameOf(cycle, language, now, theCase.unit_name, link), round, reason, ...contactOf(cycle) },
        }),
      }),
    )
    for (let from = 0; from < messages.length; from += 500)
      await writeNotices(tx, house, now, messages.slice(from, from + 500))
    recordDecision(doing, { cycleId, act: 'withdraw', reason, at: now })
    recordAudit(doing, { act: 'withdraw', at: now, cycleId, detail: { told: told.length } })
    await wake(tx, cycleScope(cycleId), cycle.kind)
    return { told: told.length }
  })
}

type Told = { readonly id: string | null; readonly unit_id: string; readonly unit_name: string }

const addressed = (tx: Tx, cycleId: string): Promise<Told[]> =>
  tx.selectFrom('cases').select(['id', 'unit_id', 'unit_name']).where('cycle_id', '=', cycleId).orderBy('id').execute()

/** The institutions that were told of a round when it opened, whether or not they began a claim. */
const invited = async (tx: Tx, cycleId: string): Promise<Told[]> =>
  (
    await tx
      .selectFrom('addressees')
      .innerJoin('units', 'units.id', 'addressees.unit_id')
      .select(['units.id as unit_id', 'units.name as unit_name'])
      .where('cycle_id', '=', cycleId)
      .orderBy('position')
      .execute()
  ).map(unit => ({ id: null, ...unit }))

// What institutions handed in is decided, never dropped.
const hasClaims = async (tx: Tx, cycleId: string): Promise<boolean> =>
  (await tx
    .selectFrom('claims')
    .select('case_id')
    .where('cycle_id', '=', cycleId)
    .where('number', 'is not', null)
    .limit(1)
    .executeTakeFirst()) !== undefined
