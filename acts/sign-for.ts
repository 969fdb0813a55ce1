import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { RuleBroken } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { lockCase, lockCycleOf } from './matter.ts'
import { demand } from './relation.ts'

/** Signs for a letter (签收): who and when, once; doing it again changes nothing and answers the first instant. */
export function signFor(
  house: House,
  actor: Actor,
  { caseId, requestId }: { caseId: string; requestId?: string | null },
): Promise<{ signedForAt: string }> {
  return perform(house, { actor, requestId: requestId ?? null }, async doing => {
    const { tx } = doing
    const cycle = await lockCycleOf(tx, caseId, 'share')
    const theCase = await lockCase(tx, caseId)
    const now = await businessNow(tx)
    await demand(tx, 'sign-for', actor, { cycle, caseUnitId: theCase.unit_id })
    if (theCase.outcome === 'withdrawn') throw new RuleBroken('not-in-this-state', { state: 'withdrawn' })
    if (theCase.signed_for_at) return { signedForAt: theCase.signed_for_at }
    await tx
      .updateTable('cases')
      .set({ signed_for_at: now, signed_for_by: actor.personId, signed_for_by_name: actor.personName })
      .where('id', '=', caseId)
      .execute()
    await sql`update rungs set state = 'void' where case_id = ${caseId} and kind = 'sign-for-reminder' and state = 'waiting'`.execute(
      tx,
    )
    recordAudit(doing, { act: 'sign-for', at: now, cycleId: cycle.id, caseId })
    return { signedForAt: now }
  })
}
