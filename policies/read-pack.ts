import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { anchorInWords } from '../domain/clauses.ts'
import type { PackFile, PackForm, PackUnit, PolicyPack } from '../domain/policy-pack.ts'
import { type CheckAuthorText, contradictions } from './pack-contradictions.ts'
import { readForms } from './pack-forms.ts'
import { exampleSchema, type PackExample, type PackText, packSchema } from './pack-schema.ts'
import { filesIn, isFile, readAll } from './read-files.ts'
import { type SchemeExamples, schemeExamplesSchema } from './scheme-schema.ts'
import { parseSource, readSource, type SourceError, type SourceReading, type YamlSource } from './yaml-source.ts'

export type ReadPackOptions = {
  /** Without one only `{{field}}` is allowed. */
  readonly checkText?: CheckAuthorText
}

/** An example with the file it stands in, to be named where it fails. */
export type ReadExample = { readonly example: PackExample; readonly source: YamlSource }

/** The worked examples of a scheme, with the file they stand in. */
export type ReadSchemeExamples = { readonly table: SchemeExamples; readonly source: YamlSource }

export type PackReading =
  | {
      readonly ok: true
      readonly pack: PolicyPack
      readonly sha256: string
      readonly examples: readonly ReadExample[]
      readonly schemeExamples: readonly ReadSchemeExamples[]
      /** Where things stand in policy.yaml. */
      readonly source: YamlSource
    }
  | { readonly ok: false; readonly errors: SourceError[] }

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
  if (!source.ok || !text.ok || !forms.ok || !examples.ok || errors.length > 0) return { ok: false, errors }
  const { sha256, files } = hashPack(folder)
  const pack = packOf(text.value, forms.value, files)
  return { ok: true, pack, sha256, ...sortExamples(examples.value), source: source.value }
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
      errors.push(reading.source.errorAt(['version'], expected, found))
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
/** Only fields, no blocks: what holds where nobody handed in the check of templates. */
const plainFields: CheckAuthorText = (text, fields) =>
  text
    .split('\n')
    .flatMap((line, index) =>
      [
        ...line
          .replace(/(?<!\{)\{\{\s*([A-Za-z]+)\s*\}\}(?!\})/gu, (mark, name: string) =>
            fields.includes(name) ? '' : mark,
          )
          .matchAll(/\{\{.{0,30}/gu),
      ].map(([found]) => ({ line: index + 1, found })),
    )

/** A file of examples is one launch, or a table of assessments of the scheme that it names. */
const readExamples = (folder: string): SourceReading<(ReadExample | ReadSchemeExamples)[]> =>
  readAll<ReadExample | ReadSchemeExamples>(folder, '.yaml', (_, source) => {
    if (typeof source.value === 'object' && source.value !== null && Object.hasOwn(source.value, 'scheme')) {
      const table = readSource(source, schemeExamplesSchema)
      return table.ok ? { ok: true, value: { table: table.value, source } } : table
    }
    const example = readSource(source, exampleSchema)
    return example.ok ? { ok: true, value: { example: example.value, source } } : example
  })

const sortExamples = (examples: readonly (ReadExample | ReadSchemeExamples)[]) => ({
  examples: examples.filter(read => 'example' in read),
  schemeExamples: examples.filter(read => 'table' in read),
})

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
