import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { z } from 'zod'
import { parseSource, readSource, type SourceError, type SourceReading, type YamlSource } from './yaml-source.ts'

/** Whether there is a file of this name: a real one, not a link to somewhere else. */
export const isFile = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false })?.isFile() === true

/** The names of the files in a folder, in order; none where there is no folder. */
export const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter(name => isFile(path.join(folder, name)))
        .sort()
    : []

/** Reads every file of a folder. All or nothing; a file with another ending is an error. */
export function readAll<T>(
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
    const text = readFileSync(file, 'utf8')
    const source = ending === '.json' && !isJson(text) ? notJson(file, text) : parseSource(file, text)
    const reading = source.ok ? read(file, source.value) : source
    if (reading.ok) values.push(reading.value)
    else errors.push(...reading.errors)
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: values }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Where YAML is broken too the line is known; what only YAML allows is refused at its head. */
function notJson(file: string, text: string): SourceReading<YamlSource> {
  const source = parseSource(file, text)
  if (!source.ok) return source
  return { ok: false, errors: [{ file, line: 1, field: '', expected: 'JSON', found: 'text that is not JSON' }] }
}

/** Reads a file of YAML that has to be there. */
export function readYaml<T>(file: string, schema: z.ZodType<T>): SourceReading<{ value: T; source: YamlSource }> {
  if (!isFile(file))
    return {
      ok: false,
      errors: [{ file, line: 1, field: '', expected: `a file ${path.basename(file)}`, found: 'nothing' }],
    }
  const source = parseSource(file, readFileSync(file, 'utf8'))
  if (!source.ok) return source
  const read = readSource(source.value, schema)
  return read.ok ? { ok: true, value: { value: read.value, source: source.value } } : read
}
