import { sql } from 'kysely'
import type { Tx } from '../records/database.ts'
import type { Doing } from './act.ts'
import { postLedger } from './post-ledger.ts'

/**
 * Commits money of a round to an approved claim, or puts it in order where the appropriation does not reach or others wait
 * already: first approved, first served, nobody overtakes. Locks the budget. The claim's state follows.
 */
export async function commitBudget(
  { tx }: Doing,
  { cycleId, caseId, amountFen, at }: { cycleId: string; caseId: string; amountFen: bigint; at: string },
): Promise<'committed' | 'waiting'> {
  await lockBudget(tx, cycleId)
  const { rows } = await sql<{ approved_order: bigint; others: boolean }>`
    select nextval('approval_order') as approved_order,
      exists (select from commitments where cycle_id = ${cycleId} and state = 'waiting') as others`.execute(tx)
  const { approved_order = 0n, others = true } = rows[0] ?? {}
  const state = !others && (await reserve(tx, cycleId, amountFen)) ? 'committed' : 'waiting'
  await tx
    .insertInto('commitments')
    .values({ cycle_id: cycleId, case_id: caseId, amount_fen: amountFen, state, approved_order, at, released_at: null })
    .execute()
  await tx.updateTable('claims').set({ state, approved_order, updated_at: at }).where('case_id', '=', caseId).execute()
  if (state === 'committed') await postCommitted(tx, cycleId, caseId, amountFen, at)
  return state
}

/** Gives the money that became free, or was added, to those who wait, in their order, until the next does not fit. */
export async function moveUpWaiting(
  { tx }: Doing,
  { cycleId, at }: { cycleId: string; at: string },
): Promise<string[]> {
  await lockBudget(tx, cycleId)
  const waiting = await tx
    .selectFrom('commitments')
    .select(['id', 'case_id', 'amount_fen'])
    .where('cycle_id', '=', cycleId)
    .where('state', '=', 'waiting')
    .orderBy('approved_order')
    .execute()
  const moved: string[] = []
  for (const { id, case_id, amount_fen } of waiting) {
    if (!(await reserve(tx, cycleId, amount_fen))) break
    await tx.updateTable('commitments').set({ state: 'committed', at }).where('id', '=', id).execute()
    await tx.updateTable('claims').set({ state: 'committed', updated_at: at }).where('case_id', '=', case_id).execute()
    await postCommitted(tx, cycleId, case_id, amount_fen, at)
    moved.push(case_id)
  }
  return moved
}

export async function lockBudget(tx: Tx, cycleId: string): Promise<void> {
  await tx
    .selectFrom('budgets')
    .select('cycle_id')
    .where('cycle_id', '=', cycleId)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

async function reserve(tx: Tx, cycleId: string, amountFen: bigint): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update budgets set committed_fen = committed_fen + ${amountFen}
    where cycle_id = ${cycleId} and appropriated_fen - committed_fen >= ${amountFen}`.execute(tx)
  return numAffectedRows === 1n
}

const postCommitted = (tx: Tx, cycleId: string, caseId: string, fen: bigint, at: string): Promise<void> =>
  postLedger(tx, {
    cycleId,
    caseId,
    occasion: 'committed',
    at,
    movements: [{ from: 'available', to: 'committed', fen }],
  })
