/**
 * Dates, clock times and instants of the one time zone in which people see time: Asia/Shanghai, +08:00 without
 * daylight saving since 1992. Plain arithmetic: it reads no clock and no table of time zones.
 */

/** A date 'YYYY-MM-DD' in Asia/Shanghai. */
export type LocalDate = string
/** A time of day 'HH:mm' in Asia/Shanghai. */
export type ClockTime = string
/** An instant in UTC with milliseconds, '2026-11-24T09:30:00.000Z'. */
export type Instant = string

/** Years in which dates are accepted. Outside them an entry is a slip of the pen, not a deadline. */
export const firstYear = 2000
export const lastYear = 2099

const dayMs = 86_400_000
const offsetMs = 8 * 3_600_000

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/
const clockPattern = /^([01]\d|2[0-3]):([0-5]\d)$/

/** Is this the name of a date that exists, in ASCII digits? 2023-02-30 does not. */
export function isLocalDate(text: string): boolean {
  const parts = datePattern.exec(text)
  if (!parts) return false
  const at = new Date(`${text}T00:00:00.000Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text
}

/** Is this a time of day from 00:00 to 23:59, in ASCII digits? */
export function isClockTime(text: string): boolean {
  return clockPattern.test(text)
}

export function yearOf(date: LocalDate): number {
  return Number(date.slice(0, 4))
}

/** The date `days` calendar days later, or earlier when negative. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(utcMidnight(date) + days * dayMs).toISOString().slice(0, 10)
}

/** Calendar days from one date to another: 1 from a day to the next, negative backwards. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((utcMidnight(to) - utcMidnight(from)) / dayMs)
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(date: LocalDate): number {
  return new Date(utcMidnight(date)).getUTCDay() || 7
}

/** The instant of a clock time on a date, for instance of 17:30 on 2019-11-26: 2019-11-26T09:30:00.000Z. */
export function instantOf(date: LocalDate, time: ClockTime): Instant {
  return new Date(Date.parse(`${date}T${time}:00.000Z`) - offsetMs).toISOString()
}

/** The date in Asia/Shanghai at an instant. */
export function localDateOf(at: Instant): LocalDate {
  return shifted(at).slice(0, 10)
}

/** The clock in Asia/Shanghai at an instant, 'HH:mm'. */
export function clockTimeOf(at: Instant): ClockTime {
  return shifted(at).slice(11, 16)
}

/** An instant as people here write it, with its offset: 2019-11-26T17:30:00+08:00; milliseconds only where there are any. */
export function withOffset(at: Instant): string {
  return `${shifted(at).replace(/\.000Z$|Z$/, '')}+08:00`
}

function shifted(at: Instant): string {
  return new Date(Date.parse(at) + offsetMs).toISOString()
}

function utcMidnight(date: LocalDate): number {
  return Date.parse(`${date}T00:00:00.000Z`)
}
