import { type RawBuilder, sql } from 'kysely'
import type { Reader } from './database.ts'

/**
 * The counties whose shares somebody of this unit may see, each by what `see-shares` allows: those below a city's unit that is
 * this one or beside it, its own county, the county whose purse it keeps, those that it supervises.
 */
export type ShareReach = {
  readonly unitId: string
  readonly above: boolean
  readonly own: boolean
  readonly purse: boolean
  readonly line: boolean
}

const reached = (
  { unitId, above, own, purse, line }: ShareReach,
  counties: RawBuilder<unknown> = sql`select distinct county_id from shares`,
): RawBuilder<unknown> => sql`
  with recursive seat as (
    select o.id, o.parent_id, o.level from units s join units o on o.id = case when s.kind = 'section' then coalesce(s.parent_id, s.id) else s.id end
    where s.id = ${unitId}
  ), counties as (
    ${counties}
  ), up as (
    select county_id, u.id, u.parent_id from counties join units u on u.id = county_id
    union select up.county_id, u.id, u.parent_id from up join units u on u.id = up.parent_id
  ), reach as (
    select distinct up.county_id from up cross join seat
    where (${above} and seat.level = 'city' and up.id in (seat.id, seat.parent_id) and up.id <> up.county_id)
      or (${line} and up.id = seat.id)
      or (${own} and up.id = up.county_id and up.id in (seat.id, seat.parent_id))
      or (${purse} and up.id = up.county_id and (up.id in (seat.id, seat.parent_id) or up.parent_id = seat.parent_id))
  )`

/** Whether there is a county at all, with a share already or without, that somebody may see the shares of. */
export async function reachesCounty(reader: Reader, reach: ShareReach): Promise<boolean> {
  const counties = sql`select id as county_id from units where level = 'county' and kind <> 'section'`
  const { rows } = await sql`${reached(reach, counties)} select from reach limit 1`.execute(reader)
  return rows.length > 0
}

export type ShareTotal = {
  readonly scheme: string
  readonly year: number
  readonly county_id: string
  readonly county_name: string
  readonly count: number
  readonly fen: bigint
  readonly reversed: number
  readonly reversed_fen: bigint
}

/** What the city owes by scheme, year and county; what was reversed beside it. */
export async function readShareTotals(reader: Reader, reach: ShareReach): Promise<ShareTotal[]> {
  const { rows } = await sql<ShareTotal>`
    ${reached(reach)}
    select s.scheme, s.year, s.county_id, u.name as county_name, (count(*) filter (where s.reversed_at is null))::int as count,
      coalesce(sum(s.amount_fen) filter (where s.reversed_at is null), 0)::bigint as fen,
      (count(*) filter (where s.reversed_at is not null))::int as reversed,
      coalesce(sum(s.amount_fen) filter (where s.reversed_at is not null), 0)::bigint as reversed_fen
    from shares s join reach using (county_id) join units u on u.id = s.county_id
    group by s.scheme, s.year, s.county_id, u.name order by s.year desc, s.scheme, u.name limit 500`.execute(reader)
  return rows
}

export type ShareFilter = { readonly scheme: string; readonly year: number; readonly countyId: string }

export type ShareLine = {
  readonly payout_id: string
  readonly scheme: string
  readonly year: number
  readonly county_name: string
  readonly key: string
  readonly cycle_id: string
  readonly unit_name: string
  readonly paid_fen: bigint
  readonly amount_fen: bigint
  readonly working: readonly {
    readonly expression?: { readonly zh: string; readonly en: string }
    readonly clause?: string | null
  }[]
  readonly at: string
  readonly reversed_at: string | null
}

/** The payments that a share adds up, by voucher. @param after the voucher of the last one of the page before */
export async function readShares(
  reader: Reader,
  reach: ShareReach,
  filter: ShareFilter | null,
  { after, limit }: { after: string | null; limit: number },
): Promise<{ rows: ShareLine[]; next: string | null }> {
  const which = filter
    ? sql`s.scheme = ${filter.scheme} and s.year = ${filter.year} and s.county_id = ${filter.countyId}`
    : sql`true`
  const { rows } = await sql<ShareLine>`
    ${reached(reach)}
    select s.payout_id, s.scheme, s.year, u.name as county_name, p.key, p.cycle_id, k.unit_name, p.amount_fen as paid_fen, s.amount_fen, s.working,
      s.at, s.reversed_at
    from shares s join reach using (county_id) join units u on u.id = s.county_id join payouts p on p.id = s.payout_id join cases k on k.id = p.case_id
    where ${which} and p.key > ${after ?? ''} order by p.key limit ${limit + 1}`.execute(reader)
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.key ?? null) : null }
}

/** Names of the schemes of all policies, by their id. */
export async function readSchemeTitles(reader: Reader): Promise<Map<string, { zh: string; en: string }>> {
  const { rows } = await sql<{ id: string; zh: string; en: string }>`
    select distinct on (scheme ->> 'id') scheme ->> 'id' as id, scheme #>> '{title,zh}' as zh, scheme #>> '{title,en}' as en
    from policy_versions v cross join lateral jsonb_array_elements(coalesce(v.content -> 'schemes', '[]')) scheme
    order by scheme ->> 'id', v.loaded_at desc`.execute(reader)
  return new Map(rows.map(({ id, zh, en }) => [id, { zh, en }]))
}
