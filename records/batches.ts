import { sql } from 'kysely'
import type { PayoutState } from '../domain/claim.ts'
import { NotFound } from '../domain/refusal.ts'
import { isId } from './cycle.ts'
import type { Reader } from './database.ts'
import { ofPurse } from './payments.ts'

export type BatchLine = {
  readonly id: string
  readonly cycle_id: string
  readonly title: string
  readonly number: string
  readonly state: 'made' | 'released' | 'closed' | 'void'
  readonly channel: 'file' | 'bank'
  readonly total_fen: bigint
  readonly made_by: string
  readonly made_by_name: string
  readonly made_at: string
  readonly released_by_name: string | null
  readonly released_at: string | null
  readonly exported_at: string | null
  readonly closed_at: string | null
  readonly void_reason: string | null
  readonly count: number
  /** Payments without an end. */
  readonly open: number
  readonly paid: number
}

const columns = sql`
  b.id, b.cycle_id, c.title, b.number, b.state, b.channel, b.total_fen, b.made_by, b.made_by_name, b.made_at, b.released_by_name, b.released_at,
  b.exported_at, b.closed_at, b.void_reason, sums.count, sums.open, sums.paid`
const sources = sql`
  batches b join cycles c on c.id = b.cycle_id cross join lateral (
    select count(*)::int as count, (count(*) filter (where state not in ('paid', 'returned', 'never-received', 'void')))::int as open,
      (count(*) filter (where state = 'paid'))::int as paid
    from payouts where batch_id = b.id) sums`

/** Batches under way in the rounds of a purse: those to be released first, then those to be closed; the first fifty. */
export async function readOpenBatches(reader: Reader, unitId: string): Promise<BatchLine[]> {
  const { rows } = await sql<BatchLine>`
    select ${columns} from ${sources} where b.state in ('made', 'released') and ${ofPurse(unitId)}
    order by b.state, b.made_at, b.id limit 50`.execute(reader)
  return rows
}

/** The batches of a round, the newest first. @param after the id of the last one of the page before */
export async function readBatchesOf(
  reader: Reader,
  cycleId: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<{ rows: BatchLine[]; next: string | null }> {
  const beyond =
    after && isId(after) ? sql`and (b.made_at, b.id) < (select made_at, id from batches where id = ${after})` : sql``
  const { rows } = await sql<BatchLine>`
    select ${columns} from ${sources} where b.cycle_id = ${cycleId} ${beyond}
    order by b.made_at desc, b.id desc limit ${limit + 1}`.execute(reader)
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

export type Batch = Awaited<ReturnType<typeof readBatch>>

/** A batch with the sums of its payments by state, and what was approved for the same claims. @throws NotFound */
export async function readBatch(reader: Reader, id: string) {
  if (!isId(id)) throw new NotFound('batch')
  const batch = await reader.selectFrom('batches').selectAll().where('id', '=', id).executeTakeFirst()
  if (!batch) throw new NotFound('batch')
  const { rows } = await sql<{ state: PayoutState; count: number; fen: bigint; granted: bigint }>`
    select p.state, count(*)::int as count, sum(p.amount_fen)::bigint as fen, sum(k.granted_fen)::bigint as granted
    from payouts p join claims k on k.case_id = p.case_id where p.batch_id = ${id} group by p.state`.execute(reader)
  const sum = (of: 'fen' | 'granted') => rows.reduce((total, row) => total + row[of], 0n)
  return {
    ...batch,
    count: rows.reduce((total, row) => total + row.count, 0),
    granted_fen: sum('granted'),
    sum_fen: sum('fen'),
    states: rows.map(({ state, count, fen }) => ({ state, count, fen })),
  }
}

export type BatchItem = {
  readonly id: string
  readonly case_id: string
  readonly key: string
  readonly unit_name: string
  readonly amount_fen: bigint
  readonly granted_fen: bigint
  readonly state: PayoutState
  readonly last4: string
  readonly bank: string
  readonly bank_code: string
  readonly confirmed_by_name: string | null
  readonly confirmed_at: string | null
  /** The account confirmed before this one, where there was one. */
  readonly before_last4: string | null
  readonly before_code: string | null
  /** Why and when the payment before came back. */
  readonly returned_at: string | null
  readonly returned_why: string | null
  readonly bank_answer: string | null
  readonly place: number
}

/** The payments of a batch by their keys. @param after the key of the last one of the page before */
export async function readBatchItems(
  reader: Reader,
  batchId: string,
  { after, limit, only = 'all' }: { after: string | null; limit: number; only?: 'all' | 'changed' },
): Promise<{ rows: BatchItem[]; next: string | null }> {
  const changed = only === 'changed' ? sql`and before.number_last4 is not null` : sql``
  const { rows } = await sql<BatchItem>`
    select p.id, p.case_id, p.key, s.unit_name, p.amount_fen, k.granted_fen, p.state, a.number_last4 as last4, a.bank, a.bank_code,
      a.confirmed_by_name, a.confirmed_at, before.number_last4 as before_last4, before.bank_code as before_code, back.settled_at as returned_at,
      back.bank_answer as returned_why, p.bank_answer,
      (select count(*)::int from payouts sooner where sooner.batch_id = p.batch_id and sooner.key <= p.key) as place
    from payouts p join claims k on k.case_id = p.case_id join cases s on s.id = p.case_id join accounts a on a.id = p.account_id
    left join lateral (
      select number_last4, bank_code from accounts old where old.unit_id = a.unit_id and old.confirmed_at is not null and old.confirmed_at < a.confirmed_at
      order by old.confirmed_at desc limit 1) before on true
    left join lateral (
      select settled_at, bank_answer from payouts old where old.case_id = p.case_id and old.attempt < p.attempt and old.state = 'returned'
      order by old.attempt desc limit 1) back on true
    where p.batch_id = ${batchId} and p.key > ${after ?? ''} ${changed} order by p.key limit ${limit + 1}`.execute(
    reader,
  )
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.key ?? null) : null }
}

/** What a round has left to commit, and the minutes of the notices that its payments stand on. */
export async function readBatchGround(reader: Reader, cycleId: string, batchId: string) {
  const budget = await reader.selectFrom('budgets').selectAll().where('cycle_id', '=', cycleId).executeTakeFirst()
  const { rows } = await sql<{ minutes: string[] | null; held: number; over: boolean }>`
    select array_agg(distinct l.minutes_number) filter (where l.minutes_number is not null) as minutes,
      (count(distinct k.case_id) filter (where k.held))::int as held
    from payouts p join claims k on k.case_id = p.case_id
    join notice_items i on i.case_id = p.case_id and i.state = 'payable' join notice_lists l on l.id = i.list_id
    where p.batch_id = ${batchId}`.execute(reader)
  return {
    leftFen: budget ? budget.appropriated_fen - budget.committed_fen : 0n,
    withinBudget: budget ? budget.committed_fen <= budget.appropriated_fen : false,
    minutes: rows[0]?.minutes ?? [],
    held: rows[0]?.held ?? 0,
  }
}

/** What of a batch came back or was never received: the first hundred. */
export async function readReturnedOf(reader: Reader, batchId: string) {
  return reader
    .selectFrom('payouts')
    .innerJoin('cases', 'cases.id', 'payouts.case_id')
    .select(['payouts.key', 'payouts.amount_fen', 'cases.unit_name'])
    .where('payouts.batch_id', '=', batchId)
    .where('payouts.state', 'in', ['returned', 'never-received'])
    .orderBy('payouts.key')
    .limit(100)
    .execute()
}
