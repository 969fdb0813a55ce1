import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { type Calendar, createCalendar } from '../../domain/calendar.ts'
import {
  computeDue,
  DeadlineError,
  type DeadlineErrorCode,
  type DueRule,
  type DueWorking,
  type RestDay,
  type Stop,
} from '../../domain/deadline.ts'
import { readCalendars } from '../../policies/calendar-file.ts'

export type CommandStreams = { in: Readable; out: Writable; err: Writable }

/** Something that was typed and cannot be taken: the flag or field, and the words for it. */
class InputError extends Error {
  readonly field: string

  constructor(field: string, words: string) {
    super(words)
    this.name = 'InputError'
    this.field = field
  }
}

/**
 * What both ways of asking come to: the counts still as they were written, null where nothing was said. Names are those
 * of the batch; the command line shows its flags instead.
 */
type Asked = {
  from?: string
  workingDays?: number
  calendarDays?: number
  on?: string
  restDay?: RestDay
  closeOfBusiness?: string
  stops?: Stop[]
}

const flags = {
  '--from': 'from',
  '--working-days': 'workingDays',
  '--calendar-days': 'calendarDays',
  '--on': 'on',
  '--rest-day': 'restDay',
  '--close-of-business': 'closeOfBusiness',
  '--stop': 'stops',
} as const

const usage = `chengban deadline --from 2023-09-28 --working-days 5 [--stop 2023-10-12..2023-10-18]…
chengban deadline --from 2023-09-28 --calendar-days 30 [--rest-day keep|next]
chengban deadline --on 2019-11-26 [--rest-day keep|next]
chengban deadline --batch   每行一个 JSON 对象，逐行作答 / one JSON object a line, one answer a line
--close-of-business 17:30   下班时间 / the close of business
`

/**
 * `chengban deadline`: counts a due date and prints it as JSON with every day counted or skipped. Resolves to the exit
 * code. In a batch a wrong line is answered with `error` and the others go on.
 */
export async function deadlineCommand(args: string[], io: CommandStreams): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out.write(usage)
    return 0
  }
  const calendar = loadCalendar(io.err)
  if (!calendar) return 1
  if (args.includes('--batch')) return batch(args, calendar, io)
  try {
    io.out.write(`${JSON.stringify(answerTo(readFlags(args), calendar), null, 2)}\n`)
    return 0
  } catch (error) {
    io.err.write(`${flagOf(fieldOf(error))}: ${wordsFor(error)}\n`)
    return 1
  }
}

async function batch(args: string[], calendar: Calendar, io: CommandStreams): Promise<number> {
  const other = args.find(arg => arg !== '--batch')
  if (other !== undefined || args.length > 1) {
    io.err.write(`${other ?? '--batch'}: 不能与 --batch 同用 / cannot be used with --batch\n`)
    return 1
  }
  let first = true
  for await (const line of createInterface({ input: io.in, crlfDelay: Number.POSITIVE_INFINITY })) {
    const answer = answerLine(first ? line.replace(/^\uFEFF/, '') : line, calendar)
    first = false
    if (!io.out.write(`${JSON.stringify(answer)}\n`)) await new Promise(resolve => io.out.once('drain', resolve))
  }
  return 0
}

function answerLine(line: string, calendar: Calendar) {
  try {
    return answerTo(readLine(line), calendar)
  } catch (error) {
    const field = fieldOf(error)
    return { error: `${field}: ${wordsFor(error)}`, field }
  }
}

function answerTo(asked: Asked, calendar: Calendar) {
  const working: DueWorking = computeDue(ruleOf(asked), calendar)
  return {
    due: working.due,
    provisional: working.provisional,
    left: working.left,
    days: working.days,
    calendar: working.calendar.map(({ year, sources }) => ({ year, notices: sources })),
  }
}

function ruleOf(asked: Asked): DueRule {
  const { from, workingDays, calendarDays, on, restDay = 'keep', closeOfBusiness = '17:30', stops } = asked
  if (workingDays !== undefined && calendarDays !== undefined) {
    throw new InputError('calendarDays', '工作日与自然日只能给其一 / working days or calendar days, not both')
  }
  const counted = workingDays !== undefined || calendarDays !== undefined
  if (on !== undefined) {
    if (counted)
      throw new InputError('on', '已给出天数，不能再给定日期 / a fixed date cannot be given with a number of days')
    if (from !== undefined)
      throw new InputError('from', '已给出固定日期，无起算日 / a fixed date has no day to count from')
    if (stops) throw new InputError('stops', '中止只用于工作日期限 / only a period in working days can be stopped')
    return { kind: 'on', on, restDay, closeOfBusiness }
  }
  if (!counted) throw new InputError('workingDays', '未给出期限 / a number of days or a fixed date is needed')
  if (from === undefined) throw new InputError('from', '未给出起算日 / the day of the event is needed')
  if (workingDays !== undefined) return { kind: 'working-days', from, count: workingDays, closeOfBusiness, stops }
  if (stops) throw new InputError('stops', '中止只用于工作日期限 / only a period in working days can be stopped')
  return { kind: 'calendar-days', from, count: calendarDays ?? 0, restDay, closeOfBusiness }
}

function readFlags(args: string[]): Asked {
  const asked: Asked = {}
  const given = new Set<string>()
  for (let index = 0; index < args.length; index += 1) {
    const [flag = '', inline] = splitFlag(args[index] ?? '')
    if (!isFlag(flag)) throw new InputError(flag, '没有这个参数 / no such argument')
    const value = inline ?? args[++index]
    if (value === undefined || (inline === undefined && value.startsWith('--'))) {
      throw new InputError(flag, '缺少取值 / a value is needed')
    }
    if (given.has(flag) && flag !== '--stop') throw new InputError(flag, '重复给出 / given twice')
    given.add(flag)
    takeFlag(asked, flag, value)
  }
  return asked
}

function splitFlag(argument: string): [string, string?] {
  const equals = argument.startsWith('--') ? argument.indexOf('=') : -1
  return equals < 0 ? [argument] : [argument.slice(0, equals), argument.slice(equals + 1)]
}

function isFlag(text: string): text is keyof typeof flags {
  return Object.hasOwn(flags, text)
}

function takeFlag(asked: Asked, flag: keyof typeof flags, value: string): void {
  switch (flag) {
    case '--from':
      asked.from = value
      return
    case '--on':
      asked.on = value
      return
    case '--working-days':
      asked.workingDays = wholeNumber(flag, value)
      return
    case '--calendar-days':
      asked.calendarDays = wholeNumber(flag, value)
      return
    case '--rest-day':
      asked.restDay = restDayOf(flag, value)
      return
    case '--close-of-business':
      asked.closeOfBusiness = value
      return
    case '--stop':
      asked.stops = [...(asked.stops ?? []), stopOf(flag, value)]
  }
}

function stopOf(flag: string, value: string): Stop {
  const [from, to, ...more] = value.split('..')
  if (!from || to === undefined || more.length > 0) {
    throw new InputError(
      flag,
      `应为“中止日..恢复日”，恢复日未定可空 / FROM..TO is needed, TO empty while it still stands${found(value)}`,
    )
  }
  return to === '' ? { from } : { from, to }
}

function wholeNumber(field: string, text: string): number {
  if (!/^[0-9]+$/.test(text)) throw new InputError(field, words('not-a-count', { found: text }))
  return Number(text)
}

function restDayOf(field: string, value: unknown): RestDay {
  if (value === 'keep' || value === 'next') return value
  throw new InputError(field, words('not-a-rest-day-rule', { found: JSON.stringify(value) }))
}

const lineFields = new Set<string>(Object.values(flags))

function readLine(line: string): Asked {
  const value = objectOf('line', parseLine(line))
  for (const key of Object.keys(value)) {
    if (!lineFields.has(key)) throw new InputError(key, '没有这个字段 / no such field')
  }
  const asked: Asked = {}
  if (value.from !== undefined) asked.from = textOf('from', value.from)
  if (value.on !== undefined) asked.on = textOf('on', value.on)
  if (value.workingDays !== undefined) asked.workingDays = numberOf('workingDays', value.workingDays)
  if (value.calendarDays !== undefined) asked.calendarDays = numberOf('calendarDays', value.calendarDays)
  if (value.restDay !== undefined) asked.restDay = restDayOf('restDay', value.restDay)
  if (value.closeOfBusiness !== undefined) asked.closeOfBusiness = textOf('closeOfBusiness', value.closeOfBusiness)
  if (value.stops !== undefined) asked.stops = stopsOf(value.stops)
  return asked
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new InputError('line', '不是 JSON / not JSON')
  }
}

function objectOf(field: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(field, '应为 JSON 对象 / a JSON object is needed')
  }
  return { ...value }
}

function textOf(field: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw new InputError(field, `应为文字 / a text is needed${found(JSON.stringify(value))}`)
}

function numberOf(field: string, value: unknown): number {
  if (typeof value === 'number') return value
  throw new InputError(field, words('not-a-count', { found: JSON.stringify(value) }))
}

function stopsOf(value: unknown): Stop[] {
  if (!Array.isArray(value)) throw new InputError('stops', '应为数组 / a list is needed')
  return value.map((item: unknown, index): Stop => {
    const field = `stops[${index}]`
    const stop = objectOf(field, item)
    const other = Object.keys(stop).find(key => key !== 'from' && key !== 'to')
    if (other) throw new InputError(`${field}.${other}`, '没有这个字段 / no such field')
    const from = textOf(`${field}.from`, stop.from ?? null)
    return stop.to === undefined || stop.to === null ? { from } : { from, to: textOf(`${field}.to`, stop.to) }
  })
}

function loadCalendar(err: Writable): Calendar | null {
  const folder = calendarsFolder()
  if (!folder) {
    err.write('policies/calendars: 找不到日历目录 / the folder of calendars is missing\n')
    return null
  }
  const reading = readCalendars(folder)
  if (reading.ok) return createCalendar(reading.years)
  for (const { file, line, field, expected, found } of reading.errors) {
    err.write(`${file}:${line} ${field}: 应为 / expected ${expected}；实为 / found ${found}\n`)
  }
  return null
}

/** The calendars lie in the project's root, also when this file runs compiled from a folder below it. */
function calendarsFolder(): string | null {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const calendars = join(folder, 'policies', 'calendars')
    if (existsSync(calendars) && existsSync(join(folder, 'package.json'))) return calendars
    if (folder === dirname(folder)) return null
  }
}

function fieldOf(error: unknown): string {
  if (error instanceof InputError || error instanceof DeadlineError) return error.field
  throw error
}

function flagOf(field: string): string {
  const flag = Object.entries(flags).find(([, name]) => field === name || field.startsWith(`${name}[`))
  return flag ? flag[0] : field
}

function wordsFor(error: unknown): string {
  if (error instanceof DeadlineError) return words(error.code, error.params)
  if (error instanceof InputError) return error.message
  throw error
}

function words(code: DeadlineErrorCode, params: Readonly<Record<string, string | number>>): string {
  const wording: Record<DeadlineErrorCode, string> = {
    'not-a-date': '不是存在的日期 YYYY-MM-DD / not a date that exists, YYYY-MM-DD',
    'year-out-of-range': `年份应在 ${params.firstYear} 至 ${params.lastYear} 之间 / the year must be from ${params.firstYear} to ${params.lastYear}`,
    'not-a-count': '应为不小于 0 的整数 / a whole number, 0 or more, is needed',
    'count-too-large': `不能大于 ${params.most} / at most ${params.most}`,
    'not-a-time': '应为 00:00 至 23:59 的时刻 / a time from 00:00 to 23:59 is needed',
    'not-a-rest-day-rule': '应为 keep 或 next / keep or next is needed',
    'stop-ends-before-it-begins': '恢复日早于中止日 / the day of going on is before the day of stopping',
    'too-many-stops': `中止不能多于 ${params.most} 次 / at most ${params.most} stops`,
    'event-on-rest-day': `${params.date} 不是工作日，不能以 0 个工作日计 / not a working day, so 0 working days have no end`,
    'end-out-of-range': `期限超出 ${params.lastYear} 年 / the period ends after ${params.lastYear}`,
    'not-an-instant': '不是时刻 / not an instant',
    'not-office-hours': '不是办公时间 / not office hours',
  }
  return `${wording[code]}${params.found === undefined ? '' : found(String(params.found))}`
}

function found(text: string): string {
  return `（${text.length > 60 ? `${text.slice(0, 60)}…` : text}）`
}
