import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { lockBudget, moveUpWaiting } from './commit-budget.ts'
import { recordDecision } from './decision.ts'
import { demandMoney } from './demand-money.ts'
import { isAmount } from './draft-round.ts'
import { lockCycle } from './matter.ts'
import { checkPlainText } from './plain-text.ts'
import { postLedger } from './post-ledger.ts'

/**
 * Adds money to a round that is under way (追加预算): those who wait move up in their order.
 *
 * @param amountFen in fen, as a decimal number
 * @returns how many moved up
 */
export function addAppropriation(
  house: House,
  actor: Actor,
  {
    cycleId,
    amountFen,
    source,
    once,
  }: { cycleId: string; amountFen: string; source: string; once: { readonly key: string } },
): Promise<{ movedUp: number }> {
  const request = ['add-appropriation', cycleId, amountFen, source]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'update')
    if (cycle.kind !== 'claim-round') throw new NotFound('round')
    const now = await businessNow(tx)
    await demandMoney(tx, 'add-appropriation', actor, { cycle, state: 'round' })
    if (cycle.state !== 'open' && cycle.state !== 'settling')
      throw new RuleBroken('not-in-this-state', { state: cycle.state })
    const errors = checkPlainText('source', source, { required: true, longest: 200 })
    if (!isAmount(amountFen) || amountFen === '0') errors.push({ field: 'amountFen', code: 'not-an-amount' })
    if (errors.length > 0) throw new FieldErrors(errors)
    const fen = BigInt(amountFen)
    await lockBudget(tx, cycleId)
    await sql`update budgets set appropriated_fen = appropriated_fen + ${fen} where cycle_id = ${cycleId}`.execute(tx)
    postLedger(doing, {
      cycleId,
      occasion: 'appropriated',
      at: now,
      movements: [{ from: 'appropriation', to: 'available', fen }],
    })
    const moved = await moveUpWaiting(doing, { cycleId, at: now })
    recordDecision(doing, {
      cycleId,
      act: 'add-appropriation',
      at: now,
      detail: { amountFen, source: source.trim(), movedUp: moved.length },
    })
    recordAudit(doing, { act: 'add-appropriation', at: now, cycleId, detail: { amountFen } })
    return { movedUp: moved.length }
  })
}
