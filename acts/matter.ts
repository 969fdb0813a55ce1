import { type RawBuilder, sql } from 'kysely'
import { type Calendar, type CalendarYear, createCalendar } from '../domain/calendar.ts'
import type { CycleSettings } from '../domain/cycle.ts'
import { NotFound } from '../domain/refusal.ts'
import type { Reader, Tx } from '../records/database.ts'

export type CycleRow = Awaited<ReturnType<typeof lockCycle>>
export type CaseRow = Awaited<ReturnType<typeof lockCase>>
export type TaskRow = Awaited<ReturnType<typeof lockTask>>

// All but the text of the draft, which may be long and is never needed by an act on one case.
const cycleColumns = [
  'id',
  'number',
  'kind',
  'policy_version_id',
  'procedure',
  'unit_id',
  'unit_name',
  'section_id',
  'section_name',
  'officer_id',
  'officer_name',
  'title',
  'state',
  'version',
  'round',
  'table_round',
  'settings',
  'parameters',
  'document_number',
  'signed_at',
  'signed_by_name',
  'text_sha256',
  'opened_at',
  'due_at',
  'due_revision',
  'closed_at',
] as const

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Locks a cycle: `share` for acts on one of its cases, `update` for its officers' acts. Always the first lock of an act.
 *
 * @throws NotFound
 */
export async function lockCycle(tx: Tx, id: string, mode: 'share' | 'update') {
  if (!uuid.test(id)) throw new NotFound('cycle')
  return cycleRow(await cycleLock(tx, sql`${id}`, mode).execute())
}

/** Locks the cycle that a case belongs to, before the case. @throws NotFound */
export async function lockCycleOf(tx: Tx, caseId: string, mode: 'share' | 'update') {
  return cycleRow(await cycleLock(tx, cycleOfCase(caseId), mode).execute(), 'case')
}

/** The id of the cycle of a case, as a part of a statement. @throws NotFound where it cannot be one */
export function cycleOfCase(caseId: string) {
  if (!uuid.test(caseId)) throw new NotFound('case')
  return sql<string>`(select cycle_id from cases where cases.id = ${caseId})`
}

/** The statement that locks a cycle, to be asked for together with what comes after it. */
export function cycleLock(tx: Tx, id: RawBuilder<unknown>, mode: 'share' | 'update') {
  const query = tx
    .selectFrom('cycles')
    .select(cycleColumns)
    .where('id', '=', id as RawBuilder<string>)
  return mode === 'share' ? query.forShare() : query.forUpdate()
}

/** What `cycleLock` found. @throws NotFound */
export function cycleRow<Row extends { readonly settings: unknown }>([row]: readonly Row[], missing = 'cycle') {
  if (!row) throw new NotFound(missing)
  return { ...row, settings: row.settings as CycleSettings }
}

/** Locks a case, after its cycle. @throws NotFound */
export async function lockCase(tx: Tx, id: string) {
  if (!uuid.test(id)) throw new NotFound('case')
  return caseRow(await caseLock(tx, id).execute())
}

/** The statement that locks a case, to be asked for together with what comes before and after it. */
export const caseLock = (tx: Tx, id: string) => tx.selectFrom('cases').selectAll().where('id', '=', id).forUpdate()

/** What `caseLock` found. @throws NotFound */
export function caseRow<Row>([row]: readonly Row[]): Row {
  if (!row) throw new NotFound('case')
  return row
}

/** Locks a task, after its cycle and case. @throws NotFound */
export async function lockTask(tx: Tx, id: string) {
  if (!uuid.test(id)) throw new NotFound('task')
  const row = await tx.selectFrom('tasks').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw new NotFound('task')
  return row
}

/** The years as they are in force: of each its newest revision. */
export async function readCalendarYears(reader: Reader): Promise<CalendarYear[]> {
  const rows = await reader
    .selectFrom('calendars')
    .distinctOn('year')
    .select('content')
    .orderBy('year')
    .orderBy('revision', 'desc')
    .execute()
  return rows.map(({ content }) => content as CalendarYear)
}

// A calendar is made once for as long as its rows stay the same: an act and a page ask for it each time.
let known: { readonly stamp: string; readonly calendar: Calendar } | undefined

/** The working days in force. */
export async function readCalendar(reader: Reader): Promise<Calendar> {
  return calendarOf(reader, (await calendarStamp.execute(reader)).rows)
}

/** The statement that finds which years are in force, to be asked for together with others. */
export const calendarStamp = sql<{ stamp: string }>`
  select current_database() || ' ' || coalesce(string_agg(year || '.' || revision || '@' || loaded_at, ' ' order by year, revision), '') as stamp from calendars`

/** The working days of what `calendarStamp` found. */
export async function calendarOf(reader: Reader, [row]: readonly { readonly stamp: string }[]): Promise<Calendar> {
  const stamp = row?.stamp ?? ''
  if (known?.stamp !== stamp) known = { stamp, calendar: createCalendar(await readCalendarYears(reader)) }
  return known.calendar
}
