import { sql } from 'kysely'
import type { Doing } from './act.ts'
import { lockBudget, moveUpWaiting } from './commit-budget.ts'
import { postLedger } from './post-ledger.ts'

/**
 * Frees what was committed to a claim, or its place in the waiting order, and lets those who wait move up. A claim without
 * a commitment is left as it is.
 */
export async function releaseCommitment(
  doing: Doing,
  { cycleId, caseId, at }: { cycleId: string; caseId: string; at: string },
): Promise<void> {
  const { tx } = doing
  await lockBudget(tx, cycleId)
  const held = await tx
    .selectFrom('commitments')
    .select(['id', 'state', 'amount_fen'])
    .where('case_id', '=', caseId)
    .where('state', '<>', 'released')
    .forUpdate()
    .executeTakeFirst()
  if (!held) return
  await tx.updateTable('commitments').set({ state: 'released', released_at: at }).where('id', '=', held.id).execute()
  if (held.state === 'committed') {
    await sql`update budgets set committed_fen = committed_fen - ${held.amount_fen} where cycle_id = ${cycleId}`.execute(
      tx,
    )
    postLedger(doing, {
      cycleId,
      caseId,
      occasion: 'released',
      at,
      movements: [{ from: 'committed', to: 'available', fen: held.amount_fen }],
    })
  }
  await moveUpWaiting(doing, { cycleId, at })
}
