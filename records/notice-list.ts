import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import type { ListState } from '../domain/can-pay.ts'
import { NotFound } from '../domain/refusal.ts'
import { isId } from './cycle.ts'
import type { Reader } from './database.ts'

/** A list as pages show it. @throws NotFound */
export async function readList(reader: Reader, id: string) {
  if (!isId(id)) throw new NotFound('list')
  const row = await reader
    .selectFrom('notice_lists')
    .leftJoin('files as minutes', 'minutes.id', 'notice_lists.minutes_file_id')
    .leftJoin('files as picture', 'picture.id', 'notice_lists.website_file_id')
    .selectAll('notice_lists')
    .select([
      'minutes.name as minutes_file_name',
      'minutes.size as minutes_file_size',
      'picture.name as website_file_name',
      'picture.size as website_file_size',
    ])
    .where('notice_lists.id', '=', id)
    .executeTakeFirst()
  if (!row) throw new NotFound('list')
  return row
}
export type List = Awaited<ReturnType<typeof readList>>

export type ListCounts = {
  /** Those that still stand on it. */
  readonly count: number
  readonly totalFen: bigint
  readonly places: number
  /** Null where none of its items counts heads. */
  readonly heads: number | null
  readonly held: number
  readonly payable: number
  readonly payableFen: bigint
  /** Those that an objection or their own withdrawal took off. */
  readonly left: number
}

const standing = sql`i.state in ('listed', 'held', 'payable')`

/** What stands on a list. */
export async function countItems(reader: Reader, listId: string): Promise<ListCounts> {
  const { rows } = await sql<ListCounts>`
    select count(*) filter (where ${standing})::int as count,
      coalesce(sum(amount_fen) filter (where ${standing}), 0)::bigint as "totalFen",
      coalesce(sum(places) filter (where ${standing}), 0)::int as places, sum(heads) filter (where ${standing})::int as heads,
      count(*) filter (where i.state = 'held')::int as held, count(*) filter (where i.state = 'payable')::int as payable,
      coalesce(sum(amount_fen) filter (where i.state = 'payable'), 0)::bigint as "payableFen",
      count(*) filter (where not ${standing})::int as "left"
    from notice_items i where list_id = ${listId}`.execute(reader)
  return rows[0] as ListCounts
}

export type ItemRow = {
  readonly id: string
  readonly case_id: string
  readonly position: number
  readonly name: string
  readonly credit_code: string
  readonly places: number
  readonly heads: number | null
  readonly amount_fen: bigint
  readonly state: 'listed' | 'held' | 'payable' | 'struck-out' | 'back-to-review'
}

export type ItemPage = { readonly rows: ItemRow[]; readonly next: number | null }

/** Items of a list in their order, by name where something is looked for; each page starts after a position. */
export async function readItems(
  reader: Reader,
  listId: string,
  {
    q = '',
    after = 0,
    limit,
    standingOnly = false,
  }: { q?: string; after?: number; limit: number; standingOnly?: boolean },
): Promise<ItemPage> {
  const { rows } = await sql<ItemRow>`
    select i.id, i.case_id, i.position, i.name, i.credit_code, i.places, i.heads, i.amount_fen, i.state
    from notice_items i where i.list_id = ${listId} and i.position > ${after}
      ${q === '' ? sql`` : sql`and i.name ilike ${like(q)}`} ${standingOnly ? sql`and ${standing}` : sql``}
    order by i.position limit ${limit + 1}`.execute(reader)
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.position ?? null) : null }
}

/** One item of a list. @throws NotFound */
export async function readItem(reader: Reader, listId: string, itemId: string): Promise<ItemRow> {
  if (!isId(listId) || !isId(itemId)) throw new NotFound('item')
  const row = await reader
    .selectFrom('notice_items')
    .select(['id', 'case_id', 'position', 'name', 'credit_code', 'places', 'heads', 'amount_fen', 'state'])
    .where('id', '=', itemId)
    .where('list_id', '=', listId)
    .executeTakeFirst()
  if (!row) throw new NotFound('item')
  return row
}

/** What is looked for anywhere in a name, with nothing in it that means more than itself. */
export const like = (q: string): string => `%${q.replace(/[\\%_]/g, '\\$&')}%`

export type ListLine = {
  readonly id: string
  readonly number: number
  readonly state: ListState
  readonly title: string
  readonly unit: string
  readonly madeBy: string
  readonly startsAt: string | null
  readonly endsAt: string | null
  readonly createdAt: string
  readonly count: number
  readonly totalFen: bigint
  readonly held: number
  readonly openObjections: number
}

// The rounds whose lists somebody may see, by the relations of `acts/demand-money.ts`.
function roundsOf({ unitId, roles }: Actor, round: string | null = null): RawBuilder<unknown> {
  const has = (...wanted: string[]) => roles.some(role => wanted.includes(role))
  const inside = has('officer', 'section-head', 'leader', 'reviewer', 'approver', 'head', 'finance')
  return sql`
    with recursive own as (
      select case when kind = 'section' then coalesce(parent_id, id) else id end as id from units where id = ${unitId}
    ), below as (
      select id from own union select u.id from units u join below on u.parent_id = below.id
    ), rounds_of as (
      select c.id, c.title, c.unit_name from cycles c where c.kind = 'claim-round' and (${round}::uuid is null or c.id = ${round}) and (
        (${inside} and ${unitId} in (c.unit_id, c.section_id))
        or (${has('finance')} and exists (select from own join units mine using (id) join units launching on launching.id = c.unit_id
          where mine.id = launching.id or mine.parent_id = launching.parent_id))
        or (${has('supervisor', 'auditor')} and c.unit_id in (select id from below)))
    )`
}

/**
 * The lists that somebody may see, of one round or of all: those under way with what needs doing first, or the ended ones, newest first, each page
 * starting after a list.
 */
export async function readLists(
  reader: Reader,
  actor: Actor,
  { ended, round, after = null, limit }: { ended: boolean; round: string | null; after?: string | null; limit: number },
): Promise<{ rows: ListLine[]; next: string | null }> {
  const from =
    after !== null && isId(after)
      ? sql`and (l.starts_at, l.id) < (select a.starts_at, a.id from notice_lists a where a.id = ${after})`
      : sql``
  const which = ended
    ? sql`l.state = 'ended' ${from} order by l.starts_at desc, l.id desc`
    : sql`l.state in ('draft', 'approved', 'running') order by l.state <> 'draft', l.ends_at nulls last, l.created_at, l.id`
  const { rows } = await sql<ListLine>`
    ${roundsOf(actor, round)}, shown as (
      select l.id, l.number, l.state, r.title, r.unit_name as unit, l.made_by_name as "madeBy", l.starts_at as "startsAt", l.ends_at as "endsAt",
        l.created_at as "createdAt"
      from notice_lists l join rounds_of r on r.id = l.cycle_id where ${which} limit ${limit + 1}
    )
    select shown.*, coalesce(sums.count, 0) as count, coalesce(sums.fen, 0)::bigint as "totalFen", coalesce(sums.held, 0) as held,
      (select count(*)::int from objections o where o.list_id = shown.id and o.outcome is null) as "openObjections"
    from shown left join lateral (
      select count(*)::int as count, sum(i.amount_fen) as fen, count(*) filter (where i.state = 'held')::int as held
      from notice_items i where i.list_id = shown.id and ${standing}
    ) sums on true`.execute(reader)
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

/** How many drafts wait for a meeting that this reader, who made none of them, may record. */
export async function countDrafts(reader: Reader, actor: Actor): Promise<number> {
  if (!actor.roles.some(role => role === 'leader' || role === 'approver')) return 0
  const { rows } = await sql<{ count: number }>`
    ${roundsOf(actor)} select count(*)::int as count from notice_lists l join rounds_of r on r.id = l.cycle_id
    where l.state = 'draft' and l.made_by <> ${actor.personId}`.execute(reader)
  return rows[0]?.count ?? 0
}

const unlisted = sql`c.state = 'committed' and not exists (
  select from notice_items i where i.case_id = c.case_id and ${standing})`

export type Unlisted = {
  readonly cycleId: string
  readonly title: string
  readonly count: number
  readonly totalFen: bigint
}

/** Rounds with claims whose money is committed and that stand on no list. */
export async function readUnlisted(reader: Reader, actor: Actor, round: string | null): Promise<Unlisted[]> {
  const { rows } = await sql<Unlisted>`
    ${roundsOf(actor, round)}
    select r.id as "cycleId", r.title, count(*)::int as count, sum(c.granted_fen)::bigint as "totalFen"
    from rounds_of r join claims c on c.cycle_id = r.id where ${unlisted}
    group by r.id, r.title order by r.title, r.id limit 100`.execute(reader)
  return rows
}

export type Listable = Omit<ItemRow, 'id' | 'position' | 'state'> & { readonly number: string }

/** The claims of a round that can be listed, in the order of their approval, as they would be published. */
export async function readListable(
  reader: Reader,
  cycleId: string,
  { after = null, limit }: { after?: string | null; limit: number },
): Promise<{ rows: Listable[]; next: string | null }> {
  const from =
    after !== null && isId(after)
      ? sql`and (c.approved_order, c.case_id) > (select a.approved_order, a.case_id from claims a where a.case_id = ${after})`
      : sql``
  const { rows } = await sql<Listable>`
    select c.case_id, c.number, f.name, f.credit_code, f.places, c.granted_fen as amount_fen,
      (select nullif(count(*), 0)::int from claim_children k where k.case_id = c.case_id and k.counted) as heads
    from claims c join filings f on f.id = c.filing_id
    where c.cycle_id = ${cycleId} and ${unlisted} ${from}
    order by c.approved_order, c.case_id limit ${limit + 1}`.execute(reader)
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.case_id ?? null) : null }
}

/** How many claims of a round can be listed and how much they are; how many are approved and wait; how many are not decided yet. */
export async function countListable(reader: Reader, cycleId: string) {
  const { rows } = await sql<{ count: number; totalFen: bigint; waiting: number; undecided: number }>`
    select count(*)::int as count, coalesce(sum(c.granted_fen), 0)::bigint as "totalFen",
      (select coalesce(sum(claims), 0)::int from claim_counts where cycle_id = ${cycleId} and state = 'waiting') as waiting,
      (select coalesce(sum(claims), 0)::int from claim_counts where cycle_id = ${cycleId}
        and state in ('submitted', 'correcting', 'accepted', 'supplementing', 'reviewed')) as undecided
    from claims c where c.cycle_id = ${cycleId} and ${unlisted}`.execute(reader)
  return rows[0] as { count: number; totalFen: bigint; waiting: number; undecided: number }
}

/** Approved claims that wait for money, in their order: they come on no list before. */
export async function readWaiting(reader: Reader, cycleId: string, limit: number) {
  const { rows } = await sql<{ case_id: string; number: string; name: string; amount_fen: bigint }>`
    select c.case_id, c.number, f.name, c.granted_fen as amount_fen from claims c join filings f on f.id = c.filing_id
    where c.cycle_id = ${cycleId} and c.state = 'waiting' order by c.approved_order, c.case_id limit ${limit}`.execute(
    reader,
  )
  return rows
}

/** What the unit printed on its notices the last time. */
export async function readLastPrinted(reader: Reader, unitId: string) {
  return reader
    .selectFrom('notice_lists')
    .innerJoin('cycles', 'cycles.id', 'notice_lists.cycle_id')
    .select(['telephone', 'address'])
    .where('cycles.unit_id', '=', unitId)
    .where('telephone', 'is not', null)
    .orderBy('starts_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}
