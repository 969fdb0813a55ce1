import type { Actor } from '../domain/actor.ts'
import { FieldErrors } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type Doing, type House, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { demandMoney } from './demand-money.ts'
import { lockBatch } from './money-matter.ts'
import { checkPlainText } from './plain-text.ts'

/** Takes back a batch that nobody has released; its claims can be put into another. */
export function voidBatch(
  house: House,
  actor: Actor,
  { batchId, reason, once }: { batchId: string; reason: string; once: { readonly key: string } },
): Promise<void> {
  return perform(house, { actor, once: { key: once.key, request: ['void-batch', batchId, reason] } }, async doing => {
    const { cycle, batch } = await lockBatch(doing.tx, batchId)
    const now = await businessNow(doing.tx)
    await demandMoney(doing.tx, 'void-batch', actor, { cycle, state: `batch-${batch.state}` })
    const errors = checkPlainText('reason', reason, { required: true, longest: 500 })
    if (errors.length > 0) throw new FieldErrors(errors)
    await makeVoid(doing, { batchId, cycleId: cycle.id, reason: reason.trim(), at: now })
  })
}

/**
 * The account of a unit has changed: whoever released a batch with the old one would release another than was made.
 *
 * @returns the numbers of the batches that are void now
 */
export async function voidBatchesWith(doing: Doing, unitId: string, at: string): Promise<string[]> {
  const batches = await doing.tx
    .selectFrom('batches')
    .innerJoin('payouts', 'payouts.batch_id', 'batches.id')
    .innerJoin('cases', 'cases.id', 'payouts.case_id')
    .select(['batches.id', 'batches.number', 'batches.cycle_id'])
    .distinct()
    .where('cases.unit_id', '=', unitId)
    .where('batches.state', '=', 'made')
    .execute()
  for (const { id, cycle_id } of batches)
    await makeVoid(doing, { batchId: id, cycleId: cycle_id, reason: 'account-changed', at })
  return batches.map(({ number }) => number)
}

async function makeVoid(
  doing: Doing,
  { batchId, cycleId, reason, at }: { batchId: string; cycleId: string; reason: string; at: string },
): Promise<void> {
  const { tx } = doing
  const voided = await tx
    .updateTable('batches')
    .set({ state: 'void', void_reason: reason })
    .where('id', '=', batchId)
    .where('state', '=', 'made')
    .returning('id')
    .executeTakeFirst()
  if (!voided) return
  await tx.updateTable('payouts').set({ state: 'void', settled_at: at }).where('batch_id', '=', batchId).execute()
  recordDecision(doing, { cycleId, act: 'void-batch', verdict: 'void', reason, at, detail: { batchId } })
  recordAudit(doing, { act: 'void-batch', at, cycleId, detail: { batchId, reason } })
}
