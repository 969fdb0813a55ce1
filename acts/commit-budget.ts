import { sql } from 'kysely'
import type { Tx } from '../records/database.ts'
import { together } from '../records/together.ts'
import { atEnd, type Doing } from './act.ts'
import { postLedger } from './post-ledger.ts'

/**
 * Commits money of a round to an approved claim, or puts it in order where the appropriation does not reach or others wait
 * already: first approved, first served, nobody overtakes. Locks the budget. The claim's state follows.
 */
export async function commitBudget(
  doing: Doing,
  { cycleId, caseId, amountFen, at }: { cycleId: string; caseId: string; amountFen: bigint; at: string },
): Promise<'committed' | 'waiting'> {
  const { tx } = doing
  const [, [order]] = await together(
    tx,
    budgetLock(tx, cycleId),
    sql<{ approved_order: bigint; others: boolean }>`
      select nextval('approval_order') as approved_order,
        exists (select from commitments where cycle_id = ${cycleId} and state = 'waiting') as others`,
  )
  const { approved_order = 0n, others = true } = order ?? {}
  const state = !others && (await reserve(tx, cycleId, amountFen)) ? 'committed' : 'waiting'
  const amounts = { cycle_id: cycleId, case_id: caseId, amount_fen: amountFen }
  atEnd(doing, tx.insertInto('commitments').values({ ...amounts, state, approved_order, at, released_at: null }))
  await tx.updateTable('claims').set({ state, approved_order, updated_at: at }).where('case_id', '=', caseId).execute()
  if (state === 'committed') postCommitted(doing, cycleId, caseId, amountFen, at)
  return state
}

/** Gives the money that became free, or was added, to those who wait, in their order, until the next does not fit. */
export async function moveUpWaiting(doing: Doing, { cycleId, at }: { cycleId: string; at: string }): Promise<string[]> {
  const { tx } = doing
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
    postCommitted(doing, cycleId, case_id, amount_fen, at)
    moved.push(case_id)
  }
  return moved
}

export async function lockBudget(tx: Tx, cycleId: string): Promise<void> {
  await budgetLock(tx, cycleId).executeTakeFirstOrThrow()
}

const budgetLock = (tx: Tx, cycleId: string) =>
  tx.selectFrom('budgets').select('cycle_id').where('cycle_id', '=', cycleId).forUpdate()

async function reserve(tx: Tx, cycleId: string, amountFen: bigint): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update budgets set committed_fen = committed_fen + ${amountFen}
    where cycle_id = ${cycleId} and appropriated_fen - committed_fen >= ${amountFen}`.execute(tx)
  return numAffectedRows === 1n
}

const postCommitted = (doing: Doing, cycleId: string, caseId: string, fen: bigint, at: string): void =>
  postLedger(doing, {
    cycleId,
    caseId,
    occasion: 'committed',
    at,
    movements: [{ from: 'available', to: 'committed', fen }],
  })
