import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Alias, type Document, isMap, isNode, LineCounter, type Node, parseDocument, visit } from 'yaml'
import { z } from 'zod'
import type { CalendarYear } from '../domain/calendar.ts'
import { isLocalDate, type LocalDate, weekdayOf, yearOf } from '../domain/local-time.ts'

/** What is wrong in a calendar file: where, what was expected, what stands there. `line` counts from 1. */
export type CalendarFileError = { file: string; line: number; field: string; expected: string; found: string }

export type CalendarFileReading = { ok: true; year: CalendarYear } | { ok: false; errors: CalendarFileError[] }

export type CalendarsReading = { ok: true; years: CalendarYear[] } | { ok: false; errors: CalendarFileError[] }

const mostCharacters = 200_000

const localDate = z.string('a date YYYY-MM-DD').refine(isLocalDate, 'a date that exists, YYYY-MM-DD')
const namedDay = z.strictObject(
  { date: localDate, name: z.string('the name of the holiday').trim().min(1, 'the name of the holiday').max(40) },
  { error: keysOr('a day: { date, name }', 'date and name only') },
)
const notice = z.strictObject(
  {
    number: z
      .string('the number of the notice')
      .regex(/^[^\s〔〕]+〔[0-9]{4}〕[0-9]+号$/, 'the number of a notice, such as 国办发明电〔2025〕7号'),
    publishedOn: localDate,
    takesBack: z.array(localDate, 'a list of dates').default([]),
    holidays: z.array(namedDay, 'a list of days').default([]),
    makeUpDays: z.array(namedDay, 'a list of days').default([]),
  },
  { error: keysOr('a notice', 'number, publishedOn, takesBack, holidays and makeUpDays only') },
)
const calendarYear = z.strictObject(
  {
    year: z.int('a year from 2000 to 2099').min(2000, 'a year from 2000 to 2099').max(2099, 'a year from 2000 to 2099'),
    notices: z.array(notice, 'a list of notices').min(1, 'at least one notice'),
  },
  { error: keysOr('year and notices', 'year and notices only') },
)

function keysOr(whole: string, keys: string) {
  return (issue: { code?: string | undefined }) => (issue.code === 'unrecognized_keys' ? keys : whole)
}

/** Days on which the whole country rests every year; a file without them is not the arrangement of a year. */
const restEveryYear = ['01-01', '05-01', '10-01']

/**
 * Reads the calendar of one year. Refuses, each with line and field: text that is not YAML, keys and dates that do not
 * exist, a day set twice, another year's days (but for the last week of the year before), make-up days that are working
 * days anyway, days taken back that nobody had set, notices out of order.
 */
export function readCalendarText(file: string, text: string): CalendarFileReading {
  if (text.length > mostCharacters) {
    const found = `${text.length} characters`
    return {
      ok: false,
      errors: [{ file, line: 1, field: '', expected: `at most ${mostCharacters} characters`, found }],
    }
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line)
  if (document.errors.length > 0) {
    const errors = document.errors.map(error => ({
      file,
      line: lineAt(error.pos[0]),
      field: '',
      expected: 'well-formed YAML, each key once',
      found: error.message.split('\n', 1)[0] ?? error.code,
    }))
    return { ok: false, errors }
  }
  const alias = firstAlias(document)
  if (alias) {
    const line = lineAt(alias.range?.[0] ?? 0)
    return {
      ok: false,
      errors: [{ file, line, field: '', expected: 'each value written out', found: `*${alias.source}` }],
    }
  }
  const value: unknown = document.toJS()
  const say = (path: PropertyKey[], expected: string): CalendarFileError => {
    const node = nodeAt(document, path)
    return {
      file,
      line: lineAt(node?.range?.[0] ?? 0),
      field: fieldOf(path),
      expected,
      found: shown(valueAt(value, path)),
    }
  }
  const parsed = calendarYear.safeParse(value)
  if (!parsed.success) {
    const errors = parsed.error.issues.flatMap(issue =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map(key => ({ ...say([...issue.path, key], issue.message), found: key }))
        : [say(issue.path, issue.message)],
    )
    return { ok: false, errors }
  }
  const errors = contradictions(parsed.data).map(({ path, expected }) => say(path, expected))
  return errors.length > 0 ? { ok: false, errors } : { ok: true, year: parsed.data }
}

/**
 * Reads every year of a folder, '2019.yaml' and so on; other files are left alone. All or nothing: one wrong file and
 * none is taken.
 */
export function readCalendars(folder: string): CalendarsReading {
  const errors: CalendarFileError[] = []
  const years: CalendarYear[] = []
  const seen = new Map<LocalDate, string>()
  for (const name of calendarFiles(folder)) {
    const file = join(folder, name)
    const text = readFileSync(file, 'utf8')
    const reading = readCalendarText(file, text)
    if (!reading.ok) {
      errors.push(...reading.errors)
      continue
    }
    const { year } = reading
    if (name !== `${year.year}.yaml`) {
      errors.push({
        file,
        line: lineOf(text, /^year:/m),
        field: 'year',
        expected: `the year of the file's name, ${name}`,
        found: String(year.year),
      })
    }
    for (const date of finalDays(year)) {
      const other = seen.get(date)
      if (other) {
        const line = lineOf(text, new RegExp(`date: ["']?${date}`))
        errors.push({
          file,
          line,
          field: 'notices',
          expected: `a day that no other file sets (${other} does)`,
          found: date,
        })
      }
      seen.set(date, file)
    }
    years.push(year)
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, years }
}

function calendarFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => /^[0-9]{4}\.yaml$/.test(name) && statSync(join(folder, name)).isFile())
    .sort()
}

type Contradiction = { path: PropertyKey[]; expected: string }

function contradictions(year: CalendarYear): Contradiction[] {
  const found: Contradiction[] = []
  const say = (path: PropertyKey[], expected: string) => found.push({ path, expected })
  const set = new Map<LocalDate, string>()
  const numbers = new Set<string>()
  let previousOn = `${year.year - 1}-01-01`

  year.notices.forEach((notice, index) => {
    const at = ['notices', index]
    if (numbers.has(notice.number)) say([...at, 'number'], 'each notice once')
    numbers.add(notice.number)
    if (notice.publishedOn < previousOn || yearOf(notice.publishedOn) > year.year) {
      say(
        [...at, 'publishedOn'],
        `a date from ${previousOn} to ${year.year}-12-31, notices in the order of their dates`,
      )
    }
    if (notice.publishedOn > previousOn) previousOn = notice.publishedOn
    if (notice.holidays.length + notice.makeUpDays.length + notice.takesBack.length === 0) {
      say(at, 'a notice that sets or takes back a day')
    }
    notice.takesBack.forEach((date, day) => {
      if (!set.delete(date)) say([...at, 'takesBack', day], 'a day that an earlier notice of this file sets')
    })
    const enter = (list: 'holidays' | 'makeUpDays') =>
      notice[list].forEach(({ date }, day) => {
        const path = [...at, list, day, 'date']
        const earlier = set.get(date)
        if (earlier) say(path, `each day once (set by ${earlier}; a revision names it under takesBack first)`)
        if (!belongs(date, year.year)) say(path, `a day of ${year.year} or of the last week of ${year.year - 1}`)
        if (list === 'makeUpDays' && weekdayOf(date) < 6)
          say(path, 'a Saturday or Sunday: other days are working days anyway')
        set.set(date, notice.number)
      })
    enter('holidays')
    enter('makeUpDays')
  })

  const holidays = new Set(finalDays(year, 'holidays'))
  for (const day of restEveryYear) {
    if (!holidays.has(`${year.year}-${day}`)) say(['notices'], `${year.year}-${day} among the holidays`)
  }
  return found
}

function belongs(date: LocalDate, year: number): boolean {
  return yearOf(date) === year || (date >= `${year - 1}-12-25` && date <= `${year - 1}-12-31`)
}

/** The days that stand after all notices of a year. */
function finalDays(year: CalendarYear, only?: 'holidays'): LocalDate[] {
  const days = new Set<LocalDate>()
  for (const notice of year.notices) {
    for (const date of notice.takesBack) days.delete(date)
    for (const { date } of only ? notice.holidays : [...notice.holidays, ...notice.makeUpDays]) days.add(date)
  }
  return [...days]
}

function firstAlias(document: Document): Alias | null {
  let found: Alias | null = null
  visit(document, {
    Alias: (_, alias) => {
      found = alias
      return visit.BREAK
    },
  })
  return found
}

function nodeAt(document: Document, path: PropertyKey[]): Node | null {
  for (let length = path.length; length >= 0; length -= 1) {
    const found = length === 0 ? document.contents : keyOrValue(document, path.slice(0, length))
    if (isNode(found)) return found
  }
  return null
}

/** The key's own node in a map (a missing value has none), the item in a list. */
function keyOrValue(document: Document, path: PropertyKey[]): unknown {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const last = path.at(-1)
  if (isMap(parent)) return parent.items.find(pair => String(pair.key) === String(last))?.key
  return document.getIn(path, true)
}

function valueAt(value: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )
}

function fieldOf(path: PropertyKey[]): string {
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index ? '.' : ''}${String(key)}`)).join('')
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

function lineOf(text: string, pattern: RegExp): number {
  const at = text.search(pattern)
  return at < 0 ? 1 : text.slice(0, at).split('\n').length
}
