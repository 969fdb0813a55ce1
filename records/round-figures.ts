import { sql } from 'kysely'
import type { ClaimState } from '../domain/claim.ts'
import type { Reader } from './database.ts'

type Figure = { readonly claims: number; readonly askedFen: bigint; readonly grantedFen: bigint }

/** How many claims of a round were handed in and are in each state, with their money; drafts are only counted. */
export type ClaimCounts = {
  readonly byState: ReadonlyMap<ClaimState, Figure>
  readonly drafts: number
}

export const nothing: Figure = { claims: 0, askedFen: 0n, grantedFen: 0n }

export async function readClaimCounts(reader: Reader, cycleId: string): Promise<ClaimCounts> {
  const { rows } = await sql<{ state: ClaimState; handed_in: boolean; claims: number; asked: string; granted: string }>`
    select state, handed_in, sum(claims)::int as claims, sum(asked_fen)::text as asked, sum(granted_fen)::text as granted
    from claim_counts where cycle_id = ${cycleId} group by state, handed_in having sum(claims) > 0`.execute(reader)
  return {
    byState: new Map(
      rows
        .filter(({ handed_in }) => handed_in)
        .map(({ state, claims, asked, granted }) => [
          state,
          { claims, askedFen: BigInt(asked), grantedFen: BigInt(granted) },
        ]),
    ),
    drafts: rows.find(({ state, handed_in }) => state === 'draft' && !handed_in)?.claims ?? 0,
  }
}

/** What was committed and paid, all in all, at the end of a day on which something moved. */
export type MoneyDay = { readonly on: string; readonly committedFen: bigint; readonly paidFen: bigint }

/** What the ledger of a round says beside its budget: what is handed over, what came back, and how it went day by day. */
export async function readMoneyDays(
  reader: Reader,
  cycleId: string,
): Promise<{ inPaymentFen: bigint; returnedFen: bigint; days: MoneyDay[] }> {
  const { rows } = await sql<{ day: string; account: string; debit: string; credit: string }>`
    select day, account, debit_fen::text as debit, credit_fen::text as credit from ledger_days
    where cycle_id = ${cycleId} order by day`.execute(reader)
  let [committedFen, paidFen, inPaymentFen, returnedFen] = [0n, 0n, 0n, 0n]
  const days = new Map<string, MoneyDay>()
  for (const { day, account, debit, credit } of rows) {
    const moved = BigInt(debit) - BigInt(credit)
    // Money that is handed over or paid is still committed: it left the available once.
    if (account === 'committed' || account === 'in-payment' || account === 'paid') committedFen += moved
    if (account === 'paid') paidFen += moved
    if (account === 'in-payment') inPaymentFen += moved
    if (account === 'returned') returnedFen += BigInt(debit)
    days.set(day, { on: day, committedFen, paidFen })
  }
  return { inPaymentFen, returnedFen, days: [...days.values()] }
}

export type WaitingRow = {
  readonly case_id: string
  readonly number: string
  readonly name: string
  readonly amount_fen: bigint
}

/** The claims that wait for money, in their order. */
export async function readWaiting(reader: Reader, cycleId: string, limit = 20): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`
    select m.case_id, c.number, k.unit_name as name, m.amount_fen from commitments m
    join claims c on c.case_id = m.case_id join cases k on k.id = m.case_id
    where m.cycle_id = ${cycleId} and m.state = 'waiting' order by m.approved_order limit ${limit}`.execute(reader)
  return rows
}

export type DueRow = {
  readonly task_id: string
  readonly case_id: string | null
  readonly step: string
  readonly due_at: string
  readonly number: string | null
  readonly name: string
}

/** What is due in a round until an instant, the nearest first, and how many: counted no further than `most`. */
export async function readDueUntil(
  reader: Reader,
  cycleId: string,
  until: string,
  { limit = 6, most = 200 }: { limit?: number; most?: number } = {},
): Promise<{ rows: DueRow[]; count: number; most: number }> {
  const { rows } = await sql<DueRow & { count: number }>`
    with due as materialized (
      select id, case_id, step, due_at, unit_name from tasks
      where cycle_id = ${cycleId} and state = 'open' and due_at <= ${until} order by due_at limit ${most}
    ), first as (select * from due order by due_at, id limit ${limit})
    select first.id as task_id, first.case_id, first.step, first.due_at, c.number, coalesce(k.unit_name, first.unit_name) as name,
      (select count(*)::int from due) as count
    from first left join cases k on k.id = first.case_id left join claims c on c.case_id = first.case_id
    order by first.due_at, first.id`.execute(reader)
  return { rows, count: rows[0]?.count ?? 0, most }
}
