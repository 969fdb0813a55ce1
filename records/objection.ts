import { sql } from 'kysely'
import { NotFound } from '../domain/refusal.ts'
import { isId } from './cycle.ts'
import type { Reader } from './database.ts'

export type ObjectionRow = {
  readonly id: string
  readonly number: string
  readonly named: boolean
  readonly item: string
  readonly listId: string
  readonly listNumber: number
  readonly receivedAt: string
  readonly dueAt: string
  readonly outcome: 'upheld' | 'dismissed' | null
  readonly effect: 'struck-out' | 'back-to-review' | null
  readonly answeredAt: string | null
  readonly statedAt: string | null
}

const columns = sql`o.id, o.number, o.named, i.name as item, o.list_id as "listId", l.number as "listNumber", o.received_at as "receivedAt",
  o.due_at as "dueAt", o.outcome, o.effect, o.answered_at as "answeredAt", o.stated_at as "statedAt"`

/** The objections of a round: open ones first, the nearest date before the others; each page starts after a row. */
export async function readObjections(
  reader: Reader,
  cycleId: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<{ rows: ObjectionRow[]; next: string | null }> {
  const from =
    after !== null && isId(after)
      ? sql`and ((o.outcome is not null), o.due_at, o.id) > (select (a.outcome is not null), a.due_at, a.id from objections a where a.id = ${after})`
      : sql``
  const { rows } = await sql<ObjectionRow>`
    select ${columns} from objections o join notice_items i on i.id = o.item_id join notice_lists l on l.id = o.list_id
    where o.cycle_id = ${cycleId} ${from}
    order by (o.outcome is not null), o.due_at, o.id limit ${limit + 1}`.execute(reader)
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

/** How many objections of a round, or of one list, came and what became of them. */
export async function countObjections(reader: Reader, of: { readonly cycleId: string } | { readonly listId: string }) {
  const which = 'listId' in of ? sql`list_id = ${of.listId}` : sql`cycle_id = ${of.cycleId}`
  const { rows } = await sql<{
    named: number
    anonymous: number
    open: number
    upheld: number
    dismissed: number
  }>`
    select count(*) filter (where named)::int as named, count(*) filter (where not named)::int as anonymous,
      count(*) filter (where outcome is null)::int as open, count(*) filter (where outcome = 'upheld')::int as upheld,
      count(*) filter (where outcome = 'dismissed')::int as dismissed
    from objections where ${which}`.execute(reader)
  return rows[0] ?? { named: 0, anonymous: 0, open: 0, upheld: 0, dismissed: 0 }
}

/** The open objections of a list, by the item that each is about. */
export async function readOpenObjections(reader: Reader, listId: string): Promise<ObjectionRow[]> {
  const { rows } = await sql<ObjectionRow>`
    select ${columns} from objections o join notice_items i on i.id = o.item_id join notice_lists l on l.id = o.list_id
    where o.list_id = ${listId} and o.outcome is null order by o.named desc, o.due_at, o.id limit 200`.execute(reader)
  return rows
}

export type Objection = Awaited<ReturnType<typeof readObjection>>

/** One objection with what it is about; who made it stays sealed. @throws NotFound */
export async function readObjection(reader: Reader, id: string) {
  if (!isId(id)) throw new NotFound('objection')
  const row = await reader
    .selectFrom('objections')
    .innerJoin('notice_items', 'notice_items.id', 'objections.item_id')
    .innerJoin('notice_lists', 'notice_lists.id', 'objections.list_id')
    .innerJoin('cases', 'cases.id', 'notice_items.case_id')
    .innerJoin('claims', 'claims.case_id', 'notice_items.case_id')
    .leftJoin('tasks', join =>
      join
        .onRef('tasks.seat', '=', 'objections.number')
        .onRef('tasks.cycle_id', '=', 'objections.cycle_id')
        .on('tasks.step', '=', 'objection'),
    )
    .leftJoin('files as paper', 'paper.id', 'objections.seal_file_id')
    .leftJoin('files as proof', 'proof.id', 'objections.statement_file_id')
    .select([
      'objections.id',
      'objections.cycle_id',
      'objections.list_id',
      'objections.number',
      'objections.named',
      'objections.text',
      'objections.channel',
      'objections.recorded_by_name',
      'objections.received_at',
      'objections.due_at',
      'objections.inquiry_due_at',
      'objections.statement',
      'objections.stated_by_name',
      'objections.stated_at',
      'objections.outcome',
      'objections.effect',
      'objections.reason',
      'objections.clause',
      'objections.answered_by_name',
      'objections.answered_at',
      'objections.seal_file_id',
      'paper.name as seal_name',
      'paper.size as seal_size',
      'objections.statement_file_id',
      'proof.name as statement_file_name',
      'proof.size as statement_file_size',
      'notice_items.name as item',
      'notice_items.state as item_state',
      'notice_items.amount_fen',
      'notice_items.case_id',
      'notice_lists.number as list_number',
      'notice_lists.state as list_state',
      'notice_lists.ends_at',
      'notice_lists.telephone',
      'cases.unit_id',
      'claims.number as claim_number',
      'claims.state as claim_state',
      'tasks.id as task_id',
    ])
    .where('objections.id', '=', id)
    .executeTakeFirst()
  if (!row) throw new NotFound('objection')
  return row
}

/** How many other named objections hold the item of this one. */
export async function countOtherHolds(reader: Reader, id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from objections o join objections this on this.item_id = o.item_id
    where this.id = ${id} and o.id <> this.id and o.named and o.outcome is null`.execute(reader)
  return rows[0]?.count ?? 0
}

/** What a visitor who objected may see again by the key of the form that was sent, which nobody else knows. */
export async function readReceipt(reader: Reader, key: string) {
  const { rows } = await sql<{
    number: string
    named: boolean
    receivedAt: string
    dueAt: string
    outcome: 'upheld' | 'dismissed' | null
    reason: string | null
    clause: string | null
    answeredAt: string | null
    item: string
    title: string
    issuer: string
    listId: string
  }>`
    select o.number, o.named, o.received_at as "receivedAt", o.due_at as "dueAt", o.outcome, o.reason, o.clause,
      o.answered_at as "answeredAt", i.name as item, c.title, c.unit_name as issuer, o.list_id as "listId"
    from idempotency once join objections o on o.number = once.result ->> 'number'
    join notice_items i on i.id = o.item_id join cycles c on c.id = o.cycle_id
    where once.actor = '00000000-0000-0000-0000-000000000000' and once.key = ${key}`.execute(reader)
  if (!rows[0]) throw new NotFound('receipt')
  return rows[0]
}
