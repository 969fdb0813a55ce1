import { sql } from 'kysely'
import { NotFound } from '../domain/refusal.ts'
import type { Reader } from './database.ts'

export type CourierState = {
  /** Waiting to be sent, by the machine's clock; those held until a crowd is open are not counted. */
  readonly queued: number
  readonly oldestQueuedAt: string | null
  readonly sending: number
  /** Their lease has run out: sent again and marked. */
  readonly ambiguous: number
  readonly refused: number
  readonly failed: number
  readonly wakes: number
  readonly oldestWakeAt: string | null
}

/** What the courier has before it. */
export async function readCourier(reader: Reader): Promise<CourierState> {
  const { rows } = await sql<CourierState>`
    select
      (select count(*)::int from deliveries where state = 'queued') as queued,
      (select min(created_at) from deliveries where state = 'queued') as "oldestQueuedAt",
      (select count(*)::int from deliveries where state = 'sending') as sending,
      (select count(*)::int from deliveries where state = 'sending' and lease_until < clock_timestamp()) as ambiguous,
      (select count(*)::int from deliveries where state = 'refused') as refused,
      (select count(*)::int from deliveries where state = 'failed') as failed,
      (select count(*)::int from wakes) as wakes,
      (select min(at) from wakes) as "oldestWakeAt"`.execute(reader)
  return rows[0] as CourierState
}

export type WorkflowState = {
  readonly open: number
  /** Opened and never asked: no workflow has taken it up yet. */
  readonly neverAsked: number
  /** Something is due and has not been acted on. */
  readonly late: number
}

/** How the workflows keep up with what is open, by the clock of deadlines. */
export async function readWorkflows(reader: Reader, now: string): Promise<WorkflowState> {
  const { rows } = await sql<WorkflowState>`
    select count(*)::int as open, (count(*) filter (where asked_at is null))::int as "neverAsked",
      (count(*) filter (where exists (select from rungs r where r.scope = s.scope and r.state = 'waiting' and r.at < ${now}::timestamptz - interval '30 seconds')))::int as late
    from scopes s where s.state = 'open'`.execute(reader)
  return rows[0] as WorkflowState
}

export type DatabaseState = {
  readonly version: string
  readonly bytes: number
  readonly connections: number
  readonly clockSetTo: string | null
  readonly machineAt: string
}

export async function readDatabaseState(reader: Reader): Promise<DatabaseState> {
  const { rows } = await sql<DatabaseState>`
    select current_setting('server_version') as version, pg_database_size(current_database())::float8 as bytes,
      (select count(*)::int from pg_stat_activity where datname = current_database()) as connections,
      (select set_to from clock) as "clockSetTo", clock_timestamp() as "machineAt"`.execute(reader)
  return rows[0] as DatabaseState
}

export type AlarmRow = {
  readonly id: string
  readonly kind: string
  readonly subject: string
  readonly detail: string
  readonly raisedAt: string
  readonly cycleId: string | null
  readonly cycleNumber: string | null
  readonly clearedAt: string | null
  readonly clearedByName: string | null
}

export const alarmPageSize = 20

/** Open alarms, the newest first; with `cleared` those that somebody has cleared. */
export async function readAlarms(
  reader: Reader,
  { cleared, before }: { cleared: boolean; before: { at: string; id: string } | null },
): Promise<{ rows: AlarmRow[]; count: number; more: boolean }> {
  if (before && (Number.isNaN(Date.parse(before.at)) || !/^[0-9a-f-]{36}$/.test(before.id))) throw new NotFound('page')
  const { rows } = await sql<AlarmRow>`
    select a.id, a.kind, a.subject, a.detail, a.raised_at as "raisedAt", a.cycle_id as "cycleId", c.number as "cycleNumber", a.cleared_at as "clearedAt", p.name as "clearedByName"
    from alarms a left join cycles c on c.id = a.cycle_id left join people p on p.id = a.cleared_by
    where (a.cleared_at is not null) = ${cleared}
      and ${before ? sql`(date_trunc('milliseconds', a.raised_at), a.id) < (${before.at}::timestamptz, ${before.id}::uuid)` : sql`true`}
    order by date_trunc('milliseconds', a.raised_at) desc, a.id desc limit ${alarmPageSize + 1}`.execute(reader)
  const { rows: counted } = await sql<{
    count: number
  }>`select count(*)::int as count from alarms where cleared_at is null`.execute(reader)
  return { rows: rows.slice(0, alarmPageSize), count: counted[0]?.count ?? 0, more: rows.length > alarmPageSize }
}
