import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { type Calendar, CalendarError, type CalendarYear, createCalendar } from '../domain/calendar.ts'
import { canAdminister } from '../domain/can.ts'
import { FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { readCalendarText } from '../policies/calendar-file.ts'
import { businessNow, type Reader, type Tx } from '../records/database.ts'
import { canonical, type Doing, type House, perform, recordAudit } from './act.ts'
import { correctDues, type DueCorrection, planCorrections } from './correct-dues.ts'
import { type CycleRow, lockCycle, readCalendarYears } from './matter.ts'

/** A year's arrangement as it would be, and what it would move. */
export interface CalendarEffect {
  readonly year: number
  /** The number of the revision that applying makes. */
  readonly revision: number
  /** The numbers of the notices. */
  readonly source: string
  readonly added: readonly DayChange[]
  readonly corrections: readonly DueCorrection[]
}

/** A day that counts otherwise than before. */
export interface DayChange {
  readonly date: string
  readonly name: string | null
  readonly counts: boolean
}

/**
 * What a year's file would change, before anything is changed.
 *
 * @param text a calendar file (YAML: year, notices with number, publishedOn, holidays, makeUpDays, takesBack)
 * @throws FieldErrors `text` with line and field of everything wrong in it; RuleBroken `calendar-same`
 */
export async function previewCalendar(house: House, actor: Actor, { text }: { text: string }): Promise<CalendarEffect> {
  demandCalendar(actor)
  const now = await businessNow(house.database)
  return effectOf(house.database, text, now)
}

/**
 * Puts a revision of a year in force: open dates that the year's days decide are counted again, and everyone concerned
 * is told. A date that would have passed already stays as it was.
 *
 * @param revision the number shown with the effect; `calendar-changed` where somebody else was quicker
 */
export function applyCalendar(
  house: House,
  actor: Actor,
  { text, revision, once }: { text: string; revision: number; once: { key: string } },
): Promise<{ year: number; revision: number; moved: number }> {
  return perform(
    house,
    { actor, once: { key: once.key, request: ['apply-calendar', text, revision] } },
    async doing => {
      const { tx } = doing
      demandCalendar(actor)
      const locked = await lockForCalendar(tx)
      const now = await businessNow(tx)
      const { year, calendar, effect } = await readEffect(tx, text)
      if (effect.revision !== revision) throw new RuleBroken('calendar-changed', { year: year.year })
      const moved = await putInForce(doing, { year, revision, source: effect.source, locked, calendar, now })
      return { year: year.year, revision, moved }
    },
  )
}

/**
 * Takes the calendars that came with the program. One that a year does not have yet, in no revision, is put in force as
 * its newest, with the dates that it moves; a year that has it already stays as it is.
 */
export function takeCalendars(house: House, years: readonly CalendarYear[]): Promise<{ moved: number }> {
  return perform(house, { actor: null }, async doing => {
    const { tx } = doing
    const locked = await lockForCalendar(tx)
    const now = await businessNow(tx)
    const there = await tx.selectFrom('calendars').select(['year', 'revision', 'content']).execute()
    let moved = 0
    for (const year of years) {
      const revisions = there.filter(row => row.year === year.year)
      if (revisions.some(({ content }) => canonical(content) === canonical(year))) continue
      const revision = Math.max(0, ...revisions.map(row => row.revision)) + 1
      const source = year.notices.map(({ number }) => number).join('、')
      const others = (await readCalendarYears(tx)).filter(other => other.year !== year.year)
      const calendar = createCalendar([...others, year])
      moved += await putInForce(doing, { year, revision, source, locked, calendar, now })
    }
    return { moved }
  })
}

// Nobody changes a date, or a calendar, while dates are counted again.
async function lockForCalendar(tx: Tx): Promise<CycleRow[]> {
  await sql`select pg_advisory_xact_lock(hashtext('calendars'))`.execute(tx)
  const cycles = await tx
    .selectFrom('cycles')
    .select('id')
    .where('state', 'in', ['signing', 'revising', 'going-out', 'open', 'disposing', 'approving', 'feeding-back'])
    .orderBy('id')
    .execute()
  const locked: CycleRow[] = []
  for (const { id } of cycles) locked.push(await lockCycle(tx, id, 'update'))
  return locked
}

type InForce = {
  readonly year: CalendarYear
  readonly revision: number
  readonly source: string
  readonly locked: readonly CycleRow[]
  readonly calendar: Calendar
  readonly now: string
}

async function putInForce(doing: Doing, { year, revision, source, locked, calendar, now }: InForce): Promise<number> {
  await doing.tx
    .insertInto('calendars')
    .values({ year: year.year, revision, source, content: JSON.stringify(year) })
    .execute()
  let moved = 0
  for (const cycle of locked) moved += await correctDues(doing, cycle, calendar, now, source)
  recordAudit(doing, { act: 'apply-calendar', at: now, detail: { year: year.year, revision, moved } })
  return moved
}

function demandCalendar(actor: Actor): void {
  if (!canAdminister('manage-calendar', actor.roles)) throw new NotFound('page')
}

async function effectOf(reader: Reader, text: string, now: string): Promise<CalendarEffect> {
  const { calendar, effect } = await readEffect(reader, text)
  return { ...effect, corrections: await planCorrections(reader, calendar, now) }
}

async function readEffect(
  reader: Reader,
  text: string,
): Promise<{ year: CalendarYear; calendar: Calendar; effect: Omit<CalendarEffect, 'corrections'> }> {
  if (text.trim() === '') throw new FieldErrors([{ field: 'text', code: 'required' }])
  const reading = readCalendarText('calendar', text)
  if (!reading.ok) {
    throw new FieldErrors(
      reading.errors.slice(0, 20).map(({ line, field, expected, found }) => ({
        field: 'text',
        code: 'calendar-file',
        params: { line, part: field || '—', expected, found },
      })),
    )
  }
  const { year } = reading
  const rows = await reader
    .selectFrom('calendars')
    .distinctOn('year')
    .select(['year', 'revision', 'content'])
    .orderBy('year')
    .orderBy('revision', 'desc')
    .execute()
  const earlier = rows.find(row => row.year === year.year)
  if (earlier && canonical(earlier.content) === canonical(year))
    throw new RuleBroken('calendar-same', { year: year.year })
  const years = rows.map(({ content }) => content as CalendarYear)
  const before = createCalendar(years)
  const calendar = calendarOf([...years.filter(other => other.year !== year.year), year])
  return {
    year,
    calendar,
    effect: {
      year: year.year,
      revision: (earlier?.revision ?? 0) + 1,
      source: year.notices.map(({ number }) => number).join('、'),
      added: daysOf(year.year).flatMap(date => {
        const { counts, name } = calendar.dayOf(date)
        return counts === before.dayOf(date).counts ? [] : [{ date, name, counts }]
      }),
    },
  }
}

function calendarOf(years: CalendarYear[]): Calendar {
  try {
    return createCalendar(years)
  } catch (fault) {
    if (!(fault instanceof CalendarError)) throw fault
    throw new FieldErrors([{ field: 'text', code: 'calendar-day-twice', params: { date: fault.field } }])
  }
}

// With the last week of the year before, which a year's notice may set as well.
function daysOf(year: number): string[] {
  const days: string[] = []
  for (let at = Date.UTC(year - 1, 11, 25); at < Date.UTC(year + 1, 0, 1); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}
