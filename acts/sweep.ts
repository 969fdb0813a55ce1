import { sql } from 'kysely'
import type { Database } from '../records/database.ts'

/**
 * Wakes every open scope whose waiting rung is older than 30 seconds, that was opened and never asked, or that was signalled
 * and did not come to rest: the signal was lost with what Temporal forgot.
 */
export async function wakeOverlooked(database: Database): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into wakes (scope, workflow_type)
    select s.scope, s.workflow_type from scopes s
    where s.state = 'open' and not exists (select from wakes w where w.scope = s.scope) and (
      (s.asked_at is null and s.opened_at < clock_timestamp() - interval '30 seconds')
      or (s.signalled_at < clock_timestamp() - interval '30 seconds' and s.signalled_at > coalesce(s.rested_at, '-infinity'))
      or exists (select from rungs r where r.scope = s.scope and r.state = 'waiting' and r.at < business_now() - interval '30 seconds'))`.execute(
    database,
  )
  return Number(numAffectedRows ?? 0n)
}

/** Wakes the open scopes among which no workflow runs. `running`: the ids of those that do. */
export async function wakeWithoutWorkflow(database: Database, running: ReadonlySet<string>): Promise<number> {
  const open = await database
    .selectFrom('scopes')
    .select(['scope', 'workflow_type'])
    .where('state', '=', 'open')
    .where('opened_at', '<', sql<string>`clock_timestamp() - interval '10 seconds'`)
    .execute()
  const lost = open.filter(({ scope }) => !running.has(scope))
  if (lost.length > 0) await database.insertInto('wakes').values(lost).execute()
  return lost.length
}

/** Raises an alarm for each instant that was missed and for mail that waits too long, and clears those that are over. */
export async function raiseAlarms(database: Database): Promise<void> {
  await sql`
    insert into alarms (kind, subject, cycle_id, detail)
    select 'instant-missed', r.scope, min(r.cycle_id::text)::uuid, min(r.at)::text from rungs r
    where r.state = 'waiting' and r.at < business_now() - interval '5 minutes' group by r.scope
    on conflict (kind, subject) where cleared_at is null do nothing`.execute(database)
  await sql`
    update alarms set cleared_at = clock_timestamp() where kind = 'instant-missed' and cleared_at is null and not exists (
      select from rungs r where r.scope = alarms.subject and r.state = 'waiting' and r.at < business_now() - interval '5 minutes')`.execute(
    database,
  )
  await sql`
    insert into alarms (kind, subject, detail)
    select 'mail-waiting', 'deliveries', count(*)::text from deliveries where state in ('queued', 'sending') and created_at < clock_timestamp() - interval '10 minutes' having count(*) > 0
    on conflict (kind, subject) where cleared_at is null do update set detail = excluded.detail`.execute(database)
  await sql`
    update alarms set cleared_at = clock_timestamp() where kind = 'mail-waiting' and cleared_at is null and not exists (
      select from deliveries where state in ('queued', 'sending') and created_at < clock_timestamp() - interval '10 minutes')`.execute(
    database,
  )
}
