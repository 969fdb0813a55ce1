import { sql } from 'kysely'
import { NotFound } from '../domain/refusal.ts'
import type { Reader } from './database.ts'

export type AuditFilter = {
  /** Part of a person's name. */
  readonly person: string
  /** An act's code, whole; empty: every act. */
  readonly act: string
  /** A cycle's number, whole. */
  readonly cycle: string
  /** Dates by the machine's clock, both included; empty: open. */
  readonly from: string
  readonly until: string
}

export type AuditRow = {
  readonly id: string
  readonly at: string
  readonly businessAt: string | null
  readonly act: string
  /** null: the clock, or somebody not signed in. */
  readonly personName: string | null
  readonly unitName: string | null
  readonly cycleNumber: string | null
  readonly cycleTitle: string | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly requestId: string | null
  readonly sealed: boolean
}

export const auditPageSize = 40

/** Audit entries, the newest first, before `before` (an entry's number). @throws NotFound where that is no number */
export async function readAudit(
  reader: Reader,
  filter: AuditFilter,
  before: string | null,
): Promise<{ rows: AuditRow[]; next: string | null }> {
  if (before !== null && !/^\d{1,18}$/.test(before)) throw new NotFound('page')
  const person = filter.person.trim()
  const { rows } = await sql<AuditRow>`
    select a.id::text as id, a.at, a.business_at as "businessAt", a.act, a.person_name as "personName", u.name as "unitName", c.number as "cycleNumber", c.title as "cycleTitle",
      a.detail, a.request_id as "requestId", exists (select from seals s where s.audit_id = a.id) as sealed
    from audit a left join units u on u.id = a.unit_id left join cycles c on c.id = a.cycle_id
    where ${before === null ? sql`true` : sql`a.id < ${before}::bigint`}
      and ${person === '' ? sql`true` : sql`a.person_name ilike ${`%${person.replace(/[\\%_]/g, sign => `\\${sign}`)}%`}`}
      and ${filter.act === '' ? sql`true` : sql`a.act = ${filter.act}`}
      and ${filter.cycle.trim() === '' ? sql`true` : sql`a.cycle_id = (select id from cycles where number = ${filter.cycle.trim()})`}
      and ${filter.from === '' ? sql`true` : sql`a.at >= ${`${filter.from}T00:00:00+08:00`}::timestamptz`}
      and ${filter.until === '' ? sql`true` : sql`a.at < ${`${filter.until}T00:00:00+08:00`}::timestamptz + interval '1 day'`}
    order by a.id desc limit ${auditPageSize + 1}`.execute(reader)
  const shown = rows.slice(0, auditPageSize)
  return { rows: shown, next: rows.length > auditPageSize ? (shown.at(-1)?.id ?? null) : null }
}

export type SealState = {
  readonly entries: number
  readonly sealed: number
  readonly lastSeq: string | null
  readonly lastHash: string | null
  readonly lastAt: string | null
  /** When the oldest entry without a seal was written. */
  readonly oldestUnsealedAt: string | null
}

/** How far the audit is sealed. */
export async function readSealState(reader: Reader): Promise<SealState> {
  const { rows } = await sql<SealState>`
    select (select count(*)::int from audit) as entries, (select count(*)::int from seals) as sealed,
      last.seq::text as "lastSeq", last.hash as "lastHash", last.at as "lastAt",
      (select min(a.at) from audit a where a.id > coalesce((select max(audit_id) from seals), 0)) as "oldestUnsealedAt"
    from (select 1) one left join lateral (select seq, hash, at from seals order by seq desc limit 1) last on true`.execute(
    reader,
  )
  return rows[0] as SealState
}
