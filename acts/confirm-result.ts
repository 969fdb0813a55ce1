import type { Actor } from '../domain/actor.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import type { Reader } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { demandMoney } from './demand-money.ts'
import { lockPayout } from './money-matter.ts'
import { checkPlainText } from './plain-text.ts'
import { recordEvent } from './record-bank-word.ts'

/**
 * Confirms that the recorded result of a payment stands, although the bank said what contradicts it. When two people have
 * found so, the claim goes on; where the bank was right, nobody says this, and nothing more is paid.
 *
 * @throws RuleBroken `confirmed-already` where the same person says it twice; `not-in-this-state` where nothing contradicts;
 *   FieldErrors
 */
export function confirmResult(
  house: House,
  actor: Actor,
  { payoutId, reason, once }: { payoutId: string; reason: string; once: { readonly key: string } },
): Promise<{ confirmed: boolean }> {
  const request = ['confirm-result', payoutId, reason]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const { cycle, payout, now } = await lockPayout(tx, payoutId)
    const state = `payout-${payout.state}` as const
    await demandMoney(tx, 'confirm-result', actor, { cycle, state })
    const errors = checkPlainText('reason', reason, { required: true, longest: 500 })
    if (errors.length > 0) throw new FieldErrors(errors)
    const alarm = await tx
      .selectFrom('alarms')
      .select('id')
      .where('kind', '=', 'payment-contradicted')
      .where('subject', '=', payoutId)
      .where('cleared_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!alarm) throw new RuleBroken('not-in-this-state', { state })
    const first = await readFirstOfResult(tx, payoutId)
    if (first?.personId === actor.personId) throw new RuleBroken('confirmed-already')
    const confirmed = first !== null
    const { id: cycleId } = cycle
    const caseId = payout.case_id
    const detail = { payoutId, key: payout.key, state: payout.state }
    const verdict = confirmed ? 'stands' : 'first-of-two'
    recordDecision(doing, { cycleId, caseId, act: 'confirm-result', verdict, reason, at: now, detail })
    recordAudit(doing, { act: 'confirm-result', at: now, cycleId, caseId, detail: { ...detail, confirmed } })
    const said = { personId: actor.personId, reason }
    const kind = confirmed ? 'result-stands' : 'first-result'
    recordEvent(doing, payoutId, { kind, source: 'treasury', detail: said })
    if (confirmed)
      await tx
        .updateTable('alarms')
        .set({ cleared_at: now, cleared_by: actor.personId })
        .where('id', '=', alarm.id)
        .execute()
    return { confirmed }
  })
}

/** Who was the first to say that the result stands, since the bank contradicted it last; null while nobody has. */
export async function readFirstOfResult(
  reader: Reader,
  payoutId: string,
): Promise<{ readonly personId: string; readonly personName: string } | null> {
  const events = await reader
    .selectFrom('payout_events')
    .select(['kind', 'detail', 'person_name'])
    .where('payout_id', '=', payoutId)
    .orderBy('id', 'desc')
    .execute()
  const since = events.findIndex(({ detail }) => detail.effect === 'contradiction')
  const said = events.slice(0, since === -1 ? 0 : since).find(({ kind }) => kind === 'first-result')
  return said ? { personId: String(said.detail.personId), personName: said.person_name ?? '' } : null
}
