import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { type House, perform, recordAudit, wake } from './act.ts'
import { recordDecision } from './decision.ts'
import { demandMoney } from './demand-money.ts'
import { demandNoContradiction, lockPayout, payoutScope } from './money-matter.ts'
import { checkPlainText } from './plain-text.ts'
import { applyWord, clearMismatch, recordEvent } from './record-bank-word.ts'

/**
 * Records that the treasury says it never received a payment. The first person's word changes nothing yet; when a second,
 * another, says the same, the payment has not been made and may be made again.
 *
 * @throws RuleBroken `confirmed-already` where the same person says it twice; `not-in-this-state`; FieldErrors
 */
export function confirmNeverReceived(
  house: House,
  actor: Actor,
  { payoutId, reason, once }: { payoutId: string; reason: string; once: { readonly key: string } },
): Promise<{ confirmed: boolean }> {
  const request = ['confirm-never-received', payoutId, reason]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const locked = await lockPayout(tx, payoutId)
    const { cycle, payout, now } = locked
    await demandMoney(tx, 'confirm-never-received', actor, { cycle, state: `payout-${payout.state}` })
    const errors = checkPlainText('reason', reason, { required: true, longest: 500 })
    if (errors.length > 0) throw new FieldErrors(errors)
    if (payout.never_received_by.includes(actor.personId)) throw new RuleBroken('confirmed-already')
    const by = [...payout.never_received_by, actor.personId]
    await tx.updateTable('payouts').set({ never_received_by: by }).where('id', '=', payoutId).execute()
    const confirmed = by.length >= 2
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId: payout.case_id,
      act: 'confirm-never-received',
      verdict: confirmed ? 'never-received' : 'first-of-two',
      reason,
      at: now,
      detail: { payoutId, key: payout.key },
    })
    recordAudit(doing, {
      act: 'confirm-never-received',
      at: now,
      cycleId: cycle.id,
      caseId: payout.case_id,
      detail: { payoutId, confirmed },
    })
    if (!confirmed) {
      recordEvent(doing, payoutId, { kind: 'first-of-two', source: 'treasury', detail: { reason } })
      return { confirmed }
    }
    const word = { says: 'never-received', amountFen: null, payeeMatches: null, reference: null, reason } as const
    await applyWord(doing, locked, word, { source: 'treasury', now })
    return { confirmed }
  })
}

/**
 * Has the bank asked again at once. A frozen payment is unknown again by this, and the next answer is held against what was
 * asked for like the first.
 *
 * @throws RuleBroken `earlier-payment-contradicted` of a payment that is frozen for what was said of an earlier one
 */
export function askAgain(
  house: House,
  actor: Actor,
  { payoutId, reason, once }: { payoutId: string; reason: string; once: { readonly key: string } },
): Promise<void> {
  return perform(house, { actor, once: { key: once.key, request: ['ask-again', payoutId, reason] } }, async doing => {
    const { tx } = doing
    const { cycle, payout, batch, now } = await lockPayout(tx, payoutId)
    await demandMoney(tx, 'ask-again', actor, { cycle, state: `payout-${payout.state}` })
    if (payout.state === 'frozen') await demandNoContradiction(tx, payout)
    const errors = checkPlainText('reason', reason, { required: payout.state === 'frozen', longest: 500 })
    if (errors.length > 0) throw new FieldErrors(errors)
    await tx
      .updateTable('payouts')
      .set({
        ...(payout.state === 'frozen' ? { state: 'unknown' as const } : {}),
        asked: 0,
        ask_at: batch.channel === 'bank' ? sql<string>`clock_timestamp()` : null,
      })
      .where('id', '=', payoutId)
      .execute()
    await clearMismatch(tx, payoutId, actor, now)
    recordEvent(doing, payoutId, { kind: 'ask-again', source: 'house', detail: { reason } })
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId: payout.case_id,
      act: 'ask-again',
      verdict: payout.state,
      reason,
      at: now,
      detail: { payoutId, key: payout.key },
    })
    recordAudit(doing, {
      act: 'ask-again',
      at: now,
      cycleId: cycle.id,
      caseId: payout.case_id,
      detail: { payoutId, state: payout.state },
    })
    await sql`select pg_notify('courier', 'payouts')`.execute(tx)
    await wake(tx, payoutScope(payoutId), 'payout')
  })
}
