import { readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { citeClause, type PolicyPack } from '../../domain/policy-pack.ts'
import { type Fact, type FactField, mayBePaid, type Scheme, schemeOf } from '../../domain/scheme.ts'
import { type Assessment, assess, type Refusal, type WorkingLine } from '../../policies/assess.ts'
import type { FactProblem } from '../../policies/read-facts.ts'
import { packFolders, type ReadSchemeExamples, readPack } from '../../policies/read-pack.ts'
import { exampleInput } from '../../policies/scheme-examples.ts'
import type { CommandStreams } from './deadline.ts'
import { lineOfError, policiesFolder } from './load-policies.ts'
import { checkPolicyText } from './policy-check.ts'

const usage = `chengban assess PACK --schemes                       补助及其事实和口径 / schemes with their facts and readings
chengban assess PACK SCHEME --input facts.json       测算一件 / assess one claim
chengban assess PACK SCHEME --batch                  每行一个 JSON 对象，逐行作答 / one JSON object a line, one answer a line
输入 / input: { "facts": { … }, "readings": { … } }，也可平铺 / or all of them side by side
`

/** What was given and cannot be taken: the argument, fact or reading, and the words for it. */
class WrongInput extends Error {
  readonly problems: readonly { readonly field: string; readonly words: string }[]

  constructor(problems: readonly { readonly field: string; readonly words: string }[]) {
    super(problems.map(({ field, words }) => `${field}: ${words}`).join('\n'))
    this.name = 'WrongInput'
    this.problems = problems
  }
}
const wrong = (field: string, words: string): WrongInput => new WrongInput([{ field, words }])

type Pack = { readonly pack: PolicyPack; readonly examples: readonly ReadSchemeExamples[] }

/**
 * `chengban assess`: what a scheme of a pack says to facts, as JSON; its schemes with what they ask; or many at once, in
 * which a wrong line is answered with `error` and the others go on. Resolves to the exit code.
 */
export async function assessCommand(args: string[], io: CommandStreams): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out.write(usage)
    return 0
  }
  try {
    const asked = readArguments(args)
    const found = packNamed(asked.pack, io)
    if (!found) return 1
    if (asked.mode === 'schemes') {
      io.out.write(`${JSON.stringify(schemesOf(found), null, 2)}\n`)
      return 0
    }
    const scheme = schemeNamed(found.pack, asked.scheme)
    if (asked.mode === 'batch') return await batch(found.pack, scheme, io)
    io.out.write(`${JSON.stringify(answerTo(found.pack, scheme, readFile(asked.input)), null, 2)}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof WrongInput)) throw error
    io.err.write(`${error.message}\n`)
    return 1
  }
}

type Asked =
  | { readonly mode: 'schemes'; readonly pack: string }
  | { readonly mode: 'batch'; readonly pack: string; readonly scheme: string }
  | { readonly mode: 'one'; readonly pack: string; readonly scheme: string; readonly input: string }

function readArguments(args: readonly string[]): Asked {
  const names: string[] = []
  const flags = new Set<string>()
  let input: string | undefined
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? ''
    if (!argument.startsWith('-')) {
      names.push(argument)
      continue
    }
    const equals = argument.indexOf('=')
    const flag = equals < 0 ? argument : argument.slice(0, equals)
    if (!['--input', '--schemes', '--batch'].includes(flag)) throw wrong(flag, '没有这个参数 / no such argument')
    if (flags.has(flag)) throw wrong(flag, '重复给出 / given twice')
    flags.add(flag)
    if (flag !== '--input') {
      if (equals >= 0) throw wrong(flag, '不带取值 / takes no value')
      continue
    }
    input = equals < 0 ? args[++index] : argument.slice(equals + 1)
    if (!input || input.startsWith('--')) throw wrong(flag, '缺少文件名 / a file is needed')
  }
  if (flags.size > 1) throw wrong([...flags].join(' '), '只能给其一 / one of them only')
  const [pack, scheme, extra] = names
  if (!pack) throw wrong('pack', '未给出政策包 / a policy pack is needed')
  if (flags.has('--schemes')) {
    if (scheme !== undefined) throw wrong(scheme, '不能与 --schemes 同用 / cannot be used with --schemes')
    return { mode: 'schemes', pack }
  }
  if (!scheme) throw wrong('scheme', '未给出补助，见 --schemes / a scheme is needed, see --schemes')
  if (extra !== undefined) throw wrong(extra, '没有这个参数 / no such argument')
  if (flags.has('--batch')) return { mode: 'batch', pack, scheme }
  if (input === undefined) throw wrong('--input', '未给出事实 / a file with the facts is needed')
  return { mode: 'one', pack, scheme, input }
}

function packNamed(name: string, io: CommandStreams): Pack | null {
  const folders = packFolders(policiesFolder())
  const folder = folders.find(folder => path.basename(folder) === name)
  if (!folder) {
    const known = folders.map(folder => path.basename(folder)).join(', ')
    throw wrong('pack', `没有这个政策包 / no such policy pack（${name}；${known}）`)
  }
  const reading = readPack(folder, { checkText: checkPolicyText })
  if (reading.ok) return { pack: reading.pack, examples: reading.schemeExamples }
  for (const error of reading.errors) io.err.write(lineOfError(error))
  return null
}

function schemeNamed(pack: PolicyPack, id: string): Scheme {
  const scheme = schemeOf(pack, id)
  if (scheme) return scheme
  const known = pack.schemes.map(({ id }) => id).join(', ') || '无 / none'
  throw wrong('scheme', `没有这项补助 / no such scheme（${id}；${known}）`)
}

/** The largest input that is read: a roll of the longest list is far below it. */
const mostCharacters = 1_000_000

function readFile(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw wrong('--input', `读不了这个文件 / the file cannot be read（${file}）`)
  }
  return parsed(text, '--input')
}

function parsed(text: string, field: string): unknown {
  if (text.length > mostCharacters) {
    throw wrong(field, `不能多于${mostCharacters}个字符 / at most ${mostCharacters} characters`)
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw wrong(field, '不是 JSON / not JSON')
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Facts and readings apart; given side by side, what bears the name of a reading is one. */
function inputOf(scheme: Scheme, value: unknown) {
  if (!isObject(value)) throw wrong('input', '应为 JSON 对象 / a JSON object is needed')
  if (!isObject(value.facts)) {
    if (value.facts !== undefined) throw wrong('facts', '应为 JSON 对象 / a JSON object is needed')
    const isReading = (name: string): boolean => scheme.readings.some(reading => reading.name === name)
    const all = Object.entries(value).filter(([name]) => name !== 'readings')
    const facts = Object.fromEntries(all.filter(([name]) => !isReading(name)))
    const readings = { ...Object.fromEntries(all.filter(([name]) => isReading(name))), ...readingsOf(value.readings) }
    return { facts, readings }
  }
  const other = Object.keys(value).find(key => key !== 'facts' && key !== 'readings')
  if (other !== undefined) throw wrong(other.slice(0, 60), '没有这个字段 / no such field')
  return { facts: value.facts, readings: readingsOf(value.readings) }
}

function readingsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {}
  if (isObject(value)) return value
  throw wrong('readings', '应为 JSON 对象 / a JSON object is needed')
}

function answerTo(pack: PolicyPack, scheme: Scheme, value: unknown) {
  const answer = assess(scheme, inputOf(scheme, value))
  if (!answer.ok) throw new WrongInput(answer.problems.map(inWords))
  return printed(pack, scheme, answer.assessment)
}

const inWords = ({ at, words }: FactProblem) => ({ field: at, words: `${words.zh} / ${words.en}` })

async function batch(pack: PolicyPack, scheme: Scheme, io: CommandStreams): Promise<number> {
  for await (const line of createInterface({ input: io.in, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (!io.out.write(`${JSON.stringify(answerLine(pack, scheme, line))}\n`)) {
      await new Promise(resolve => io.out.once('drain', resolve))
    }
  }
  return 0
}

function answerLine(pack: PolicyPack, scheme: Scheme, line: string) {
  try {
    return answerTo(pack, scheme, parsed(line, 'line'))
  } catch (error) {
    if (!(error instanceof WrongInput)) throw error
    const problems = error.problems.map(({ field, words }) => ({ field, error: words }))
    return { error: error.message.split('\n').join('; '), field: problems[0]?.field ?? '', problems }
  }
}

/** An assessment as JSON: amounts in fen as text. */
function printed(pack: PolicyPack, scheme: Scheme, assessment: Assessment) {
  const { eligible, amountFen, refusedBy, warnings, working, missing, readings, unsetParameters, onceKeys } = assessment
  const cite = (clause: string | null) =>
    clause === null ? null : { zh: citeClause(pack, clause, 'zh-CN'), en: citeClause(pack, clause, 'en') }
  const refusal = ({ id, clause, words, at }: Refusal) => ({ id, clause, cite: cite(clause), words, at })
  const line = ({ id, label, clause, amountFen, expression, rounding }: WorkingLine) => ({
    id,
    label,
    clause,
    cite: cite(clause),
    amountFen: String(amountFen),
    expression,
    rounding,
  })
  return {
    scheme: `${pack.id}.${scheme.id}`,
    version: pack.version,
    status: pack.status,
    eligible,
    amountFen: amountFen === null ? null : String(amountFen),
    payable: eligible === true && mayBePaid(pack),
    refusedBy: refusedBy.map(refusal),
    warnings: warnings.map(refusal),
    working: working.map(line),
    missing,
    readings,
    unsetParameters,
    onceKeys,
  }
}

function schemesOf({ pack, examples }: Pack) {
  const schemes = pack.schemes.map(scheme => ({
    id: `${pack.id}.${scheme.id}`,
    title: scheme.title,
    payable: mayBePaid(pack),
    payer: scheme.payer,
    paidTo: scheme.paidTo,
    per: scheme.per,
    validity: scheme.occurrence && {
      fact: scheme.occurrence.fact,
      from: scheme.occurrence.from,
      until: scheme.occurrence.until,
    },
    facts: scheme.facts.map(printedFact),
    readings: scheme.readings,
    derived: scheme.derived.map(({ name, type, unit, meaning, is }) => ({ name, type, unit, meaning, is })),
    parameters: scheme.parameters,
    conditions: scheme.conditions.map(({ id, source, words }) => ({ id, source, words })),
    example: exampleOf(scheme, examples),
  }))
  return { pack: pack.id, version: pack.version, status: pack.status, title: pack.title, schemes }
}

type PrintedFact = Readonly<Record<string, unknown>>

/** What a stranger needs to give a fact; what is not limited is left out. */
function printedFact(fact: Fact | FactField): PrintedFact {
  const entries = Object.entries(fact).map(([key, value]): [string, unknown] =>
    key === 'fields' && fact.type === 'list' ? [key, fact.fields.map(printedFact)] : [key, value],
  )
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== false))
}

/** An input that comes out, from the worked examples of the pack. */
function exampleOf(scheme: Scheme, examples: readonly ReadSchemeExamples[]) {
  for (const { table } of examples.filter(({ table }) => table.scheme === scheme.id)) {
    const index = table.examples.findIndex(({ expect }) => typeof expect.amountFen === 'string')
    if (index >= 0) return exampleInput(table, index)
  }
  return null
}
