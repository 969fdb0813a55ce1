import { randomUUID } from 'node:crypto'
import type { LedgerAccount } from '../domain/claim.ts'
import { atEnd, type Doing } from './act.ts'

/** Money goes from one of a round's accounts (credit) to another (debit). */
export interface Movement {
  readonly from: LedgerAccount
  readonly to: LedgerAccount
  readonly fen: bigint
}

export interface Posting {
  readonly cycleId: string
  readonly caseId?: string | null
  readonly payoutId?: string | null
  /** What happened, as a code: `appropriated`, `committed`, `released`, `handed-over`, `paid`, `returned`, `never-received`. */
  readonly occasion: string
  readonly at: string
  readonly movements: readonly Movement[]
}

/**
 * Posts what moved, in the act's own transaction: for every movement a debit and a credit of the same amount, so that the
 * ledger balances after each. Rows are never changed; an error is corrected by a movement back.
 */
export function postLedger(doing: Doing, posting: Posting): void {
  const transaction_id = randomUUID()
  const { cycleId, caseId = null, payoutId = null, occasion, at } = posting
  const shared = { transaction_id, cycle_id: cycleId, case_id: caseId, payout_id: payoutId, occasion, at }
  const rows = posting.movements.flatMap(({ from, to, fen }) => [
    { ...shared, account: to, debit_fen: fen, credit_fen: 0n },
    { ...shared, account: from, debit_fen: 0n, credit_fen: fen },
  ])
  if (rows.length > 0) atEnd(doing, doing.tx.insertInto('ledger').values(rows))
}
