import { addDays, type LocalDate, weekdayOf, yearOf } from './local-time.ts'

/** A day that a notice names, with the holiday it belongs to. */
export type NamedDay = { date: LocalDate; name: string }

/** One State Council notice on holidays: what it sets, and what it takes back of an earlier one. */
export type CalendarNotice = {
  /** for instance 国办发明电〔2018〕15号 */
  number: string
  /** the date the notice bears */
  publishedOn: LocalDate
  holidays: NamedDay[]
  /** rest days on which people work instead (调休上班) */
  makeUpDays: NamedDay[]
  /** days that an earlier notice for the same year had set otherwise, and that this one sets anew or frees */
  takesBack: LocalDate[]
}

/** The arrangement of one year: the yearly notice first, then its revisions. May hold the last days of the year before. */
export type CalendarYear = { year: number; notices: CalendarNotice[] }

export type DayReason = 'working-day' | 'weekend' | 'holiday' | 'make-up'

export type CalendarDay = {
  date: LocalDate
  /** is it a working day? */
  counts: boolean
  why: DayReason
  /** the holiday, also for the make-up day worked for it */
  name: string | null
  /** false: the year's arrangement is not known, so Monday to Friday is assumed */
  published: boolean
}

/** The numbers of the notices from which a year's days were taken; empty while the year is not published. */
export type CalendarSources = { year: number; sources: string[] }

export type Calendar = {
  dayOf(date: LocalDate): CalendarDay
  isPublished(year: number): boolean
  /** For each year among these dates: its own notices, and one for the next year where it set any of these dates. */
  sourcesFor(dates: LocalDate[]): CalendarSources[]
}

/** A calendar that contradicts itself. */
export class CalendarError extends Error {
  readonly code: 'year-twice' | 'day-twice'
  readonly field: string

  constructor(code: CalendarError['code'], field: string) {
    super(`${code}: ${field}`)
    this.name = 'CalendarError'
    this.code = code
    this.field = field
  }
}

type Entry = { why: 'holiday' | 'make-up'; name: string; notice: string }

/**
 * The working days of China: Monday to Friday, changed by the State Council's notices. A year without a notice is
 * Monday to Friday and not published, so that whoever counts in it can call the result provisional.
 * Throws CalendarError when a year comes twice, or a day is set twice without being taken back.
 */
export function createCalendar(years: CalendarYear[]): Calendar {
  const published = new Map<number, CalendarYear>()
  const entries = new Map<LocalDate, Entry>()
  for (const year of [...years].sort((one, other) => one.year - other.year)) {
    if (published.has(year.year)) throw new CalendarError('year-twice', String(year.year))
    published.set(year.year, year)
    for (const notice of year.notices) enter(entries, notice)
  }

  function dayOf(date: LocalDate): CalendarDay {
    const isPublished = published.has(yearOf(date))
    const entry = entries.get(date)
    if (entry) {
      return { date, counts: entry.why === 'make-up', why: entry.why, name: entry.name, published: isPublished }
    }
    const weekend = weekdayOf(date) > 5
    return { date, counts: !weekend, why: weekend ? 'weekend' : 'working-day', name: null, published: isPublished }
  }

  function sourcesFor(dates: LocalDate[]): CalendarSources[] {
    const byYear = new Map<number, Set<string>>()
    for (const date of [...dates].sort()) {
      const year = yearOf(date)
      const sources = byYear.get(year) ?? new Set((published.get(year)?.notices ?? []).map(notice => notice.number))
      byYear.set(year, sources)
      const entry = entries.get(date)
      if (entry) sources.add(entry.notice)
    }
    return [...byYear].map(([year, sources]) => ({ year, sources: [...sources] }))
  }

  return { dayOf, isPublished: year => published.has(year), sourcesFor }
}

function enter(entries: Map<LocalDate, Entry>, notice: CalendarNotice): void {
  for (const date of notice.takesBack) entries.delete(date)
  const set = (day: NamedDay, why: Entry['why']) => {
    if (entries.has(day.date)) throw new CalendarError('day-twice', day.date)
    entries.set(day.date, { why, name: day.name, notice: notice.number })
  }
  for (const day of notice.holidays) set(day, 'holiday')
  for (const day of notice.makeUpDays) set(day, 'make-up')
}

/** The first working day on or after a date, and the rest days passed over on the way. */
export function nextWorkingDay(date: LocalDate, calendar: Calendar): { day: CalendarDay; passed: CalendarDay[] } {
  const passed: CalendarDay[] = []
  let day = calendar.dayOf(date)
  while (!day.counts) {
    passed.push(day)
    day = calendar.dayOf(addDays(day.date, 1))
  }
  return { day, passed }
}
