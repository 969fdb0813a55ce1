import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { cycleScope } from '../domain/cycle.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { yuan } from '../domain/yuan.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit, wake } from './act.ts'
import { recordDecision } from './decision.ts'
import { demandMoney } from './demand-money.ts'
import { lockBatch } from './money-matter.ts'

export interface BatchClosed {
  readonly paidFen: string
  /** Keys of the payments that came back or were never received; their claims can be put into another batch. */
  readonly returned: readonly string[]
}

/**
 * Closes a batch (对账): every payment has an end, and what was paid is to the fen what the bank's statement says.
 *
 * @param statementFen the sum of the statement, in fen as a decimal number
 * @throws RuleBroken `payments-open` with how many; `statement-differs` with both sums
 */
export function closeBatch(
  house: House,
  actor: Actor,
  { batchId, statementFen, once }: { batchId: string; statementFen: string; once: { readonly key: string } },
): Promise<BatchClosed> {
  return perform(
    house,
    { actor, once: { key: once.key, request: ['close-batch', batchId, statementFen] } },
    async doing => {
      const { tx } = doing
      const { cycle, batch } = await lockBatch(tx, batchId)
      const now = await businessNow(tx)
      await demandMoney(tx, 'close-batch', actor, { cycle, state: `batch-${batch.state}` })
      if (!/^(0|[1-9]\d{0,17})$/.test(statementFen))
        throw new FieldErrors([{ field: 'statementFen', code: 'not-an-amount' }])
      const { rows } = await sql<{ open: number; paid: bigint; ended: bigint; returned: string[] | null }>`
        select count(*) filter (where state not in ('paid', 'returned', 'never-received'))::int as open,
          coalesce(sum(amount_fen) filter (where state = 'paid'), 0)::bigint as paid,
          coalesce(sum(amount_fen), 0)::bigint as ended,
          array_agg(key order by key) filter (where state in ('returned', 'never-received')) as returned
        from payouts where batch_id = ${batchId}`.execute(tx)
      const { open = 0, paid = 0n, ended = 0n, returned } = rows[0] ?? {}
      if (open > 0) throw new RuleBroken('payments-open', { count: open })
      if (BigInt(paid) !== BigInt(statementFen) || BigInt(ended) !== batch.total_fen)
        throw new RuleBroken('statement-differs', { paid: yuan(BigInt(paid)), statement: yuan(BigInt(statementFen)) })
      await tx
        .updateTable('batches')
        .set({ state: 'closed', closed_at: now, closed_by_name: actor.personName })
        .where('id', '=', batchId)
        .execute()
      const closed = { paidFen: String(paid), returned: returned ?? [] }
      recordDecision(doing, {
        cycleId: cycle.id,
        act: 'close-batch',
        verdict: 'closed',
        at: now,
        detail: { batchId, number: batch.number, ...closed },
      })
      recordAudit(doing, { act: 'close-batch', at: now, cycleId: cycle.id, detail: { batchId, ...closed } })
      await wake(tx, cycleScope(cycle.id), cycle.kind)
      house.reach('batch-closed-before-commit')
      return closed
    },
  )
}
