import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { z } from 'zod'
import { anchorInWords } from '../domain/clauses.ts'
import { checkLadder, type Ladder, type LadderProblem, type LadderRung } from '../domain/ladder.ts'
import type { PackFile, PackForm, PackUnit, PolicyPack } from '../domain/policy-pack.ts'
import type { Parameter, SolicitationParameters, Source } from '../domain/procedure.ts'
import { type TimedStep, timedSteps } from '../domain/timeline.ts'
import { exampleSchema, formSchema, type PackExample, type PackText, packSchema } from './pack-schema.ts'
import {
  type FieldPath,
  parseSource,
  readSource,
  type SourceError,
  type SourceReading,
  type YamlSource,
} from './yaml-source.ts'

/** What the author of a policy may write between the lines: told where it is not allowed. */
export type CheckAuthorText = (text: string, fields: readonly string[]) => readonly { line: number; found: string }[]

export type ReadPackOptions = {
  /** Without one only `{{field}}` is allowed. */
  readonly checkText?: CheckAuthorText
}

/** An example with the file it stands in, to be named where it fails. */
export type ReadExample = { readonly example: PackExample; readonly source: YamlSource }

export type PackReading =
  | { readonly ok: true; readonly pack: PolicyPack; readonly sha256: string; readonly examples: readonly ReadExample[] }
  | { readonly ok: false; readonly errors: SourceError[] }

/** Fields that the words of silence may hold. */
export const silenceRuleFields = ['dueAt', 'clause'] as const

/**
 * Reads the pack in a folder: `policy.yaml`, `forms/*.json`, `examples/*.yaml`. All or nothing: with one thing wrong
 * anywhere there is no pack, and every error names file, line, field, what was expected and what stands there.
 */
export function readPack(folder: string, { checkText = plainFields }: ReadPackOptions = {}): PackReading {
  const main = path.join(folder, 'policy.yaml')
  if (!isFile(main)) {
    return { ok: false, errors: [{ file: main, line: 1, field: '', expected: 'a file policy.yaml', found: 'nothing' }] }
  }
  const source = parseSource(main, readFileSync(main, 'utf8'))
  const text = source.ok ? readSource(source.value, packSchema) : source
  const forms = readForms(path.join(folder, 'forms'))
  const examples = readExamples(path.join(folder, 'examples'))
  const errors = [source, forms, examples].flatMap(reading => (reading.ok ? [] : reading.errors))
  if (source.ok && !text.ok) errors.push(...text.errors)
  if (source.ok && text.ok)
    errors.push(...contradictions(text.value, source.value, forms.ok ? forms.value : null, checkText))
  if (!text.ok || !forms.ok || !examples.ok || errors.length > 0) return { ok: false, errors }
  const { sha256, files } = hashPack(folder)
  return { ok: true, pack: packOf(text.value, forms.value, files), sha256, examples: examples.value }
}

/** The folders in a folder that hold a pack, by name. */
export const packFolders = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && existsSync(path.join(folder, entry.name, 'policy.yaml')))
    .map(entry => path.join(folder, entry.name))
    .sort()

export type PacksReading =
  | { readonly ok: true; readonly packs: readonly (PackReading & { ok: true; folder: string })[] }
  | { readonly ok: false; readonly errors: SourceError[] }

/** Every pack of a list of folders, or every error; a version of a pack may be there only once. */
export function readPacks(folders: readonly string[], options: ReadPackOptions = {}): PacksReading {
  const errors: SourceError[] = []
  const packs: (PackReading & { ok: true; folder: string })[] = []
  for (const folder of folders) {
    const reading = readPack(folder, options)
    if (!reading.ok) {
      errors.push(...reading.errors)
      continue
    }
    const { id, version, files } = reading.pack
    const other = packs.find(({ pack }) => pack.id === id && pack.version === version)
    if (other) {
      const changed = changedFiles(other.pack.files, files)
      const expected = `a version that ${other.folder} does not have already`
      const found = changed.length > 0 ? `${version}, with other content in ${changed.join(', ')}` : version
      errors.push({ file: path.join(folder, 'policy.yaml'), line: 1, field: 'version', expected, found })
    }
    packs.push({ ...reading, folder })
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, packs }
}

/**
 * The hash of a pack's version: of the paths and texts of its policy, forms and examples, line ends made alike. The
 * demonstration beside them is no part of the version.
 */
export function hashPack(folder: string): { sha256: string; files: PackFile[] } {
  const inFolder = (name: string): string[] => filesIn(path.join(folder, name)).map(file => `${name}/${file}`)
  const files = ['policy.yaml', ...inFolder('forms'), ...inFolder('examples')].map(file => ({
    path: file,
    sha256: hash(
      readFileSync(path.join(folder, file), 'utf8')
        .replace(/^\uFEFF/u, '')
        .replace(/\r\n?/g, '\n'),
    ),
  }))
  return { sha256: hash(files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('')), files }
}

/** The files that two states of one version do not have alike. */
export function changedFiles(before: readonly PackFile[], after: readonly PackFile[]): string[] {
  const paths = [...new Set([...before, ...after].map(file => file.path))].sort()
  const of = (files: readonly PackFile[], path: string): string | undefined =>
    files.find(file => file.path === path)?.sha256
  return paths.filter(path => of(before, path) !== of(after, path))
}

const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
const isFile = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false })?.isFile() === true
const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter(name => isFile(path.join(folder, name)))
        .sort()
    : []

/** Only fields, no blocks: what holds where nobody handed in the check of templates. */
const plainFields: CheckAuthorText = (text, fields) =>
  text
    .split('\n')
    .flatMap((line, index) =>
      [
        ...line
          .replace(/\{\{\s*([A-Za-z]+)\s*\}\}/gu, (mark, name: string) => (fields.includes(name) ? '' : mark))
          .matchAll(/\{\{.{0,30}/gu),
      ].map(([found]) => ({ line: index + 1, found })),
    )

// Forms

function readForms(folder: string): SourceReading<PackForm[]> {
  return readAll(folder, '.json', (file, source) => {
    const form = readSource(source, formSchema)
    if (!form.ok) return form
    const errors = formErrors(form.value, source)
    if (errors.length > 0) return { ok: false, errors }
    return { ok: true, value: { id: path.basename(file, '.json'), ...form.value } }
  })
}

function formErrors({ schema }: z.output<typeof formSchema>, source: YamlSource): SourceError[] {
  const errors = titlesWithoutEnglish(schema, ['schema']).map(at =>
    source.errorAt(at, "the same in English under 'x-en'"),
  )
  const ajv = new Ajv2020({ strict: true, allErrors: true, validateFormats: false })
  ajv.addKeyword({ keyword: 'x-en', schemaType: 'object' })
  if (!ajv.validateSchema(schema)) {
    for (const { instancePath, message = 'a JSON Schema' } of ajv.errors ?? []) {
      const at = instancePath
        .split('/')
        .slice(1)
        .map(part => (/^\d+$/.test(part) ? Number(part) : part))
      errors.push(source.errorAt(['schema', ...at], `a JSON Schema: it ${message}`))
    }
    return errors
  }
  try {
    ajv.compile(schema)
  } catch (error) {
    errors.push(
      source.errorAt(['schema'], 'a JSON Schema that can be compiled', error instanceof Error ? error.message : ''),
    )
  }
  return errors
}

/** Every `title` and `description` of a schema needs its English beside it: `x-en: { title, description }`. */
function titlesWithoutEnglish(schema: unknown, at: FieldPath): FieldPath[] {
  if (typeof schema !== 'object' || schema === null) return []
  if (Array.isArray(schema)) return schema.flatMap((item, index) => titlesWithoutEnglish(item, [...at, index]))
  const english: unknown = Reflect.get(schema, 'x-en')
  const isSaid = (key: string): boolean =>
    typeof english === 'object' && english !== null && typeof Reflect.get(english, key) === 'string'
  const missing = ['title', 'description'].filter(key => typeof Reflect.get(schema, key) === 'string' && !isSaid(key))
  const inside = Object.entries(schema).flatMap(([key, value]) =>
    key === 'x-en' ? [] : titlesWithoutEnglish(value, [...at, key]),
  )
  return [...missing.map(key => [...at, key]), ...inside]
}

// Examples

const readExamples = (folder: string): SourceReading<ReadExample[]> =>
  readAll(folder, '.yaml', (_, source) => {
    const example = readSource(source, exampleSchema)
    return example.ok ? { ok: true, value: { example: example.value, source } } : example
  })

function readAll<T>(
  folder: string,
  ending: string,
  read: (file: string, source: YamlSource) => SourceReading<T>,
): SourceReading<T[]> {
  const errors: SourceError[] = []
  const values: T[] = []
  for (const name of filesIn(folder)) {
    const file = path.join(folder, name)
    if (!name.endsWith(ending)) {
      errors.push({ file, line: 1, field: '', expected: `only files ending in ${ending}`, found: name })
      continue
    }
    const source = parseSource(file, readFileSync(file, 'utf8'))
    const reading = source.ok ? read(file, source.value) : source
    if (reading.ok) values.push(reading.value)
    else errors.push(...reading.errors)
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: values }
}

// What the parts of a policy say of each other

function contradictions(
  text: PackText,
  source: YamlSource,
  forms: readonly PackForm[] | null,
  checkText: CheckAuthorText,
): SourceError[] {
  const errors: SourceError[] = []
  const say = (at: FieldPath, expected: string, found?: string): void => {
    errors.push(source.errorAt(at, expected, found))
  }
  sayRepeated(
    text.clauses,
    clause => clause.anchor,
    index => ['clauses', index, 'anchor'],
    'each clause once',
    say,
  )
  sayRepeated(
    text.groups,
    group => group.code,
    index => ['groups', index, 'code'],
    'each group once',
    say,
  )
  sayRepeated(
    text.units,
    unit => unit.code,
    index => ['units', index, 'code'],
    'each unit once',
    say,
  )
  sayRepeated(
    text.procedures,
    procedure => procedure.id,
    index => ['procedures', index, 'id'],
    'each procedure once',
    say,
  )
  const { fromOn, untilOn } = text.validity
  if (fromOn && untilOn && untilOn < fromOn) say(['validity', 'untilOn'], `a date from ${fromOn} on`)
  unitContradictions(text, say)
  text.procedures.forEach((procedure, index) => {
    const at = ['procedures', index]
    if (procedure.form !== null && forms && !forms.some(({ id }) => id === procedure.form)) {
      say([...at, 'form'], `a form that is there: forms/${procedure.form}.json`)
    }
    procedureContradictions(text, procedure.parameters, [...at, 'parameters'], checkText, say)
  })
  return errors
}

type Say = (at: FieldPath, expected: string, found?: string) => void

function sayRepeated<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  at: (index: number) => FieldPath,
  expected: string,
  say: Say,
): void {
  const seen = new Set<string>()
  items.forEach((item, index) => {
    if (seen.has(keyOf(item))) say(at(index), expected)
    seen.add(keyOf(item))
  })
}

function unitContradictions({ units, groups }: PackText, say: Say): void {
  const byCode = new Map(units.map(unit => [unit.code, unit]))
  units.forEach((unit, index) => {
    for (const link of ['parent', 'superior'] as const) {
      const code = unit[link]
      if (code === null || code === undefined) continue
      if (!byCode.has(code)) say(['units', index, link], 'the code of a unit of this pack')
      else if (leadsBack(unit.code, link, byCode))
        say(['units', index, link], 'a unit that does not stand below this one')
    }
    unit.groups.forEach((group, at) => {
      if (!groups.some(({ code }) => code === group))
        say(['units', index, 'groups', at], 'the code of a group of this pack')
    })
  })
}

function leadsBack(
  code: string,
  link: 'parent' | 'superior',
  byCode: ReadonlyMap<string, PackText['units'][number]>,
): boolean {
  const passed = new Set<string>()
  for (let at = byCode.get(code)?.[link]; at && !passed.has(at); at = byCode.get(at)?.[link]) {
    if (at === code) return true
    passed.add(at)
  }
  return false
}

type PackParameters = PackText['procedures'][number]['parameters']

function procedureContradictions(
  { clauses }: PackText,
  parameters: PackParameters,
  at: FieldPath,
  checkText: CheckAuthorText,
  say: Say,
): void {
  for (const [name, parameter] of Object.entries<Parameter<unknown>>(parameters)) {
    if ('unset' in parameter || !('clause' in parameter.source)) continue
    const { clause } = parameter.source
    if (!clauses.some(({ anchor }) => anchor === clause)) {
      say([...at, name, 'source', 'clause'], 'the anchor of a clause of this pack')
    }
  }
  const value = <Name extends keyof SolicitationParameters>(name: Name): SolicitationParameters[Name] | undefined => {
    const parameter: Parameter<SolicitationParameters[Name]> = parameters[name]
    return 'unset' in parameter ? undefined : parameter.value
  }
  const seats = value('signatureSeats') ?? []
  sayRepeated(
    seats,
    ({ seat }) => seat,
    index => [...at, 'signatureSeats', 'value', index, 'seat'],
    'each seat once',
    say,
  )
  seats.forEach(({ role }, index) => {
    if (!mayDecide(role)) say([...at, 'signatureSeats', 'value', index, 'role'], 'a role that can sign, not the maker')
  })
  const approver = value('approvalSeat')
  if (approver && !mayDecide(approver.role))
    say([...at, 'approvalSeat', 'value', 'role'], 'a role that can approve, not the maker')
  const least = value('minimumPeriod')
  const answer = value('answerPeriod')
  if (least && answer && isLonger(least, answer))
    say([...at, 'answerPeriod', 'value'], 'a period not shorter than minimumPeriod')
  for (const step of timedSteps) {
    const name = `${step}Ladder` as const
    ladderProblems(step, value(name) ?? []).forEach(({ index, field, expected }) => {
      say([...at, name, 'value', ...(index === null ? [] : [index, field])], expected)
    })
  }
  const silence = value('silenceRule')
  for (const language of ['zh', 'en'] as const) {
    const expected = `text with {{${silenceRuleFields.join('}}, {{')}}} at most`
    for (const { found } of silence ? checkText(silence[language], silenceRuleFields) : []) {
      say([...at, 'silenceRule', 'value', language], expected, found)
    }
  }
}

const mayDecide = (role: string): boolean =>
  !['officer', 'contact', 'applicant', 'system-admin', 'security-admin', 'auditor'].includes(role)

function isLonger(
  one: SolicitationParameters['minimumPeriod'],
  other: SolicitationParameters['answerPeriod'],
): boolean {
  if ('workingDays' in one && 'workingDays' in other) return one.workingDays > other.workingDays
  return 'calendarDays' in one && 'calendarDays' in other && one.calendarDays > other.calendarDays
}

const ladderWords: Readonly<Record<LadderProblem['code'], string>> = {
  'rung-twice': 'each rung once',
  'two-silences': 'one silence at most',
  'offset-not-one': 'exactly one of workingDays, calendarDays and workingHours',
  'offset-not-whole': 'a whole number of days',
  'offset-too-large': 'at most 1000',
  'silence-not-at-due': 'silence at the due instant itself: anchor due, no offset, no time',
  'time-not-a-time': 'a time HH:mm',
  'time-with-hours': 'no time of day beside an offset in hours',
}

type RungProblem = { index: number | null; field: string; expected: string }

function ladderProblems(step: TimedStep, ladder: Ladder): RungProblem[] {
  const problems: RungProblem[] = checkLadder(ladder).map(({ index, field, code }) => ({
    index,
    field,
    expected: ladderWords[code],
  }))
  ladder.forEach((rung, index) => {
    for (const [field, expected] of rungProblems(step, rung)) problems.push({ index, field, expected })
  })
  if (step === 'answer' && ladder.length > 0 && !ladder.some(({ kind }) => kind === 'silence')) {
    problems.push({ index: null, field: '', expected: 'a rung of kind silence: what the deadline does' })
  }
  return problems
}

const ownOccasions: Readonly<Record<TimedStep, RegExp>> = {
  signature: /^(signature-|supervision-order$)/,
  answer: /^(not-signed-for|due-soon|urged|deemed|overdue|supervision-order)$/,
  disposition: /^(disposition-|supervision-order$)/,
  approval: /^(signature-|supervision-order$)/,
}

function* rungProblems(
  step: TimedStep,
  { kind, anchor, offset, to, release, only, occasion }: LadderRung,
): Generator<[string, string]> {
  const amount = offset.workingDays ?? offset.calendarDays ?? offset.workingHours ?? 0
  if (!ownOccasions[step].test(occasion)) yield ['occasion', `a notice of the step ${step}`]
  if (step !== 'answer') {
    if (kind === 'silence' || kind === 'sign-for-reminder')
      yield ['kind', 'a kind of this step: only an answer has this one']
    if (only) yield ['only', 'nothing: only an answer is signed for or mandatory']
    if (to === 'party') yield ['to', 'somebody of the launching unit: only an answer has parties']
  }
  if (kind === 'sign-for-reminder' && (anchor !== 'opened' || only !== 'unsigned')) {
    yield ['anchor', 'a reminder to sign for it counts from opened, only: unsigned']
  }
  if (kind === 'reminder' && anchor === 'due' && amount > 0) yield ['offset', 'a reminder before the due instant']
  if (anchor === 'opened' && amount < 0) yield ['offset', 'a rung after the step was opened']
  if (kind === 'supervision-order' && (anchor !== 'due' || amount <= 0))
    yield ['offset', 'a supervision order after the due instant']
  if ((kind === 'supervision-order') !== (occasion === 'supervision-order'))
    yield ['occasion', 'supervision-order for that kind, and for no other']
  if (['head', 'superior'].includes(to) && !release)
    yield ['release', 'supervisor: what reaches a head or a superior is prepared and released']
}

// The pack

function packOf(text: PackText, forms: PackForm[], files: PackFile[]): PolicyPack {
  const { groups, procedures, ...others } = text
  const clauses = text.clauses.map(({ anchor, cite, label }) => ({
    anchor,
    cite: cite ?? { zh: anchorInWords(anchor, 'zh-CN'), en: anchorInWords(anchor, 'en') },
    label,
  }))
  const units = text.units.map(
    ({ fullName, superior, ...unit }): PackUnit => ({
      ...unit,
      fullName: fullName ?? unit.name,
      superior: superior ?? null,
    }),
  )
  return { ...others, clauses, groups, units, procedures, forms, files }
}

/** The clause that a source names, null for other sources. */
export const clauseOf = (source: Source): string | null => ('clause' in source ? source.clause : null)
