import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { RuleBroken } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { demandMoney } from './demand-money.ts'
import { contentOf } from './make-batch.ts'
import { lockBatch, lockClaims, moveClaims } from './money-matter.ts'
import { postLedger } from './post-ledger.ts'

/**
 * Releases a batch that somebody else made: its payments are handed over, each once.
 *
 * @param contentSha256 the fingerprint that the releaser saw
 * @throws RuleBroken `maker-cannot-release`; `batch-changed` where payees, accounts or amounts are not what was seen or
 *   made; `item-held` naming claims that an open objection by name holds
 */
export async function releaseBatch(
  house: House,
  actor: Actor,
  { batchId, contentSha256, once }: { batchId: string; contentSha256: string; once: { readonly key: string } },
): Promise<{ count: number }> {
  const request = ['release-batch', batchId, contentSha256]
  const released = await perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const { cycle, batch } = await lockBatch(tx, batchId)
    const payouts = await tx.selectFrom('payouts').selectAll().where('batch_id', '=', batchId).orderBy('key').execute()
    const ids = payouts.map(({ case_id }) => case_id)
    const claims = await lockClaims(tx, cycle.id, ids)
    const now = await businessNow(tx)
    await demandMoney(tx, 'release-batch', actor, { cycle, state: `batch-${batch.state}` })
    if (actor.personId === batch.made_by) throw new RuleBroken('maker-cannot-release')
    // Frozen since it was made: the bank has said something of an earlier payment of the claim that cannot be.
    const untouched = payouts.every(({ state }) => state === 'prepared')
    if (!untouched || batch.content_sha256 !== contentSha256 || (await contentOf(tx, batchId)) !== contentSha256)
      throw new RuleBroken('batch-changed', { number: batch.number })
    const held = claims.filter(claim => claim.held || claim.state !== 'payable')
    if (held.length > 0) throw new RuleBroken('item-held', { numbers: held.map(({ number }) => number).join('、') })
    await tx
      .updateTable('batches')
      .set({ state: 'released', released_by: actor.personId, released_by_name: actor.personName, released_at: now })
      .where('id', '=', batchId)
      .execute()
    await moveClaims(tx, ids, 'in-payment', now)
    for (const { id, case_id, amount_fen } of payouts)
      postLedger(doing, {
        cycleId: cycle.id,
        caseId: case_id,
        payoutId: id,
        occasion: 'handed-over',
        at: now,
        movements: [{ from: 'committed', to: 'in-payment', fen: amount_fen }],
      })
    await sql`
      insert into scopes (scope, workflow_type, cycle_id) select 'payout:' || id, 'payout', cycle_id from payouts where batch_id = ${batchId}`.execute(
      tx,
    )
    await sql`insert into wakes (scope, workflow_type) select 'payout:' || id, 'payout' from payouts where batch_id = ${batchId}`.execute(
      tx,
    )
    await sql`select pg_notify('courier', 'payouts')`.execute(tx)
    recordDecision(doing, {
      cycleId: cycle.id,
      act: 'release-batch',
      verdict: 'released',
      at: now,
      detail: { batchId, number: batch.number, count: ids.length, totalFen: String(batch.total_fen), contentSha256 },
    })
    recordAudit(doing, { act: 'release-batch', at: now, cycleId: cycle.id, detail: { batchId, contentSha256 } })
    house.reach('release-before-commit')
    return { count: ids.length }
  })
  house.reach('release-committed')
  return released
}
