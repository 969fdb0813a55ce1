import { isLocalDate } from '../domain/local-time.ts'
import type {
  AmountLimit,
  AmountLine,
  Condition,
  DerivedFact,
  FactCheck,
  FactField,
  ListFact,
  Occurrence,
  OnceKey,
  Reading,
  Scheme,
  SchemeParameter,
} from '../domain/scheme.ts'
import {
  type CelCompileOptions,
  CelDate,
  type CelExpression,
  type CelName,
  type CelScalar,
  type CelScope,
  createCelScope,
  isTakenName,
} from './cel.ts'
import type { FieldPath } from './yaml-source.ts'

/** What is wrong in a scheme: the field in it, what was expected, what stands there. */
export type SchemeFault = { readonly path: FieldPath; readonly expected: string; readonly found?: string }

type With<T> = T & { readonly expression: CelExpression }
/** A rule over a single value, or over one field of every record of a list. */
type OfFact = { readonly list: ListFact | null; readonly field: string }

/** A scheme whose expressions have been read and checked once. */
export type CompiledScheme = {
  readonly scheme: Scheme
  readonly scope: CelScope
  /** Figures by name; one that nobody has set is absent. */
  readonly figures: Readonly<Record<string, CelScalar>>
  readonly derived: readonly With<DerivedFact>[]
  readonly checks: readonly (With<FactCheck> & OfFact)[]
  readonly conditions: readonly With<Condition>[]
  readonly warnings: readonly With<Condition>[]
  readonly occurrence: (Occurrence & OfFact & { readonly isYear: boolean }) | null
  readonly amount: readonly With<AmountLine>[]
  readonly limits: readonly With<AmountLimit>[]
  readonly onceKeys: readonly With<OnceKey>[]
}

export type SchemeCompilation =
  | { readonly ok: true; readonly compiled: CompiledScheme }
  | { readonly ok: false; readonly faults: readonly SchemeFault[] }

const compiled = new WeakMap<Scheme, SchemeCompilation>()

/** Reads every expression of a scheme, with all that is wrong in it; the same scheme object is compiled once. */
export function compileScheme(scheme: Scheme): SchemeCompilation {
  const known = compiled.get(scheme)
  if (known) return known
  const compilation = compile(scheme)
  compiled.set(scheme, compilation)
  return compilation
}

function compile(scheme: Scheme): SchemeCompilation {
  const faults: SchemeFault[] = []
  const say = (path: FieldPath, expected: string, found?: string): void => {
    faults.push(found === undefined ? { path, expected } : { path, expected, found })
  }
  sayNames(scheme, say)
  sayRanges(scheme, say)
  sayReadings(scheme, say)
  if (faults.length > 0) return { ok: false, faults }

  const scope = createCelScope()
  for (const fact of scheme.facts) {
    if (fact.type === 'list') scope.declareList(fact.name, fact.fields.map(celName), fact.maxItems)
    else scope.declare(celName(fact))
  }
  for (const { name, type } of scheme.parameters) scope.declare({ name, type })
  for (const { name, options } of scheme.readings) {
    scope.declare({ name, type: 'string', options: options.map(({ value }) => value) })
  }

  const optional = optionalNames(scheme)
  type Place = { readonly path: FieldPath; readonly field: string; readonly mayBeOptional?: boolean }
  const read = <T extends object>(
    item: T,
    text: string,
    { path, field, mayBeOptional = false }: Place,
    options: CelCompileOptions,
  ): With<T>[] => {
    const compilation = scope.compile(text, options)
    if (!compilation.ok) {
      say([...path, field], compilation.fault.expected, compilation.fault.found)
      return []
    }
    const { expression } = compilation
    const left =
      [...expression.names, ...(options.each ? [options.each] : [])].find(name => optional.names.has(name)) ??
      [...expression.fields].find(name => optional.fields.has(name))
    if (left !== undefined && !mayBeOptional) {
      say([...path, field], 'facts that are always asked: an optional one only warns or is checked', left)
    }
    return [{ ...item, expression }]
  }
  const needsRounding = (path: FieldPath, rounding: unknown, { divides }: CelExpression): void => {
    if (divides && !rounding) say([...path, 'rounding'], 'how fractions are treated, with its source: it divides')
  }

  const derived = scheme.derived.flatMap((fact, index) => {
    const path = ['derived', index]
    const place: Place = { path, field: 'is', mayBeOptional: true }
    const [found] = read(fact, fact.is, place, { type: fact.type })
    scope.declare({ name: fact.name, type: fact.type })
    if (!found) return []
    const { names, fields } = found.expression
    const hangsOnOptional =
      [...names].some(name => optional.names.has(name)) || [...fields].some(name => optional.fields.has(name))
    if (hangsOnOptional) optional.names.add(fact.name)
    needsRounding(path, fact.rounding, found.expression)
    return [found]
  })
  const checks = scheme.checks.flatMap((check, index) => {
    const path = ['checks', index]
    const of = factOf(scheme, check.fact)
    if (!of) {
      say([...path, 'fact'], 'a fact of this scheme, or list.field')
      return []
    }
    const each = of.list && check.fact.includes('.') ? of.list.name : null
    const place: Place = { path, field: 'holds', mayBeOptional: true }
    return read({ ...check, ...of }, check.holds, place, { type: 'bool', each })
  })
  const conditionsOf = (name: 'conditions' | 'warnings'): With<Condition>[] =>
    scheme[name].flatMap((condition, index) =>
      read(
        condition,
        condition.holds,
        { path: [name, index], field: 'holds', mayBeOptional: name === 'warnings' },
        { type: 'bool', each: condition.each },
      ),
    )
  const conditions = conditionsOf('conditions')
  const warnings = conditionsOf('warnings')
  const amount = scheme.amount.flatMap((line, index) => {
    const path = ['amount', index]
    const found = read(line, line.fen, { path, field: 'fen' }, { type: 'int', kind: 'arithmetic' })
    for (const { expression } of found) needsRounding(path, line.rounding, expression)
    return found
  })
  const limits = scheme.limits.flatMap((limit, index) =>
    read(limit, limit.atMost, { path: ['limits', index], field: 'atMost' }, { type: 'int', kind: 'arithmetic' }),
  )
  const onceKeys = scheme.onceKeys.flatMap((once, index) =>
    read(
      once,
      once.key,
      { path: ['onceKeys', index], field: 'key', mayBeOptional: true },
      { type: 'string', each: once.each },
    ),
  )
  const occurrence = readOccurrence(scheme, say)
  if (occurrence && (optional.names.has(occurrence.list?.name ?? occurrence.field) || isOptionalField(occurrence))) {
    say(['occurrence', 'fact'], 'a fact that is always asked')
  }
  sayShare(scheme, say)
  if (faults.length > 0) return { ok: false, faults }
  const figures = Object.fromEntries(scheme.parameters.flatMap(figureOf))
  const parts = { derived, checks, conditions, warnings, occurrence, amount, limits, onceKeys }
  return { ok: true, compiled: { scheme, scope, figures, ...parts } }
}

const isOptionalField = ({ list, field }: OfFact): boolean =>
  list?.fields.some(({ name, optional }) => name === field && optional) === true

type Say = (path: FieldPath, expected: string, found?: string) => void

function celName(fact: Exclude<Scheme['facts'][number], ListFact> | FactField): CelName {
  const { name, type } = fact
  return fact.type === 'string' && fact.options
    ? { name, type, options: fact.options.map(({ value }) => value) }
    : { name, type }
}

function figureOf({ name, type, set }: SchemeParameter): [string, CelScalar][] {
  if ('unset' in set) return []
  const { value } = set
  if (typeof value === 'number') return [[name, BigInt(value)]]
  return [[name, type === 'date' && typeof value === 'string' ? new CelDate(value) : value]]
}

function optionalNames({ facts }: Scheme): { readonly names: Set<string>; readonly fields: ReadonlySet<string> } {
  const names = facts.filter(({ optional }) => optional).map(({ name }) => name)
  const fields = facts
    .flatMap(fact => (fact.type === 'list' ? fact.fields : []))
    .filter(({ optional }) => optional)
    .map(({ name }) => name)
  return { names: new Set(names), fields: new Set(fields) }
}

/** The fact that a path names: a fact, or the field of the records of a list. */
function factOf(scheme: Scheme, path: string): OfFact | null {
  const [name = '', field] = path.split('.')
  const fact = scheme.facts.find(fact => fact.name === name)
  if (field === undefined) {
    const known = fact ?? scheme.derived.find(fact => fact.name === name)
    return known ? { list: fact?.type === 'list' ? fact : null, field: name } : null
  }
  if (fact?.type !== 'list' || !fact.fields.some(({ name }) => name === field)) return null
  return { list: fact, field }
}

function sayNames(scheme: Scheme, say: Say): void {
  const seen = new Set<string>()
  for (const section of ['facts', 'derived', 'parameters', 'readings'] as const) {
    scheme[section].forEach(({ name }, index) => {
      if (isTakenName(name)) say([section, index, 'name'], 'a name that expressions do not use themselves')
      if (seen.has(name)) say([section, index, 'name'], 'each name once in a scheme')
      seen.add(name)
    })
  }
  scheme.facts.forEach((fact, index) => {
    if (fact.type !== 'list') return
    const fields = new Set<string>()
    fact.fields.forEach(({ name }, at) => {
      if (fields.has(name)) say(['facts', index, 'fields', at, 'name'], 'each field once in a list')
      if (isTakenName(name))
        say(['facts', index, 'fields', at, 'name'], 'a name that expressions do not use themselves')
      fields.add(name)
    })
  })
  for (const section of ['conditions', 'warnings', 'amount', 'limits', 'evidence', 'onceKeys'] as const) {
    const ids = new Set<string>()
    scheme[section].forEach(({ id }, index) => {
      if (ids.has(id)) say([section, index, 'id'], 'each id once')
      ids.add(id)
    })
  }
}

function sayRanges({ facts, parameters }: Scheme, say: Say): void {
  const sayRange = (fact: Scheme['facts'][number] | FactField, path: FieldPath): void => {
    if (fact.type === 'int' && fact.max < fact.min) say([...path, 'max'], `a whole number from ${fact.min} on`)
    if (fact.type === 'date' && fact.from && fact.until && fact.until < fact.from) {
      say([...path, 'until'], `a date from ${fact.from} on`)
    }
    if (fact.type !== 'list') return
    if (fact.maxItems < fact.minItems) say([...path, 'maxItems'], `a whole number from ${fact.minItems} on`)
    fact.fields.forEach((field, index) => {
      sayRange(field, [...path, 'fields', index])
    })
  }
  facts.forEach((fact, index) => {
    sayRange(fact, ['facts', index])
  })
  parameters.forEach(({ type, set }, index) => {
    if ('unset' in set) return
    const { value } = set
    const fits: Readonly<Record<typeof type, boolean>> = {
      int: typeof value === 'number',
      bool: typeof value === 'boolean',
      string: typeof value === 'string',
      date: typeof value === 'string' && isLocalDate(value),
    }
    if (!fits[type]) say(['parameters', index, 'set', 'value'], `a value of type ${type}`)
  })
}

function sayReadings({ readings, facts, derived, onceKeys }: Scheme, say: Say): void {
  const sayOnly = (only: Reading['only'], known: readonly Reading[], path: FieldPath): void => {
    if (!only) return
    const reading = known.find(({ name }) => name === only.reading)
    if (!reading) {
      say([...path, 'only', 'reading'], 'the name of a reading above')
      return
    }
    only.is.forEach((value, index) => {
      const values = reading.options.map(option => option.value)
      if (!values.includes(value)) say([...path, 'only', 'is', index], `one of ${values.join(', ')}`)
    })
  }
  readings.forEach(({ only, options, set }, index) => {
    const path = ['readings', index]
    sayOnly(only, readings.slice(0, index), path)
    const values = options.map(({ value }) => value)
    values.forEach((value, at) => {
      if (values.indexOf(value) !== at) say([...path, 'options', at, 'value'], 'each option once')
    })
    if (!('unset' in set) && !values.includes(set.value)) {
      say([...path, 'set', 'value'], `one of ${values.join(', ')}`)
    }
  })
  facts.forEach((fact, index) => {
    sayOnly(fact.only, readings, ['facts', index])
    for (const [at, field] of fact.type === 'list' ? fact.fields.entries() : []) {
      sayOnly(field.only, readings, ['facts', index, 'fields', at])
    }
  })
  derived.forEach(({ only }, index) => {
    sayOnly(only, readings, ['derived', index])
  })
  onceKeys.forEach(({ only }, index) => {
    sayOnly(only, readings, ['onceKeys', index])
  })
}

function sayShare(scheme: Scheme, say: Say): void {
  const { derivedFrom } = scheme
  if (!derivedFrom) return
  const list = factOf(scheme, derivedFrom.fact)?.list
  if (list?.name !== derivedFrom.fact) {
    say(['derivedFrom', 'fact'], 'a list of this scheme')
    return
  }
  const asked = [...scheme.facts.filter(fact => fact !== list), ...list.fields]
  for (const name of Object.keys(derivedFrom.facts)) {
    if (!asked.some(fact => fact.name === name)) say(['derivedFrom', 'facts', name], 'a fact or field of this scheme')
  }
  for (const { name, optional } of asked) {
    if (!optional && !Object.hasOwn(derivedFrom.facts, name)) {
      say(['derivedFrom', 'facts'], `where ${name} comes from`)
    }
  }
}

function readOccurrence(scheme: Scheme, say: Say): CompiledScheme['occurrence'] {
  const { occurrence } = scheme
  if (!occurrence) return null
  const of = factOf(scheme, occurrence.fact)
  const holder = of?.list ? of.list.fields : [...scheme.facts, ...scheme.derived]
  const type = holder.find(({ name }) => name === of?.field)?.type
  const isYear = type === 'int'
  if (!of || (type !== 'date' && (!isYear || of.list))) {
    say(['occurrence', 'fact'], 'a date, a year, or a date of every record (list.field)')
    return null
  }
  const { from, until } = occurrence
  if (!('unset' in from) && !('unset' in until) && until.value < from.value) {
    say(['occurrence', 'until', 'value'], `a date from ${from.value} on`)
  }
  return { ...occurrence, ...of, isYear }
}
