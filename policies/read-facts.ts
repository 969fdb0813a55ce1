import { checkText } from '../domain/clauses.ts'
import { isCreditCode } from '../domain/credit-code.ts'
import { isLocalDate } from '../domain/local-time.ts'
import type { Words } from '../domain/procedure.ts'
import type { FactField, ListFact, Only, Reading, ScalarFact, Scheme } from '../domain/scheme.ts'
import { CelDate, type CelRow, type CelScalar } from './cel.ts'

/** Something given that cannot be taken: `at` names the fact (`classes[1].heads`), the reading or the rule. */
export type FactProblem = { readonly at: string; readonly code: FactProblemCode; readonly words: Words }
export type FactProblemCode =
  | 'unknown'
  | 'not-asked'
  | 'wrong-type'
  | 'out-of-range'
  | 'not-an-option'
  | 'not-of-the-form'
  | 'twice'
  | 'too-many'
  | 'does-not-hold'
  | 'division-by-zero'
  | 'overflow'
  | 'negative'
  | 'rule-failed'

export type UsedReading = { readonly name: string; readonly value: string; readonly given: boolean }

export type ReadReadings = {
  readonly used: readonly UsedReading[]
  readonly unset: readonly string[]
  readonly problems: readonly FactProblem[]
}

/** The readings that hold: what was given, else what the policy has set; and those that are asked and nobody has set. */
export function readReadings(readings: readonly Reading[], given: Readonly<Record<string, unknown>>): ReadReadings {
  const used: UsedReading[] = []
  const unset: string[] = []
  const problems: FactProblem[] = []
  for (const name of Object.keys(given)) {
    if (!readings.some(reading => reading.name === name)) problems.push(unknown(name))
  }
  for (const reading of readings) {
    const { name, options, set } = reading
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    const isGiven = value !== undefined && value !== null
    const asked = isAsked(reading.only, used, unset)
    if (asked === 'no') {
      if (isGiven) problems.push(notAsked(name))
      continue
    }
    const chosen = isGiven ? value : 'unset' in set ? undefined : set.value
    if (chosen === undefined) {
      if (asked === 'yes') unset.push(name)
      continue
    }
    const values = options.map(option => option.value)
    if (typeof chosen === 'string' && values.includes(chosen)) used.push({ name, value: chosen, given: isGiven })
    else problems.push(notAnOption(name, values, chosen))
  }
  return { used, unset, problems }
}

/** Whether something is asked under these readings; not known while the one that it hangs on is not set. */
export function isAsked(
  only: Only | null,
  used: readonly UsedReading[],
  unset: readonly string[],
): 'yes' | 'no' | 'not-known' {
  if (!only) return 'yes'
  const reading = used.find(({ name }) => name === only.reading)
  if (reading) return only.is.includes(reading.value) ? 'yes' : 'no'
  return unset.includes(only.reading) ? 'not-known' : 'no'
}

export type ReadFacts = {
  readonly values: Readonly<Record<string, CelScalar>>
  readonly records: Readonly<Record<string, readonly CelRow[]>>
  /** Asked and not given: `places`, `classes[1].heads`. */
  readonly missing: readonly string[]
  /** What no expression can use: facts that are absent, and fields that are absent in some record. */
  readonly absent: ReadonlySet<string>
  readonly absentFields: ReadonlySet<string>
  readonly problems: readonly FactProblem[]
}

/** Takes the facts given, each in its range and form; what is not one is named. Nothing is rounded, trimmed or clamped. */
export function readFacts(
  scheme: Scheme,
  given: Readonly<Record<string, unknown>>,
  readings: Pick<ReadReadings, 'used' | 'unset'>,
): ReadFacts {
  const values: Record<string, CelScalar> = {}
  const records: Record<string, readonly CelRow[]> = {}
  const missing: string[] = []
  const absent = new Set<string>()
  const absentFields = new Set<string>()
  const problems: FactProblem[] = []
  for (const name of Object.keys(given)) {
    if (!scheme.facts.some(fact => fact.name === name)) problems.push(unknown(name))
  }

  const take = (field: ScalarFact | FactField, value: unknown, at: string): CelScalar | undefined => {
    const asked = isAsked(field.only, readings.used, readings.unset)
    if (value === undefined || value === null) {
      if (asked === 'yes' && !field.optional) missing.push(at)
      return undefined
    }
    if (asked === 'no') {
      problems.push(notAsked(at))
      return undefined
    }
    const read = readScalar(field, value, at)
    if ('value' in read) return read.value
    problems.push(read)
    return undefined
  }

  const takeList = (fact: ListFact, value: readonly unknown[]): readonly CelRow[] => {
    const seen = new Map<string, Set<unknown>>()
    return Array.from(value, (record, index) => {
      const at = `${fact.name}[${index}]`
      if (!isObject(record)) {
        problems.push(wrongType(at, { zh: '一行记录（字段和取值）', en: 'a record of fields with values' }))
        return {}
      }
      for (const key of Object.keys(record)) {
        if (!fact.fields.some(({ name }) => name === key)) problems.push(unknown(`${at}.${key}`))
      }
      const row: Record<string, CelScalar> = {}
      for (const field of fact.fields) {
        const place = `${at}.${field.name}`
        const scalar = take(field, Object.hasOwn(record, field.name) ? record[field.name] : undefined, place)
        if (scalar === undefined && isAsked(field.only, readings.used, readings.unset) !== 'no') {
          absentFields.add(field.name)
        }
        if (scalar === undefined) continue
        row[field.name] = scalar
        if (!field.unique) continue
        const key = scalar instanceof CelDate ? scalar.text : scalar
        const before = seen.get(field.name) ?? new Set()
        if (before.has(key))
          problems.push(problem(place, 'twice', '与前面的记录重复', 'the same as in an earlier record'))
        seen.set(field.name, before.add(key))
      }
      return row
    })
  }

  for (const fact of scheme.facts) {
    const value = Object.hasOwn(given, fact.name) ? given[fact.name] : undefined
    if (fact.type !== 'list') {
      const scalar = take(fact, value, fact.name)
      if (scalar === undefined) absent.add(fact.name)
      else values[fact.name] = scalar
      continue
    }
    const asked = isAsked(fact.only, readings.used, readings.unset)
    if (value === undefined || value === null) {
      if (asked === 'yes' && !fact.optional) missing.push(fact.name)
      absent.add(fact.name)
    } else if (asked === 'no') problems.push(notAsked(fact.name))
    else if (!Array.isArray(value)) problems.push(wrongType(fact.name, { zh: '列表', en: 'a list' }))
    else if (value.length < fact.minItems || value.length > fact.maxItems) {
      const { minItems, maxItems } = fact
      const range = {
        zh: `应有${minItems}至${maxItems}行，实有${value.length}行`,
        en: `${minItems} to ${maxItems} records are needed, there are ${value.length}`,
      }
      problems.push(problem(fact.name, value.length > maxItems ? 'too-many' : 'out-of-range', range.zh, range.en))
    } else {
      const before = missing.length
      records[fact.name] = takeList(fact, value)
      if (missing.length > before) absent.add(fact.name)
    }
  }
  // What is not asked under these readings is not absent: a rule that needs it after all fails, and says so.
  for (const fact of scheme.facts)
    if (isAsked(fact.only, readings.used, readings.unset) === 'no') absent.delete(fact.name)
  return { values, records, missing, absent, absentFields, problems }
}

type ReadScalar = { readonly value: CelScalar } | FactProblem

function readScalar(field: ScalarFact | FactField, value: unknown, at: string): ReadScalar {
  switch (field.type) {
    case 'bool':
      return typeof value === 'boolean' ? { value } : wrongType(at, { zh: 'true 或 false', en: 'true or false' }, value)
    case 'date':
      return readDate(field, value, at)
    case 'int':
      return readInt(field, value, at)
    case 'string':
      return readString(field, value, at)
  }
}

type OfType<T extends FactField['type']> = Extract<ScalarFact | FactField, { type: T }>

function readInt({ min, max, unit }: OfType<'int'>, value: unknown, at: string): ReadScalar {
  const number = wholeNumber(value, unit === 'fen')
  if (number === null) {
    const quoted =
      unit === 'fen' ? { zh: '（分；可写成带引号的数字）', en: ' of fen, or its digits in quotes' } : { zh: '', en: '' }
    return wrongType(at, { zh: `整数${quoted.zh}`, en: `a whole number${quoted.en}` }, value)
  }
  if (number >= BigInt(min) && number <= BigInt(max)) return { value: number }
  return problem(
    at,
    'out-of-range',
    `应在${min}至${max}之间，实为${shown(String(number))}`,
    `from ${min} to ${max}, not ${shown(String(number))}`,
  )
}

function wholeNumber(value: unknown, orText: boolean): bigint | null {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : null
  return orText && typeof value === 'string' && /^-?(0|[1-9][0-9]{0,18})$/.test(value) ? BigInt(value) : null
}

function readDate({ from, until }: OfType<'date'>, value: unknown, at: string): ReadScalar {
  if (typeof value !== 'string' || !isLocalDate(value)) {
    return wrongType(at, { zh: '存在的日期 YYYY-MM-DD', en: 'a date that exists, YYYY-MM-DD' }, value)
  }
  if ((from === null || value >= from) && (until === null || value <= until)) return { value: new CelDate(value) }
  const zh = from === null ? `不晚于${until}` : until === null ? `不早于${from}` : `在${from}至${until}之间`
  const en = from === null ? `until ${until}` : until === null ? `from ${from} on` : `from ${from} to ${until}`
  return problem(at, 'out-of-range', `应${zh}，实为${value}`, `${en}, not ${value}`)
}

const longestString = 100

function readString({ options, pattern, format }: OfType<'string'>, value: unknown, at: string): ReadScalar {
  if (options) {
    const values = options.map(option => option.value)
    return typeof value === 'string' && values.includes(value) ? { value } : notAnOption(at, values, value)
  }
  if (typeof value !== 'string') return wrongType(at, { zh: '文字', en: 'a text' }, value)
  const notOfTheForm = (zh: string, en: string): FactProblem =>
    problem(at, 'not-of-the-form', `应为${zh}，实为${shownValue(value)}`, `${en} is needed, not ${shownValue(value)}`)
  const length = [...value].length
  if (length > longestString || value !== value.trim() || /[\n\r\t]/u.test(value) || checkText(value).length > 0) {
    return notOfTheForm(
      `一行不超过${longestString}字、首尾无空格的文字`,
      `one line of at most ${longestString} characters`,
    )
  }
  if (pattern !== null && !new RegExp(pattern, 'u').test(value))
    return notOfTheForm(`形如 ${pattern}`, `the form ${pattern}`)
  if (format === 'credit-code' && !isCreditCode(value)) {
    return notOfTheForm('校验位正确的统一社会信用代码', 'a unified social credit code with a right check character')
  }
  return { value }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const problem = (at: string, code: FactProblemCode, zh: string, en: string): FactProblem => ({
  at,
  code,
  words: { zh, en },
})

const unknown = (at: string): FactProblem =>
  problem(shown(at), 'unknown', '没有这一项', 'there is no such fact or reading')
const notAsked = (at: string): FactProblem =>
  problem(at, 'not-asked', '按现定口径不问这一项', 'not asked under the readings that hold')
const wrongType = (at: string, { zh, en }: Words, value?: unknown): FactProblem =>
  problem(
    at,
    'wrong-type',
    value === undefined ? `应为${zh}` : `应为${zh}，实为${shownValue(value)}`,
    value === undefined ? `${en} is needed` : `${en} is needed, not ${shownValue(value)}`,
  )
const notAnOption = (at: string, values: readonly string[], value: unknown): FactProblem =>
  problem(
    at,
    'not-an-option',
    `应为${values.join('、')}之一，实为${shownValue(value)}`,
    `one of ${values.join(', ')}, not ${shownValue(value)}`,
  )

function shownValue(value: unknown): string {
  if (typeof value === 'bigint') return shown(String(value))
  return shown(typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? String(value)))
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters and marks of direction are not repeated
const notShown = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

function shown(text: string): string {
  const plain = text.replace(notShown, '·')
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain
}
