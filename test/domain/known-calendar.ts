import { fileURLToPath } from 'node:url'
import { type Calendar, type CalendarYear, createCalendar } from '../../domain/calendar.ts'
import { readCalendars } from '../../policies/calendar-file.ts'

/** The years that the project carries, as the rules see them. */
export function knownYears(): CalendarYear[] {
  const reading = readCalendars(fileURLToPath(new URL('../../policies/calendars', import.meta.url)))
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors))
  return reading.years
}

export const knownCalendar: Calendar = createCalendar(knownYears())

/** The calendar as people had it before a year was revised. */
export function calendarBeforeRevision(year: number): Calendar {
  return createCalendar(
    knownYears().map(known => (known.year === year ? { ...known, notices: known.notices.slice(0, 1) } : known)),
  )
}
