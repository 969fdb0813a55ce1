import { fieldOf } from '../acts/submit-claim.ts'
import type { Language } from '../domain/actor.ts'
import { isLocalDate } from '../domain/local-time.ts'
import type { FieldError } from '../domain/refusal.ts'
import type { Fact, FactField, FactUnit, ListFact, ScalarFact } from '../domain/scheme.ts'
import { yuan } from '../domain/yuan.ts'
import type { FactProblem } from '../policies/read-facts.ts'
import type { ClaimField } from '../web/pages/claim-view.ts'
import { assessAtHand, type ClaimAtHand, factsAsked, fieldsAsked, say } from './claim-at-hand.ts'
import { type Form, field as textOf } from './form-body.ts'
import { BadRequest } from './http-error.ts'

type Scalar = ScalarFact | FactField
type Values = Readonly<Record<string, unknown>>

const mostRows = 200
const longestQuoted = 40

const isMoney = (field: Scalar): boolean => field.type === 'int' && field.unit === 'fen'

/** What was typed, as facts have it; what is none stays the text that it is, and is refused by its name. */
function valueTyped(field: Scalar, typed: string): unknown {
  const text = typed.trim()
  if (text === '') return undefined
  if (field.type === 'bool') return text === 'true' ? true : text === 'false' ? false : text
  if (field.type !== 'int') return text
  const [, whole, part = ''] = /^(0|[1-9]\d{0,12})(?:\.(\d{1,2}))?$/.exec(text) ?? []
  if (whole === undefined || (part !== '' && !isMoney(field))) return text
  return isMoney(field) ? Number(whole) * 100 + Number(part.padEnd(2, '0')) : Number(whole)
}

/** A fact as it is typed: money in yuan. */
function typedOf(field: Scalar, value: unknown): string {
  if (typeof value === 'number' && isMoney(field)) {
    const rest = value % 100
    return `${Math.trunc(value / 100)}${rest === 0 ? '' : `.${String(rest).padStart(2, '0')}`}`
  }
  return value === undefined || value === null ? '' : String(value)
}

/** What a form says of these facts. `rows` of a list are taken as they stand; those with nothing in them can be left out. */
export function factsTyped(at: ClaimAtHand, facts: readonly Fact[], form: Form): Record<string, unknown> {
  const typed: Record<string, unknown> = {}
  for (const fact of facts) {
    const name = `facts.${fact.name}`
    if (fact.type !== 'list') {
      const value = valueTyped(fact, textOf(form, name))
      if (value !== undefined) typed[fact.name] = value
      continue
    }
    const count = textOf(form, `${name}.rows`)
    if (!/^\d{1,3}$/.test(count) || Number(count) > mostRows) throw new BadRequest()
    typed[fact.name] = Array.from({ length: Number(count) }, (_, index) => {
      const row: Record<string, unknown> = {}
      for (const each of fieldsAsked(at, fact.fields)) {
        const value = valueTyped(each, textOf(form, `${name}.${index}.${each.name}`))
        if (value !== undefined) row[each.name] = value
      }
      return row
    })
  }
  return typed
}

/** Rows of a list that say something. */
export const rowsWritten = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(row => Object.keys(row as object).length > 0) : []

const rowsOf = (value: unknown): readonly Values[] => (Array.isArray(value) ? (value as Values[]) : [])

const kinds = { int: 'number', string: 'text', date: 'date', bool: 'bool' } as const

/** A fact or a field of a record, as a form asks for it. */
export function fieldView(field: Scalar, name: string, value: unknown, language: Language): ClaimField {
  const options =
    field.type === 'string' && field.options
      ? field.options.map(({ value: code, label }) => ({ value: code, label: say(label, language) }))
      : null
  const money = isMoney(field)
  return {
    name,
    label: say(field.meaning, language),
    kind: options ? 'choice' : money ? 'money' : kinds[field.type],
    unit: field.type === 'int' && field.unit && field.unit !== 'fen' ? say(field.unit, language) : '',
    range: rangeOf(field),
    value: typedOf(field, value),
    options: options ?? [],
    optional: field.optional,
    reviewed: 'origin' in field && field.origin === 'reviewed',
  }
}

const rangeOf = (field: Scalar): ClaimField['range'] =>
  field.type === 'int' ? { least: limit(field.min, field.unit), most: limit(field.max, field.unit) } : null

const limit = (number: number, unit: FactUnit | null): string =>
  unit === 'fen' ? yuan(BigInt(number)) : String(number).replace(/\B(?=(\d{3})+$)/g, ',')

/** The rows of a list, as a form shows them; an empty one where there is none yet. */
export const rowViews = (
  at: ClaimAtHand,
  fact: ListFact,
  facts: Values,
  language: Language,
): (readonly ClaimField[])[] => {
  const rows = rowsOf(facts[fact.name])
  return (rows.length > 0 ? rows : [{} as Values]).map((row, index) =>
    fieldsAsked(at, fact.fields).map(each =>
      fieldView(each, `facts.${fact.name}.${index}.${each.name}`, row[each.name], language),
    ),
  )
}

/** What cannot be taken of a single value, with what was typed. What is left to the scheme is null here. */
function faultOf(field: Scalar, value: unknown, name: string, language: Language): FieldError | null {
  if (value === undefined) return null
  const whole = typedOf(field, value)
  const typed = whole.length > longestQuoted ? `${whole.slice(0, longestQuoted)}…` : whole
  if (field.type === 'date' && !(typeof value === 'string' && isLocalDate(value)))
    return { field: name, code: 'not-a-date' }
  if (field.type !== 'int') return null
  const money = isMoney(field)
  const digits = typeof value === 'number' || /^[0-9]+$/.test(whole)
  if (!digits) return { field: name, code: money ? 'not-an-amount-typed' : 'not-a-count-typed', params: { typed } }
  const unit = money || !field.unit || field.unit === 'fen' ? '' : say(field.unit, language)
  if (typeof value === 'number' && value >= field.min && value <= field.max) return null
  const params = { typed, least: limit(field.min, field.unit), most: limit(field.max, field.unit), unit }
  return { field: name, code: money ? 'amount-out-of-range' : 'count-out-of-range', params }
}

/** Everything that cannot be taken of what was filled in, by field; what is only missing is none of it. */
export function faultsOf(at: ClaimAtHand, language: Language, facts: Values = at.answers.facts): FieldError[] {
  const faults = new Map<string, FieldError>()
  const put = (fault: FieldError | null) => fault && !faults.has(fault.field) && faults.set(fault.field, fault)
  for (const fact of factsAsked(at)) {
    const name = `facts.${fact.name}`
    if (fact.type !== 'list') put(faultOf(fact, facts[fact.name], name, language))
    else
      for (const [index, row] of rowsOf(facts[fact.name]).entries())
        for (const each of fieldsAsked(at, fact.fields))
          put(faultOf(each, row[each.name], `${name}.${index}.${each.name}`, language))
  }
  const answer = assessAtHand(at, { facts })
  if (!answer.ok) for (const one of answer.problems) put(saidBy(one, language))
  return [...faults.values()]
}

/** A problem that the scheme names, in its words. */
export const saidBy = ({ at, words }: FactProblem, language: Language): FieldError => ({
  field: fieldOf(at, '').field,
  code: 'scheme-says',
  params: { words: say(words, language) },
})

/** The facts without what cannot be taken: what is left can be worked out as far as it goes. */
export function factsWithout(facts: Values, faults: readonly FieldError[]): Record<string, unknown> {
  const wrong = new Set(faults.map(({ field }) => field))
  return Object.fromEntries(
    Object.entries(facts)
      .filter(([name]) => !wrong.has(`facts.${name}`))
      .map(([name, value]) => [
        name,
        Array.isArray(value)
          ? value.map((row, index) =>
              Object.fromEntries(
                Object.entries(row as Values).filter(([key]) => !wrong.has(`facts.${name}.${index}.${key}`)),
              ),
            )
          : value,
      ]),
  )
}
