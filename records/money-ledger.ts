import { sql } from 'kysely'
import type { LedgerAccount } from '../domain/claim.ts'
import type { Reader } from './database.ts'

export type LedgerMovement = {
  readonly id: bigint
  readonly at: string
  readonly occasion: string
  readonly debit: LedgerAccount
  readonly credit: LedgerAccount
  readonly fen: bigint
  readonly claim_number: string | null
  readonly unit_name: string | null
  readonly payout_id: string | null
  readonly key: string | null
}

/**
 * Movements of a round in the order in which they were posted, each with both sides: the nth debit of a posting goes with its
 * nth credit.
 *
 * @param after the number of the last one of the page before
 */
export async function readMovements(
  reader: Reader,
  cycleId: string,
  { after, limit }: { after: bigint; limit: number },
): Promise<{ rows: LedgerMovement[]; next: bigint | null }> {
  const { rows } = await sql<LedgerMovement>`
    select d.id, d.at, d.occasion, d.account as debit, c.account as credit, d.debit_fen as fen, m.number as claim_number, k.unit_name,
      d.payout_id, p.key
    from ledger d
    join lateral (
      select account from ledger o where o.transaction_id = d.transaction_id and o.credit_fen > 0 order by o.id
      offset (select count(*) from ledger e where e.transaction_id = d.transaction_id and e.debit_fen > 0 and e.id < d.id) limit 1) c on true
    left join claims m on m.case_id = d.case_id left join cases k on k.id = d.case_id left join payouts p on p.id = d.payout_id
    where d.cycle_id = ${cycleId} and d.debit_fen > 0 and d.id > ${after}::bigint order by d.id limit ${limit + 1}`.execute(
    reader,
  )
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

export type LedgerBalance = {
  readonly account: LedgerAccount
  readonly debit: bigint
  readonly credit: bigint
  /** What stood on the account after the last movement shown. */
  readonly afterwards: bigint
}

/** What was posted to each account of a round, and what stood on it after a movement (null: the last one). */
export async function readBalances(
  reader: Reader,
  cycleId: string,
  until: bigint | null,
): Promise<{ accounts: LedgerBalance[]; movements: number; uneven: number }> {
  const within =
    until === null
      ? sql`true`
      : sql`(id <= ${until}::bigint or transaction_id = (select transaction_id from ledger where id = ${until}::bigint))`
  const { rows } = await sql<LedgerBalance & { movements: number }>`
    select account, sum(debit_fen)::bigint as debit, sum(credit_fen)::bigint as credit,
      coalesce(sum(debit_fen - credit_fen) filter (where ${within}), 0)::bigint as afterwards, (count(*) filter (where debit_fen > 0))::int as movements
    from ledger where cycle_id = ${cycleId} group by account`.execute(reader)
  const { rows: uneven } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from ledger where cycle_id = ${cycleId} group by transaction_id having sum(debit_fen) <> sum(credit_fen)) t`.execute(
    reader,
  )
  const accounts = order.flatMap(account => rows.filter(row => row.account === account))
  return {
    accounts: accounts.map(({ account, debit, credit, afterwards }) => ({ account, debit, credit, afterwards })),
    movements: rows.reduce((total, row) => total + row.movements, 0),
    uneven: uneven[0]?.count ?? 0,
  }
}

/** The accounts in the order in which money goes through them. */
const order: readonly LedgerAccount[] = [
  'appropriation',
  'available',
  'committed',
  'in-payment',
  'paid',
  'returned',
  'treasury',
]
