import type { Parameter, Source, Words } from '../domain/procedure.ts'
import type { Scheme } from '../domain/scheme.ts'
import {
  CelDate,
  type CelExpression,
  type CelRow,
  type CelScalar,
  type CelUse,
  type CelValue,
  type CelValues,
  RuleFault,
  type RuleFaultCode,
} from './cel.ts'
import { type CompiledScheme, compileScheme } from './compile-scheme.ts'
import {
  type FactProblem,
  isAsked,
  problem,
  type ReadFacts,
  readFacts,
  readReadings,
  type UsedReading,
} from './read-facts.ts'
import { type NamedQuantity, workingInWords } from './working-in-words.ts'

export type AssessmentInput = {
  /** By name, as JSON has them: whole numbers, texts, dates `YYYY-MM-DD`, true and false, lists of records. */
  readonly facts: Readonly<Record<string, unknown>>
  /** Readings (口径) by name; they go before those that the policy has set. */
  readonly readings?: Readonly<Record<string, unknown>>
}

/** A condition that does not hold. `clause` is null where the condition is not the document's; `at` names a record. */
export type Refusal = {
  readonly id: string
  readonly clause: string | null
  readonly source: Source
  readonly words: Words
  readonly at: string | null
}

export type WorkingLine = {
  readonly id: string
  readonly label: Words
  readonly clause: string | null
  readonly source: Source
  readonly amountFen: bigint
  /** The arithmetic in words, with its result. */
  readonly expression: Words
  /** How a fraction was treated, where the rule divides. */
  readonly rounding: Words | null
}

export type Assessment = {
  /** Null while facts or readings that it depends on are missing and nothing refuses yet. */
  readonly eligible: boolean | null
  /** The sum of the working; null until it is certain that it is due. */
  readonly amountFen: bigint | null
  readonly refusedBy: readonly Refusal[]
  readonly warnings: readonly Refusal[]
  /** As far as it can be said; empty where the claim is refused. */
  readonly working: readonly WorkingLine[]
  readonly missing: readonly string[]
  readonly readings: { readonly used: readonly UsedReading[]; readonly unset: readonly string[] }
  /** Figures of the policy that nobody has set. */
  readonly unsetParameters: readonly string[]
  /** What this claim would take once and for all, where it is eligible. */
  readonly onceKeys: readonly string[]
}

export type AssessmentAnswer =
  | { readonly ok: true; readonly assessment: Assessment }
  | { readonly ok: false; readonly problems: readonly FactProblem[] }

/**
 * What a scheme says to a claim. A fact that is unknown, out of range or at odds with another is refused by name, and
 * so is a rule that cannot be worked out; nothing is clamped. Reads no clock and no register. Throws only for a scheme
 * that is broken, which the reader of packs does not let through.
 */
export function assess(scheme: Scheme, { facts, readings = {} }: AssessmentInput): AssessmentAnswer {
  const compilation = compileScheme(scheme)
  if (!compilation.ok) throw new Error(`the scheme ${scheme.id} is broken: ${compilation.faults[0]?.expected ?? ''}`)
  const { compiled } = compilation
  const chosen = readReadings(scheme.readings, readings)
  const given = readFacts(scheme, facts, chosen)
  const problems = [...chosen.problems, ...given.problems]
  if (problems.length > 0) return { ok: false, problems }
  const ground = layGround(compiled, given, chosen)
  problems.push(...ground.problems, ...failedChecks(compiled, ground))
  if (problems.length > 0) return { ok: false, problems }
  return decide(compiled, ground, { missing: given.missing, readings: { used: chosen.used, unset: chosen.unset } })
}

/** The values that rules are worked out with, and what they cannot use. */
type Ground = {
  readonly values: CelValues
  readonly records: Readonly<Record<string, readonly CelRow[]>>
  readonly problems: readonly FactProblem[]
  readonly absentFields: ReadonlySet<string>
  /** Whether everything that a rule names is there; fields of `row` are looked at record by record. */
  readonly canUse: (use: CelUse, each?: string | null) => boolean
}

function layGround(
  { scheme, scope, figures, derived }: CompiledScheme,
  { values: scalars, records: given, absent, absentFields }: ReadFacts,
  chosen: Pick<ReturnType<typeof readReadings>, 'used' | 'unset'>,
): Ground {
  const records = Object.fromEntries(Object.entries(given).map(([list, rows]) => [list, scope.rowsOf(list, rows)]))
  const values: Record<string, CelValue> = { ...figures, ...scalars, ...records }
  for (const { name, value } of chosen.used) values[name] = value
  const unusable = new Set(absent)
  for (const name of chosen.unset) unusable.add(name)
  for (const { name, set } of scheme.parameters) if ('unset' in set) unusable.add(name)
  for (const { name, only } of scheme.readings) {
    if (values[name] === undefined && (only === null || isOpen(only.reading, chosen.unset))) unusable.add(name)
  }
  const canUse = ({ names, fields }: CelUse, each: string | null = null): boolean => {
    if ([...names].some(name => unusable.has(name))) return false
    return each === null ? ![...fields].some(field => absentFields.has(field)) : !unusable.has(each)
  }
  const problems: FactProblem[] = []
  for (const { name, meaning, only, expression } of derived) {
    const asked = isAsked(only, chosen.used, chosen.unset)
    if (asked === 'no') continue
    if (asked === 'not-known' || !canUse(expression)) {
      unusable.add(name)
      continue
    }
    const worked = workOut(expression, values, { at: name, words: meaning })
    if (worked.ok) values[name] = worked.value
    else problems.push(worked.problem)
    if (!worked.ok) unusable.add(name)
  }
  return { values, records, problems, absentFields, canUse }
}

const isOpen = (reading: string, unset: readonly string[]): boolean => unset.includes(reading)

type Worked = { readonly ok: true; readonly value: CelScalar } | { readonly ok: false; readonly problem: FactProblem }

const faultWords: Readonly<Record<RuleFaultCode, Words>> = {
  'division-by-zero': { zh: '这条规则除以零', en: 'the rule divides by zero' },
  overflow: { zh: '这条规则的数超出64位整数', en: 'the rule goes beyond whole numbers of 64 bits' },
  'rule-failed': { zh: '这条规则算不出来', en: 'the rule cannot be worked out' },
}

function workOut(expression: CelExpression, values: CelValues, rule: { at: string; words: Words }): Worked {
  try {
    return { ok: true, value: expression.evaluate(values) }
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error
    const { zh, en } = faultWords[error.code]
    const named = problem(rule.at, error.code, `${rule.words.zh}：${zh}`, `${rule.words.en}: ${en}`)
    return { ok: false, problem: named }
  }
}

/** The values with `row`, for every record that has what the rule reads; the values themselves where there is no list. */
function* placesOf(
  list: string | null,
  fields: ReadonlySet<string>,
  { values, records, absentFields }: Ground,
): Generator<{ readonly values: CelValues; readonly at: string | null }> {
  if (list === null) {
    yield { values, at: null }
    return
  }
  for (const [index, row] of (records[list] ?? []).entries()) {
    const lacks = [...fields].some(field => absentFields.has(field) && row[field] === undefined)
    if (!lacks) yield { values: { ...values, row }, at: `${list}[${index}]` }
  }
}

function failedChecks({ checks }: CompiledScheme, ground: Ground): FactProblem[] {
  const problems: FactProblem[] = []
  for (const { fact, list, field, words, expression } of checks) {
    const each = fact.includes('.') && list ? list.name : null
    if (!ground.canUse(expression, each)) continue
    for (const { values, at } of placesOf(each, expression.fields, ground)) {
      const named = at === null ? fact : `${at}.${field}`
      // What is not asked under the readings that hold has nothing to be checked.
      if ((each ? (values.row as CelRow) : values)[field] === undefined) continue
      const worked = workOut(expression, values, { at: named, words })
      if (!worked.ok) problems.push(worked.problem)
      else if (worked.value !== true) problems.push(problem(named, 'does-not-hold', words.zh, words.en))
    }
  }
  return problems
}

type Rest = Pick<Assessment, 'missing' | 'readings'>

function decide(compiled: CompiledScheme, ground: Ground, { missing, readings }: Rest): AssessmentAnswer {
  const { scheme } = compiled
  const conditions = judged(compiled.conditions, 'conditions', ground)
  const warnings = judged(compiled.warnings, 'warnings', ground)
  const occurred = judgeOccurrence(compiled.occurrence, ground)
  const problems = [...conditions.problems, ...warnings.problems]
  const refusedBy = [...occurred.refused, ...conditions.refused]
  const unsetParameters = scheme.parameters.filter(({ set }) => 'unset' in set).map(({ name }) => name)
  const certain = missing.length === 0 && readings.unset.length === 0 && unsetParameters.length === 0
  const eligible = refusedBy.length > 0 ? false : certain && conditions.known && occurred.known ? true : null
  const worked = eligible === false ? noWorking : workAmount(compiled, ground)
  problems.push(...worked.problems)
  const once = eligible === true ? keysOf(compiled, ground, readings) : { keys: [], problems: [] }
  problems.push(...once.problems)
  if (problems.length > 0) return { ok: false, problems }
  const amountFen = eligible === true && worked.complete ? worked.sum : null
  const assessment = {
    eligible,
    amountFen,
    refusedBy,
    warnings: warnings.refused,
    working: worked.lines,
    missing,
    readings,
    unsetParameters,
    onceKeys: once.keys,
  }
  return { ok: true, assessment }
}

const clauseOf = (source: Source): string | null => ('clause' in source ? source.clause : null)

type Judged = {
  readonly refused: readonly Refusal[]
  /** Whether every condition could be worked out. */
  readonly known: boolean
  readonly problems: readonly FactProblem[]
}

function judged(conditions: CompiledScheme['conditions'], section: string, ground: Ground): Judged {
  const refused: Refusal[] = []
  const problems: FactProblem[] = []
  let known = true
  for (const { id, each, source, words, expression } of conditions) {
    if (!ground.canUse(expression, each)) {
      known = false
      continue
    }
    for (const { values, at } of placesOf(each, expression.fields, ground)) {
      const worked = workOut(expression, values, { at: `${section}.${id}`, words })
      if (!worked.ok) problems.push(worked.problem)
      else if (worked.value !== true) refused.push({ id, clause: clauseOf(source), source, words, at })
    }
  }
  return { refused, known, problems }
}

function judgeOccurrence(
  occurrence: CompiledScheme['occurrence'],
  ground: Ground,
): { readonly refused: readonly Refusal[]; readonly known: boolean } {
  if (!occurrence) return { refused: [], known: true }
  const { from, until, words, list, field, isYear } = occurrence
  const name = list?.name ?? field
  if (!ground.canUse({ names: new Set([name]), fields: new Set() })) return { refused: [], known: false }
  const refused: Refusal[] = []
  for (const { values, at } of placesOf(list?.name ?? null, new Set(), ground)) {
    const value = list ? (values.row as CelRow)[field] : values[field]
    const dayOrYear = value instanceof CelDate ? value.text : String(value)
    const beyond = (limit: Parameter<string>, isBeyond: (one: string, other: string) => boolean): Source | null => {
      if ('unset' in limit) return null
      const bound = isYear ? limit.value.slice(0, 4) : limit.value
      return isBeyond(dayOrYear, bound) ? limit.source : null
    }
    const source = beyond(from, (one, other) => one < other) ?? beyond(until, (one, other) => one > other)
    if (source) refused.push({ id: 'occurrence', clause: clauseOf(source), source, words, at: at && `${at}.${field}` })
  }
  return { refused, known: true }
}

type WorkedAmount = {
  readonly lines: readonly WorkingLine[]
  readonly sum: bigint
  readonly complete: boolean
  readonly problems: readonly FactProblem[]
}
const noWorking: WorkedAmount = { lines: [], sum: 0n, complete: false, problems: [] }

const largestAmount = 2n ** 63n - 1n

function workAmount({ scheme, scope, amount, limits }: CompiledScheme, ground: Ground): WorkedAmount {
  const lines: WorkingLine[] = []
  const problems: FactProblem[] = []
  const say = (at: string, words: Words, code: 'negative' | 'overflow', zh: string, en: string): void => {
    problems.push(problem(at, code, `${words.zh}：${zh}`, `${words.en}: ${en}`))
  }
  const quantity = quantitiesOf(scheme, ground.values)
  const partValue = (text: string): bigint | boolean => {
    const part = ['bool', 'int'].map(type => scope.compile(text, { type: type as 'bool' | 'int' })).find(({ ok }) => ok)
    return part?.ok ? (part.expression.evaluate(ground.values) as bigint | boolean) : false
  }
  let sum = 0n
  for (const { id, label, source, rounding, expression } of amount) {
    if (!ground.canUse(expression)) continue
    const at = `amount.${id}`
    const worked = workOut(expression, ground.values, { at, words: label })
    if (!worked.ok) {
      problems.push(worked.problem)
      continue
    }
    const amountFen = worked.value as bigint
    if (amountFen < 0n) say(at, label, 'negative', '金额为负', 'the amount is negative')
    sum += amountFen
    lines.push({
      id,
      label,
      clause: clauseOf(source),
      source,
      amountFen,
      expression: workingInWords(expression.tree, amountFen, { quantity, valueOf: partValue }),
      rounding: rounding?.label ?? null,
    })
  }
  if (sum > largestAmount)
    say('amount', scheme.title, 'overflow', '各项合计超出64位整数', 'the lines add up to more than 64 bits')
  const complete = lines.length === amount.length
  if (!complete || problems.length > 0) return { lines, sum, complete, problems }
  for (const { id, label, source, expression } of limits) {
    const at = `limits.${id}`
    if (!ground.canUse(expression)) return { lines, sum, complete: false, problems }
    const worked = workOut(expression, ground.values, { at, words: label })
    if (!worked.ok) {
      problems.push(worked.problem)
      continue
    }
    const most = worked.value as bigint
    if (most < 0n) say(at, label, 'negative', '上限为负', 'the limit is negative')
    if (sum <= most) continue
    const amountFen = most - sum
    const words = workingInWords(expression.tree, most, { quantity, valueOf: partValue })
    lines.push({ id, label, clause: clauseOf(source), source, amountFen, expression: words, rounding: null })
    sum = most
  }
  return { lines, sum, complete, problems }
}

function quantitiesOf(scheme: Scheme, values: CelValues): (name: string) => NamedQuantity | undefined {
  const named = new Map<string, Omit<NamedQuantity, 'value'>>()
  for (const fact of scheme.facts) if (fact.type === 'int') named.set(fact.name, fact)
  for (const quantity of [...scheme.derived, ...scheme.parameters]) named.set(quantity.name, quantity)
  return name => {
    const quantity = named.get(name)
    const value = values[name]
    return quantity && typeof value === 'bigint' ? { meaning: quantity.meaning, unit: quantity.unit, value } : undefined
  }
}

function keysOf(
  { scheme, onceKeys }: CompiledScheme,
  ground: Ground,
  readings: Assessment['readings'],
): { readonly keys: readonly string[]; readonly problems: readonly FactProblem[] } {
  const keys: string[] = []
  const problems: FactProblem[] = []
  for (const { id, meaning, each, only, expression } of onceKeys) {
    if (isAsked(only, readings.used, readings.unset) !== 'yes' || !ground.canUse(expression, each)) continue
    const at = `onceKeys.${id}`
    for (const { values, at: record } of placesOf(each, expression.fields, ground)) {
      const worked = workOut(expression, values, { at, words: meaning })
      if (!worked.ok) {
        problems.push(worked.problem)
        continue
      }
      const key = `${scheme.id}/${id}/${String(worked.value)}`
      if (keys.includes(key)) {
        problems.push(problem(record ?? at, 'twice', `${meaning.zh}：重复`, `${meaning.en}: the same twice`))
      }
      keys.push(key)
    }
  }
  return { keys, problems }
}
