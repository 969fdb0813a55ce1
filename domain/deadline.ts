import { type Calendar, type CalendarDay, type CalendarSources, type DayReason, nextWorkingDay } from './calendar.ts'
import {
  addDays,
  type ClockTime,
  firstYear,
  type Instant,
  instantOf,
  isClockTime,
  isLocalDate,
  type LocalDate,
  lastYear,
  localDateOf,
  withOffset,
  yearOf,
} from './local-time.ts'

/** A stopped clock: `from` is the day of stopping, `to` the day of going on; neither is used. Without `to` it still stands. */
export type Stop = { from: LocalDate; to?: LocalDate | undefined }

/** What becomes of a date that falls on a rest day: it stays, or moves to the next working day. */
export type RestDay = 'keep' | 'next'

export type DueRule =
  | { kind: 'working-days'; from: LocalDate; count: number; closeOfBusiness: ClockTime; stops?: Stop[] | undefined }
  | { kind: 'calendar-days'; from: LocalDate; count: number; restDay: RestDay; closeOfBusiness: ClockTime }
  | { kind: 'on'; on: LocalDate; restDay: RestDay; closeOfBusiness: ClockTime }

/**
 * Why a day counts or not. `calendar-day`: it counts although nobody asked whether it is a working day.
 * `stopped`: the clock stood still on it.
 */
export type DueDayReason = DayReason | 'calendar-day' | 'stopped'

export type DueDay = { date: LocalDate; counts: boolean; why: DueDayReason; name: string | null }

/** A due date with everything that a reader needs to count it again. */
export type DueWorking = {
  rule: DueRule
  /** '2019-11-26T17:30:00+08:00'; null while a stop has no end */
  due: string | null
  /** the same instant in UTC with milliseconds */
  dueAt: Instant | null
  /** true: a day of a year whose calendar is not published was asked about, so the date may still move */
  provisional: boolean
  /** from the day after the event to the last day, each counted or skipped; as many count as the rule has days */
  days: DueDay[]
  calendar: CalendarSources[]
  /** working days that remain when the clock goes on; null where there is a due date */
  left: number | null
}

export type DeadlineErrorCode =
  | 'not-a-date'
  | 'year-out-of-range'
  | 'not-a-count'
  | 'count-too-large'
  | 'not-a-time'
  | 'not-a-rest-day-rule'
  | 'stop-ends-before-it-begins'
  | 'too-many-stops'
  | 'event-on-rest-day'
  | 'end-out-of-range'
  | 'not-an-instant'
  | 'not-office-hours'

/** A deadline that cannot be computed: `field` as the rule, the command line and the batch name it, `code` for the words. */
export class DeadlineError extends Error {
  readonly code: DeadlineErrorCode
  readonly field: string
  readonly params: Readonly<Record<string, string | number>>

  constructor(code: DeadlineErrorCode, field: string, params: Record<string, string | number> = {}) {
    super(`${field}: ${code}`)
    this.name = 'DeadlineError'
    this.code = code
    this.field = field
    this.params = params
  }
}

/** The longest period that is taken for meant: about ten years. */
const mostWorkingDays = 2600
const mostCalendarDays = 3660
const mostStops = 1000
const mostWorkingHours = 10_000

/**
 * When is it due? A period starts on the day after its event, whatever the hour, and ends at the close of business of
 * its last day. Throws DeadlineError.
 */
export function computeDue(rule: DueRule, calendar: Calendar): DueWorking {
  checkTime(rule.closeOfBusiness, 'closeOfBusiness')
  if (rule.kind === 'working-days') return dueInWorkingDays(rule, calendar)
  checkRestDay(rule.restDay)
  return rule.kind === 'calendar-days' ? dueInCalendarDays(rule, calendar) : dueOn(rule, calendar)
}

function dueInWorkingDays(rule: DueRule & { kind: 'working-days' }, calendar: Calendar): DueWorking {
  checkDate(rule.from, 'from')
  checkCount(rule.count, 'workingDays', mostWorkingDays)
  const stopped = createStopped(rule.stops ?? [])
  if (rule.count === 0) {
    const event = calendar.dayOf(rule.from)
    if (!event.counts) throw new DeadlineError('event-on-rest-day', 'workingDays', { date: rule.from })
    return working(rule, { last: rule.from, days: [], asked: [event], left: null }, calendar)
  }
  const days: DueDay[] = []
  const asked: CalendarDay[] = []
  let left = rule.count
  for (let date = after(rule.from); ; date = after(date)) {
    const day = calendar.dayOf(date)
    asked.push(day)
    const stop = stopped(date)
    if (stop) days.push({ date, counts: false, why: 'stopped', name: day.name })
    else days.push(dueDay(day))
    if (!stop && day.counts) left -= 1
    if (left === 0) return working(rule, { last: date, days, asked, left: null }, calendar)
    if (stop === 'for-good') return working(rule, { last: null, days, asked, left }, calendar)
  }
}

function dueInCalendarDays(rule: DueRule & { kind: 'calendar-days' }, calendar: Calendar): DueWorking {
  checkDate(rule.from, 'from')
  checkCount(rule.count, 'calendarDays', mostCalendarDays)
  const nominal = addDays(rule.from, rule.count)
  checkEnd(nominal, 'calendarDays')
  const days: DueDay[] = []
  for (let date = addDays(rule.from, 1); date <= nominal; date = addDays(date, 1)) {
    days.push({ date, counts: true, why: 'calendar-day', name: calendar.dayOf(date).name })
  }
  if (rule.restDay === 'keep') return working(rule, { last: nominal, days, asked: [], left: null }, calendar)
  const { day, passed } = nextWorkingDay(nominal, calendar)
  if (passed.length > 0) {
    days.pop()
    for (const rest of passed) days.push(dueDay(rest))
    days.push({ date: day.date, counts: true, why: 'calendar-day', name: day.name })
  }
  return working(rule, { last: day.date, days, asked: [...passed, day], left: null }, calendar)
}

function dueOn(rule: DueRule & { kind: 'on' }, calendar: Calendar): DueWorking {
  checkDate(rule.on, 'on')
  if (rule.restDay === 'keep') {
    const day = calendar.dayOf(rule.on)
    const kept: DueDay = day.counts ? dueDay(day) : { ...dueDay(day), counts: true, why: 'calendar-day' }
    return working(rule, { last: rule.on, days: [kept], asked: [], left: null }, calendar)
  }
  const { day, passed } = nextWorkingDay(rule.on, calendar)
  const asked = [...passed, day]
  return working(rule, { last: day.date, days: asked.map(dueDay), asked, left: null }, calendar)
}

type Outcome = { last: LocalDate | null; days: DueDay[]; asked: CalendarDay[]; left: number | null }

const fieldOf = { 'working-days': 'workingDays', 'calendar-days': 'calendarDays', on: 'on' } as const

function working(rule: DueRule, { last, days, asked, left }: Outcome, calendar: Calendar): DueWorking {
  if (last) checkEnd(last, fieldOf[rule.kind])
  const dueAt = last && instantOf(last, rule.closeOfBusiness)
  return {
    rule,
    due: dueAt && withOffset(dueAt),
    dueAt,
    provisional: asked.some(day => !day.published),
    days,
    calendar: calendar.sourcesFor([...days, ...asked].map(day => day.date)),
    left,
  }
}

function dueDay({ date, counts, why, name }: CalendarDay): DueDay {
  return { date, counts, why, name }
}

/** Says of a date whether the clock stands on it, and whether it stands for good. Overlapping stops are one. */
function createStopped(stops: Stop[]): (date: LocalDate) => 'stopped' | 'for-good' | null {
  if (stops.length > mostStops) throw new DeadlineError('too-many-stops', 'stops', { most: mostStops })
  stops.forEach((stop, index) => {
    checkDate(stop.from, `stops[${index}].from`)
    if (stop.to === undefined) return
    checkDate(stop.to, `stops[${index}].to`)
    if (stop.to < stop.from) throw new DeadlineError('stop-ends-before-it-begins', `stops[${index}].to`)
  })
  const standing = stops.filter(stop => stop.to === undefined).map(stop => stop.from)
  const forGood = standing.sort()[0]
  return date => {
    if (forGood !== undefined && date >= forGood) return 'for-good'
    return stops.some(stop => stop.from <= date && stop.to !== undefined && date <= stop.to) ? 'stopped' : null
  }
}

/**
 * Whole working days that remain after today, up to and including the day it is due: 0 when it is due today (or on a
 * rest day before the next working day), negative for the working days since, today included.
 */
export function workingDaysLeft(nowAt: Instant, dueAt: Instant, calendar: Calendar): number {
  const today = dateAt(nowAt, 'nowAt')
  const dueOnDate = dateAt(dueAt, 'dueAt')
  if (dueOnDate >= today) return workingDaysAfter(today, dueOnDate, calendar)
  const over = workingDaysAfter(dueOnDate, today, calendar)
  return over === 0 ? 0 : -over
}

function workingDaysAfter(from: LocalDate, to: LocalDate, calendar: Calendar): number {
  let count = 0
  for (let date = from; date < to; ) {
    date = after(date)
    if (calendar.dayOf(date).counts) count += 1
  }
  return count
}

/** The nth working day after a date; the date itself for 0. Throws DeadlineError. */
export function addWorkingDays(date: LocalDate, count: number, calendar: Calendar): LocalDate {
  return walkWorkingDays(date, count, 1, calendar)
}

/** The nth working day before a date; the date itself for 0. Throws DeadlineError. */
export function subtractWorkingDays(date: LocalDate, count: number, calendar: Calendar): LocalDate {
  return walkWorkingDays(date, count, -1, calendar)
}

function walkWorkingDays(from: LocalDate, count: number, step: 1 | -1, calendar: Calendar): LocalDate {
  checkDate(from, 'date')
  checkCount(count, 'workingDays', mostWorkingDays)
  let date = from
  for (let left = count; left > 0; ) {
    date = addDays(date, step)
    checkEnd(date, 'workingDays')
    if (calendar.dayOf(date).counts) left -= 1
  }
  return date
}

/** Stretches of a working day in which people are at work, in order: 08:30 to 12:00, 14:30 to 17:30. */
export type OfficeHours = { from: ClockTime; to: ClockTime }[]

export const defaultOfficeHours: OfficeHours = [
  { from: '08:30', to: '12:00' },
  { from: '14:30', to: '17:30' },
]

/**
 * The instant so many hours of work later, exact to the millisecond; earlier when negative. Hours that end with a
 * stretch end there, not at the start of the next one; 0 hours is the instant itself. Throws DeadlineError.
 */
export function addWorkingHours(
  fromAt: Instant,
  hours: number,
  calendar: Calendar,
  officeHours: OfficeHours = defaultOfficeHours,
): Instant {
  checkOfficeHours(officeHours)
  const start = dateAt(fromAt, 'fromAt')
  if (!Number.isFinite(hours)) throw new DeadlineError('not-a-count', 'workingHours')
  if (Math.abs(hours) > mostWorkingHours) {
    throw new DeadlineError('count-too-large', 'workingHours', { most: mostWorkingHours })
  }
  const now = Date.parse(fromAt)
  const forward = hours >= 0
  let left = Math.round(Math.abs(hours) * 3_600_000)
  if (left === 0) return new Date(now).toISOString()
  for (let date = start; ; date = addDays(date, forward ? 1 : -1)) {
    checkEnd(date, 'workingHours')
    if (!calendar.dayOf(date).counts) continue
    for (const stretch of forward ? officeHours : [...officeHours].reverse()) {
      const from = Date.parse(instantOf(date, stretch.from))
      const to = Date.parse(instantOf(date, stretch.to))
      const begin = forward ? Math.max(from, now) : from
      const end = forward ? to : Math.min(to, now)
      if (end <= begin) continue
      if (left <= end - begin) return new Date(forward ? begin + left : end - left).toISOString()
      left -= end - begin
    }
  }
}

function checkOfficeHours(officeHours: OfficeHours): void {
  if (officeHours.length === 0) throw new DeadlineError('not-office-hours', 'officeHours')
  let before = ''
  officeHours.forEach((stretch, index) => {
    checkTime(stretch.from, `officeHours[${index}].from`)
    checkTime(stretch.to, `officeHours[${index}].to`)
    if (stretch.from < before || stretch.to <= stretch.from) {
      throw new DeadlineError('not-office-hours', `officeHours[${index}]`)
    }
    before = stretch.to
  })
}

function dateAt(at: Instant, field: string): LocalDate {
  if (Number.isNaN(Date.parse(at))) throw new DeadlineError('not-an-instant', field)
  const date = localDateOf(at)
  checkYear(date, field)
  return date
}

function after(date: LocalDate): LocalDate {
  const next = addDays(date, 1)
  checkEnd(next, 'workingDays')
  return next
}

function checkDate(date: LocalDate, field: string): void {
  if (!isLocalDate(date)) throw new DeadlineError('not-a-date', field, { found: date })
  checkYear(date, field)
}

function checkYear(date: LocalDate, field: string): void {
  const year = yearOf(date)
  if (!(year >= firstYear && year <= lastYear)) {
    throw new DeadlineError('year-out-of-range', field, { found: date, firstYear, lastYear })
  }
}

function checkEnd(date: LocalDate, field: string): void {
  const year = yearOf(date)
  if (!(year >= firstYear && year <= lastYear))
    throw new DeadlineError('end-out-of-range', field, { firstYear, lastYear })
}

function checkCount(count: number, field: string, most: number): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new DeadlineError('not-a-count', field, { found: count })
  if (count > most) throw new DeadlineError('count-too-large', field, { found: count, most })
}

function checkTime(time: ClockTime, field: string): void {
  if (!isClockTime(time)) throw new DeadlineError('not-a-time', field, { found: time })
}

function checkRestDay(restDay: RestDay): void {
  if (restDay !== 'keep' && restDay !== 'next') {
    throw new DeadlineError('not-a-rest-day-rule', 'restDay', { found: String(restDay) })
  }
}
