import type { Language } from '../domain/actor.ts'
import { clockTimeOf, localDateOf, weekdayOf } from '../domain/local-time.ts'

/**
 * How an instant is written.
 * - `row`: in tables and beside labels: 11月26日 星期二 17:30
 * - `prose`: set apart in a sentence: （11月26日 星期二 17:30）
 * - `sentence`: as a part of a sentence: 11月26日（星期二）17:30
 * - `letter`: as `sentence`, always with the year
 * - `receipt`: as `row`, always with the year and with seconds
 * - `short`: 11月26日 17:30
 * - `log`: 11月26日 17:30:00
 */
export type InstantStyle = 'row' | 'prose' | 'sentence' | 'letter' | 'receipt' | 'short' | 'log'

/** How a date is written: 11月26日 星期二 · 11月26日（星期二） · 2024年11月26日 · 11月26日. */
export type DateStyle = 'row' | 'sentence' | 'letter' | 'short'

/**
 * An instant (ISO, any offset) in words, in the time of Asia/Shanghai. The year appears where it differs from the year
 * of `now`, and always in letters and receipts.
 */
export function formatInstant(at: string, language: Language, options: { now: string; style: InstantStyle }): string {
  const moment = inShanghai(at)
  const { style } = options
  const withYear = style === 'letter' || style === 'receipt' || moment.year !== inShanghai(options.now).year
  const seconds = style === 'receipt' || style === 'log'
  const time = clockTime(moment, language, seconds)
  if (language === 'en') return englishInstant(moment, time, withYear, style)
  const day = chineseDay(moment, withYear)
  const weekday = chineseWeekdays[moment.weekday]
  switch (style) {
    case 'row':
    case 'receipt':
      return `${day} ${weekday} ${time}`
    case 'prose':
      return `（${day} ${weekday} ${time}）`
    case 'sentence':
    case 'letter':
      return `${day}（${weekday}）${time}`
    case 'short':
    case 'log':
      return `${day} ${time}`
  }
}

/**
 * A date ('YYYY-MM-DD') in words. The year appears where it differs from the year of `now` (an instant), and always in
 * letters.
 */
export function formatDate(on: string, language: Language, options: { now: string; style: DateStyle }): string {
  const day = inShanghai(`${on}T00:00:00+08:00`)
  const { style } = options
  const withYear = style === 'letter' || day.year !== inShanghai(options.now).year
  if (language === 'en') {
    if (style === 'short' || style === 'letter') return englishDay(day, withYear, style === 'letter')
    return style === 'row'
      ? `${englishWeekdays[day.weekday]?.slice(0, 3)} ${englishDay(day, withYear, false)}`
      : `${englishWeekdays[day.weekday]} ${englishDay(day, withYear, true)}`
  }
  const words = chineseDay(day, withYear)
  if (style === 'row') return `${words} ${chineseWeekdays[day.weekday]}`
  return style === 'sentence' ? `${words}（${chineseWeekdays[day.weekday]}）` : words
}

/**
 * What is left of a period, in whole working days: 还剩 2 个工作日, 今天到期, 超期 6 个工作日. Negative is overdue by so many;
 * `passed` tells that a deadline of today (0) lies behind already.
 */
export function formatWorkingDaysLeft(left: number, language: Language, options: { passed?: boolean } = {}): string {
  if (!Number.isSafeInteger(left)) throw new RangeError(`Working days are whole numbers, not ${left}`)
  const days = Math.abs(left)
  if (language === 'en') {
    const counted = `${days} working ${days === 1 ? 'day' : 'days'}`
    if (left > 0) return `${counted} left`
    if (left < 0) return `${counted} overdue`
    return options.passed ? 'less than 1 working day overdue' : 'due today'
  }
  if (left > 0) return `还剩 ${days} 个工作日`
  if (left < 0) return `超期 ${days} 个工作日`
  return options.passed ? '超期不足 1 个工作日' : '今天到期'
}

interface Moment {
  year: number
  month: number
  day: number
  /** 0 for Sunday to 6 for Saturday. */
  weekday: number
  hour: number
  minute: number
  second: number
}

function inShanghai(at: string): Moment {
  const instant = Date.parse(at)
  if (Number.isNaN(instant)) throw new RangeError(`Not an instant: ${at}`)
  const date = localDateOf(at)
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const [hour = 0, minute = 0] = clockTimeOf(at).split(':').map(Number)
  return { year, month, day, weekday: weekdayOf(date) % 7, hour, minute, second: new Date(instant).getUTCSeconds() }
}

function clockTime(moment: Moment, language: Language, seconds: boolean): string {
  const hour = language === 'en' ? twoDigits(moment.hour) : String(moment.hour)
  const time = `${hour}:${twoDigits(moment.minute)}`
  return seconds ? `${time}:${twoDigits(moment.second)}` : time
}

function chineseDay({ year, month, day }: Moment, withYear: boolean): string {
  return `${withYear ? `${year}年` : ''}${month}月${day}日`
}

function englishDay({ year, month, day }: Moment, withYear: boolean, inFull: boolean): string {
  const name = englishMonths[month - 1] ?? ''
  return `${day} ${inFull ? name : name.slice(0, 3)}${withYear ? ` ${year}` : ''}`
}

function englishInstant(moment: Moment, time: string, withYear: boolean, style: InstantStyle): string {
  const weekday = englishWeekdays[moment.weekday] ?? ''
  const day = englishDay(moment, withYear, false)
  switch (style) {
    case 'row':
    case 'receipt':
      return `${weekday.slice(0, 3)} ${day}, ${time}`
    case 'prose':
      return `(${weekday.slice(0, 3)} ${day}, ${time})`
    case 'sentence':
    case 'letter':
      return `${time} on ${weekday} ${englishDay(moment, withYear, true)}`
    case 'short':
    case 'log':
      return `${day}, ${time}`
  }
}

const twoDigits = (number: number): string => String(number).padStart(2, '0')

const chineseWeekdays = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六']
const englishWeekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const englishMonths = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
