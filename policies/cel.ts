import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { completedMonths } from '../domain/age.ts'

export type CelType = 'int' | 'string' | 'date' | 'bool'

/** A date as expressions see it: it can be compared with dates only. */
export class CelDate {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A record of a list as expressions see it. */
export type CelRow = Readonly<Record<string, CelScalar>>
export type CelScalar = bigint | string | boolean | CelDate
export type CelValue = CelScalar | readonly CelRow[] | CelRow
export type CelValues = Readonly<Record<string, CelValue>>

/** A name that expressions may use. `options`: the only texts it may be compared with. */
export type CelName = { readonly name: string; readonly type: CelType; readonly options?: readonly string[] }

/** What an expression names: facts and the like, and the fields of records that it reads. */
export type CelUse = { readonly names: ReadonlySet<string>; readonly fields: ReadonlySet<string> }

export type CelExpression = CelUse & {
  readonly text: string
  readonly tree: ASTNode
  readonly divides: boolean
  /** Throws `RuleFault`. */
  readonly evaluate: (values: CelValues) => CelScalar
}

/** What is wrong with an expression: what was expected, and what stands there. */
export type CelFault = { readonly expected: string; readonly found: string }

export type CelCompilation =
  | { readonly ok: true; readonly expression: CelExpression }
  | { readonly ok: false; readonly fault: CelFault }

export type RuleFaultCode = 'division-by-zero' | 'overflow' | 'rule-failed'

/** A rule that cannot be worked out with these facts. */
export class RuleFault extends Error {
  readonly code: RuleFaultCode

  constructor(code: RuleFaultCode, message: string) {
    super(message)
    this.name = 'RuleFault'
    this.code = code
  }
}

/** What an expression is for: a line of an amount is arithmetic over names, so that it can be said in words. */
export type CelKind = 'rule' | 'arithmetic'

export type CelCompileOptions = {
  readonly type: CelType
  readonly kind?: CelKind
  /** The list whose record is `row`. */
  readonly each?: string | null
}

const largestInt = 2n ** 63n - 1n
const isInt64 = (value: bigint): boolean => value <= largestInt && value >= -largestInt - 1n
/** The highest number of records that expressions walk through at once, lists within lists multiplied. */
const mostVisits = 250_000
const deepestMacros = 2

/** Figures that need no source: none, one, the months of a year, and what makes a yuan or a per cent. */
const plainFigures: readonly bigint[] = [0n, 1n, 12n, 100n]

const macros: readonly string[] = ['filter', 'map', 'all', 'exists', 'exists_one']
const functions: Readonly<Record<CelKind, readonly string[]>> = {
  rule: ['size', 'sum', 'min', 'max', 'year', 'months', 'string'],
  arithmetic: ['min', 'max'],
}

/** Names that a scheme cannot give to its facts; those of functions it can. */
const takenNames: readonly string[] = [
  ...['row', 'int', 'bool', 'date', 'list', 'map', 'true', 'false', 'null', 'in', 'cel', 'google', 'as', 'break'],
  ...['const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return'],
  ...['var', 'void', 'while', 'has', 'dyn', 'type', 'timestamp', 'duration', 'double', 'uint', 'bytes', 'optional'],
]
export const isTakenName = (name: string): boolean => takenNames.includes(name)

const limits = { maxAstNodes: 120, maxDepth: 16, maxListElements: 30, maxMapEntries: 1, maxCallArguments: 3 }

export type CelScope = {
  readonly declare: (name: CelName) => void
  readonly declareList: (name: string, fields: readonly CelName[], maxItems: number) => void
  /** Records as expressions read them; a field that is absent is left out. */
  readonly rowsOf: (list: string, records: readonly CelRow[]) => readonly CelRow[]
  readonly compile: (text: string, options: CelCompileOptions) => CelCompilation
}

type Declared = { readonly fields: readonly CelName[]; readonly maxItems: number; readonly Row: RowClass }
type RowClass = new (fields: CelRow) => CelRow

/**
 * The names of one scheme and its expressions: CEL with whole numbers of 64 bits only, checked for types, without
 * anything that could run away. Names have to be declared before an expression uses them.
 */
export function createCelScope(): CelScope {
  const environment = newEnvironment()
  const names = new Map<string, CelName>()
  const lists = new Map<string, Declared>()

  const declare = (name: CelName): void => {
    names.set(name.name, name)
    environment.registerVariable(name.name, name.type)
  }

  const declareList = (name: string, fields: readonly CelName[], maxItems: number): void => {
    const Row = rowClass()
    const type = `${name}Row`
    environment.registerType(type, {
      ctor: Row,
      fields: Object.fromEntries(fields.map(field => [field.name, field.type])),
    })
    environment.registerVariable(name, `list<${type}>`)
    lists.set(name, { fields, maxItems, Row })
  }

  const rowsOf = (list: string, records: readonly CelRow[]): readonly CelRow[] => {
    const declared = lists.get(list)
    if (!declared) throw new Error(`no such list: ${list}`)
    return Array.from(records, record => new declared.Row(record))
  }

  const compile = (text: string, { type, kind = 'rule', each = null }: CelCompileOptions): CelCompilation => {
    if (each !== null && !lists.has(each)) {
      return refused(`a list of this scheme: ${[...lists.keys()].join(', ') || 'it has none'}`, each)
    }
    const scope = each === null ? environment : environment.clone().registerVariable('row', `${each}Row`)
    try {
      const parsed = scope.parse(text)
      const tree = parsed.ast
      const walked = walk(tree, { kind, names, lists, each })
      if (walked.fault) return { ok: false, fault: walked.fault }
      const checked = parsed.check()
      if (!checked.valid) return refused(`an expression of type ${type}: ${checked.error?.summary ?? ''}`, text)
      if (checked.type !== type) return refused(`an expression of type ${type}, not ${checked.type}`, text)
      const { used, fields, divides } = walked
      const evaluate = (values: CelValues): CelScalar => evaluated(() => parsed(values))
      return { ok: true, expression: { text, tree, names: used, fields, divides, evaluate } }
    } catch (error) {
      return refused(`an expression: ${summaryOf(error)}`, text)
    }
  }

  return { declare, declareList, rowsOf, compile }
}

const refused = (expected: string, found: string): CelCompilation => ({ ok: false, fault: { expected, found } })

function newEnvironment(): Environment {
  const environment = new Environment({ limits })
  environment.registerType('date', { ctor: CelDate, fields: {} })
  const compared: Readonly<Record<string, (one: CelDate, other: CelDate) => boolean>> = {
    '==': (one, other) => one.text === other.text,
    '<': (one, other) => one.text < other.text,
    '<=': (one, other) => one.text <= other.text,
    '>': (one, other) => one.text > other.text,
    '>=': (one, other) => one.text >= other.text,
  }
  for (const [operator, compare] of Object.entries(compared)) {
    environment.registerOperator(`date ${operator} date`, compare)
  }
  const least = (numbers: readonly bigint[]): bigint => extreme(numbers, (one, other) => one < other)
  const most = (numbers: readonly bigint[]): bigint => extreme(numbers, (one, other) => one > other)
  return environment
    .registerFunction('sum(list<int>): int', (numbers: readonly bigint[]) => numbers.reduce(added, 0n))
    .registerFunction('min(int, int): int', (one: bigint, other: bigint) => least([one, other]))
    .registerFunction('max(int, int): int', (one: bigint, other: bigint) => most([one, other]))
    .registerFunction('min(list<int>): int', least)
    .registerFunction('max(list<int>): int', most)
    .registerFunction('year(date): int', (date: CelDate) => BigInt(date.text.slice(0, 4)))
    .registerFunction('months(date, date): int', (from: CelDate, to: CelDate) =>
      BigInt(completedMonths(from.text, to.text)),
    )
    .registerFunction('string(date): string', (date: CelDate) => date.text)
}

function added(sum: bigint, number: bigint): bigint {
  const next = sum + number
  if (!isInt64(next)) throw new RuleFault('overflow', `integer overflow: ${next}`)
  return next
}

function extreme(numbers: readonly bigint[], before: (one: bigint, other: bigint) => boolean): bigint {
  const [first, ...others] = numbers
  if (first === undefined) throw new RuleFault('rule-failed', 'min or max of nothing')
  return others.reduce((chosen, number) => (before(number, chosen) ? number : chosen), first)
}

function rowClass(): RowClass {
  return class Row {
    readonly [field: string]: CelScalar

    constructor(fields: CelRow) {
      Object.assign(this, fields)
    }
  }
}

function evaluated(evaluate: () => unknown): CelScalar {
  try {
    const value = evaluate()
    if (typeof value === 'bigint') {
      if (!isInt64(value)) throw new RuleFault('overflow', `integer overflow: ${value}`)
      return value
    }
    if (typeof value === 'string' || typeof value === 'boolean' || value instanceof CelDate) return value
    throw new RuleFault('rule-failed', 'not a single value')
  } catch (error) {
    throw ruleFault(error)
  }
}

function ruleFault(error: unknown): RuleFault {
  if (error instanceof RuleFault) return error
  if (error instanceof Error && error.cause instanceof RuleFault) return error.cause
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined
  if (code === 'division_by_zero' || code === 'modulo_by_zero')
    return new RuleFault('division-by-zero', summaryOf(error))
  return new RuleFault(code === 'numeric_overflow' ? 'overflow' : 'rule-failed', summaryOf(error))
}

function summaryOf(error: unknown): string {
  if (!(error instanceof Error)) return 'not an expression'
  const summary: unknown = Reflect.get(error, 'summary')
  return typeof summary === 'string' ? summary : (error.message.split('\n', 1)[0] ?? '')
}

type WalkScope = {
  readonly kind: CelKind
  readonly names: ReadonlyMap<string, CelName>
  readonly lists: ReadonlyMap<string, Declared>
  readonly each: string | null
}

type Walked = {
  readonly fault: CelFault | null
  readonly used: ReadonlySet<string>
  readonly fields: ReadonlySet<string>
  readonly divides: boolean
}

/** What an expression names, or the first thing in it that a scheme may not say. */
function walk(tree: ASTNode, { kind, names, lists, each }: WalkScope): Walked {
  const used = new Set<string>()
  const fields = new Set<string>()
  let divides = false
  let fault: CelFault | null = null
  const longest = Math.max(1, ...[...lists.values()].map(({ maxItems }) => maxItems))

  const say = (expected: string, found: string): void => {
    fault ??= { expected, found }
  }
  const visit = (node: ASTNode, bound: readonly string[]): void => {
    switch (node.op) {
      case 'value':
        visitValue(node.args)
        break
      case 'id':
        if (!bound.includes(node.args) && !(node.args === 'row' && each !== null)) used.add(node.args)
        break
      case '.':
        if (kind === 'arithmetic') say('arithmetic over names: what a list holds is counted in a derived fact', '.')
        fields.add(node.args[1])
        break
      case 'call':
        if (!functions[kind].includes(node.args[0])) {
          say(`one of the functions ${functions[kind].join(', ')}`, `${node.args[0]}()`)
        }
        break
      case 'rcall':
        visitMethod(node.args, bound)
        break
      case '==':
      case '!=':
      case 'in':
        checkOptions(node.args[0], node.args[1])
        break
      case '/':
      case '%':
        divides = true
        break
      case '[]':
      case '[?]':
      case '.?':
      case 'map':
        say('an expression without maps, indexes and optional values', node.op)
        break
      default:
    }
    for (const part of partsOf(node)) visit(part, bound)
  }

  const visitValue = (value: unknown): void => {
    if (typeof value === 'string' || typeof value === 'boolean') return
    if (typeof value !== 'bigint') say('whole numbers, texts, true and false', String(value))
    else if (!plainFigures.includes(value)) {
      say(`a parameter with its source: only ${plainFigures.join(', ')} stand in an expression as they are`, `${value}`)
    }
  }

  const visitMethod = ([called, receiver, parameters]: [string, ASTNode, ASTNode[]], bound: readonly string[]) => {
    if (kind === 'arithmetic') say('arithmetic over names: what a list holds is counted in a derived fact', called)
    visit(receiver, bound)
    const [variable, ...bodies] = parameters
    if (!macros.includes(called)) {
      if (called === 'startsWith') for (const parameter of parameters) visit(parameter, bound)
      else say(`one of ${macros.join(', ')}, startsWith`, `.${called}()`)
      return
    }
    if (variable?.op !== 'id') {
      say(`a name: .${called}(item, …)`, `.${called}()`)
      return
    }
    const taken = names.has(variable.args) || lists.has(variable.args) || bound.includes(variable.args)
    if (taken || variable.args === 'row') say('a name of its own for the item', variable.args)
    const inner = [...bound, variable.args]
    if (inner.length > deepestMacros) say(`lists within lists at most ${deepestMacros} deep`, `.${called}()`)
    if (longest ** inner.length > mostVisits) {
      say(`lists within lists of at most ${mostVisits} pairs: a smaller maxItems`, String(longest ** inner.length))
    }
    for (const body of bodies) visit(body, inner)
  }

  const optionsOf = (node: ASTNode): readonly string[] | undefined => {
    if (node.op === 'id') return names.get(node.args)?.options
    if (node.op !== '.') return undefined
    const [, field] = node.args
    const having = [...lists.values()].flatMap(list => list.fields).filter(({ name }) => name === field)
    if (having.length === 0 || having.some(({ options }) => options === undefined)) return undefined
    return having.flatMap(({ options = [] }) => options)
  }
  const checkOptions = (one: ASTNode, other: ASTNode): void => {
    for (const [named, literal] of [
      [one, other],
      [other, one],
    ] as const) {
      const options = optionsOf(named)
      if (!options) continue
      const texts = literal.op === 'list' ? literal.args : [literal]
      const wrong = texts.find(({ op, args }) => op === 'value' && typeof args === 'string' && !options.includes(args))
      if (wrong) say(`one of ${options.join(', ')}`, String(wrong.args))
    }
  }

  visit(tree, [])
  return { fault, used, fields, divides }
}

/** The parts that are expressions of their own; a method's are visited with the name it gives to its item. */
function partsOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
    case 'rcall':
    case 'map':
      return []
    case '.':
    case '.?':
      return [node.args[0]]
    case 'call':
      return node.args[1]
    case '!_':
    case '-_':
      return [node.args]
    default:
      return node.args
  }
}
