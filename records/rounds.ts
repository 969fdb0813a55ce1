import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import type { RoundState } from '../domain/cycle.ts'
import type { PackStatus, PolicyPack } from '../domain/policy-pack.ts'
import type { Words } from '../domain/procedure.ts'
import type { Reader } from './database.ts'

export type Round = Awaited<ReturnType<typeof readRound>>

/** What a round is beside its cycle: scheme, year, dates, readings, and its money. */
export async function readRound(reader: Reader, cycleId: string) {
  return reader
    .selectFrom('rounds')
    .innerJoin('budgets', 'budgets.cycle_id', 'rounds.cycle_id')
    .select([
      'rounds.scheme',
      'rounds.year',
      'rounds.opens_at',
      'rounds.closes_at',
      'rounds.readings',
      'rounds.notice_working_days',
      'budgets.appropriated_fen',
      'budgets.committed_fen',
      'budgets.paid_fen',
      'budgets.source',
    ])
    .where('rounds.cycle_id', '=', cycleId)
    .executeTakeFirstOrThrow()
}

export type RoundRow = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly state: RoundState
  readonly unit_name: string
  readonly year: number
  readonly opens_at: string | null
  readonly closes_at: string | null
  readonly appropriated_fen: bigint
  readonly committed_fen: bigint
  readonly paid_fen: bigint
  readonly claims: number
}

const internalRoles = ['officer', 'section-head', 'leader', 'approver', 'head', 'finance', 'reviewer']
const overseeing = ['supervisor', 'auditor']

/**
 * The rounds that the actor may see, newest first, by the relations of `see-cycle` and `see-money`: of one's unit, with a
 * task of one's own, of a unit whose purse one keeps, or in the line that one supervises (drafts excepted for both of these).
 */
export async function listRounds(
  reader: Reader,
  actor: Actor,
  { after = null, limit = 20 }: { after?: string | null; limit?: number } = {},
): Promise<{ rows: RoundRow[]; next: string | null }> {
  const internal = actor.roles.some(role => internalRoles.includes(role))
  const supervising = actor.roles.some(role => overseeing.includes(role))
  const paying = actor.roles.includes('finance')
  const [at, number] = after?.split('_') ?? []
  const from = at && number && !Number.isNaN(Date.parse(at)) ? { at, number } : null
  const { rows } = await sql<RoundRow & { created_at: string }>`
    with recursive seat as (
      select own.id, own.parent_id from units mine
      join units own on own.id = case when mine.kind = 'section' then coalesce(mine.parent_id, mine.id) else mine.id end
      where mine.id = ${actor.unitId}
    ), line as (
      select id from seat where ${supervising}
      union select below.id from units below join line on below.parent_id = line.id
    ), beside as (
      select u.id from units u, seat where ${paying} and (u.id = seat.id or u.parent_id = seat.parent_id)
    ), page as (
      select c.id, c.number, c.title, c.state, c.unit_name, c.created_at from cycles c
      where c.kind = 'claim-round' and (
        (${internal} and (c.unit_id = ${actor.unitId} or c.section_id = ${actor.unitId}))
        or (c.state <> 'draft' and (c.unit_id in (select id from line) or c.unit_id in (select id from beside)))
        or exists (
          select from tasks t where t.cycle_id = c.id and t.state = 'open' and t.case_id is null
            and (t.assignee_id = ${actor.personId} or (t.assignee_id is null and t.unit_id = ${actor.unitId} and t.role = any(${[...actor.roles]}::text[]))))
      )
      and (${from === null} or (c.created_at, c.number) < (${from?.at ?? null}::timestamptz, ${from?.number ?? null}))
      order by c.created_at desc, c.number desc limit ${limit + 1}
    )
    select page.*, r.year, r.opens_at, r.closes_at, b.appropriated_fen, b.committed_fen, b.paid_fen,
      (select coalesce(sum(claims), 0)::int from claim_counts where cycle_id = page.id and handed_in) as claims
    from page join rounds r on r.cycle_id = page.id join budgets b on b.cycle_id = page.id
    order by page.created_at desc, page.number desc`.execute(reader)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > limit && last ? `${last.created_at}_${last.number}` : null }
}

/** The rounds that are under way of which the actor is the officer, newest first. */
export async function readOwnRounds(reader: Reader, actor: Actor, limit = 8) {
  const { rows } = await sql<{
    id: string
    title: string
    state: RoundState
    appropriated_fen: bigint
    committed_fen: bigint
    claims: number
    waiting: number
  }>`
    select c.id, c.title, c.state, b.appropriated_fen, b.committed_fen, coalesce(sum(counts.claims), 0)::int as claims,
      coalesce(sum(counts.claims) filter (where counts.state = 'waiting'), 0)::int as waiting
    from cycles c join budgets b on b.cycle_id = c.id left join claim_counts counts on counts.cycle_id = c.id and counts.handed_in
    where c.officer_id = ${actor.personId} and c.kind = 'claim-round' and c.state not in ('finished', 'withdrawn')
    group by c.id, b.cycle_id order by c.created_at desc limit ${limit}`.execute(reader)
  return rows
}

export type SchemeChoice = {
  readonly pack: string
  readonly scheme: string
  readonly status: PackStatus
  readonly title: Words
  readonly document: Words
  /** The clause that grants it, as it is cited. */
  readonly cite: Words | null
  readonly validity: { readonly fromOn: string | null; readonly untilOn: string | null }
}

/** What a round can be launched for: each scheme of the newest version of each pack that is not a share of another's. */
export async function readSchemes(reader: Reader): Promise<SchemeChoice[]> {
  const rows = await reader
    .selectFrom('policy_versions')
    .distinctOn('pack')
    .select(['pack', 'status', 'content'])
    .orderBy('pack')
    .orderBy('loaded_at', 'desc')
    .execute()
  return rows.flatMap(({ pack, status, content }) => {
    const { title, schemes, clauses, validity } = content as PolicyPack
    return schemes
      .filter(({ derivedFrom }) => !derivedFrom)
      .map(scheme => {
        const { source } = scheme.payer
        const clause = 'clause' in source ? clauses.find(({ anchor }) => anchor === source.clause) : undefined
        const shared = { pack, scheme: scheme.id, status: status as PackStatus, validity }
        return { ...shared, title: scheme.title, document: title, cite: clause?.cite ?? null }
      })
  })
}

/** Who saved a round's draft last, where somebody has. */
export async function readLastSave(reader: Reader, cycleId: string): Promise<{ person: string; at: string } | null> {
  const row = await reader
    .selectFrom('audit')
    .select(['person_name', 'business_at'])
    .where('cycle_id', '=', cycleId)
    .where('act', '=', 'save-round')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.business_at ? { person: row.person_name ?? '', at: row.business_at } : null
}
