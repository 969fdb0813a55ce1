import { isMap, isNode, isPair, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'

/** What is wrong in a file that somebody wrote: where, what was expected, what stands there. `line` counts from 1. */
export type SourceError = {
  readonly file: string
  readonly line: number
  readonly field: string
  readonly expected: string
  readonly found: string
}

export type FieldPath = readonly PropertyKey[]

/** The value of a YAML (or JSON) text, and where in it each field stands. */
export type YamlSource = {
  readonly file: string
  readonly value: unknown
  /** An error at a field, or at the nearest one above it that is there. */
  readonly errorAt: (path: FieldPath, expected: string, found?: string) => SourceError
}

export type SourceReading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: SourceError[] }

const mostCharacters = 500_000

/** Parses one file: one document, each key once, no aliases, at most half a million characters. */
export function parseSource(file: string, text: string): SourceReading<YamlSource> {
  const refuse = (line: number, expected: string, found: string): SourceReading<YamlSource> => ({
    ok: false,
    errors: [{ file, line, field: '', expected, found }],
  })
  if (text.length > mostCharacters) {
    return refuse(1, `at most ${mostCharacters} characters`, `${text.length} characters`)
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line)
  const [broken] = document.errors
  if (broken) return refuse(lineAt(broken.pos[0]), 'well-formed text, each key once', firstLine(broken.message))
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 0 })
  } catch (error) {
    return refuse(1, 'text without aliases', error instanceof Error ? firstLine(error.message) : 'an alias')
  }
  const errorAt = (path: FieldPath, expected: string, found = shown(valueAt(value, path))): SourceError => {
    const offset = offsetOf(document.contents, path)
    return { file, line: lineAt(offset), field: fieldOf(path), expected, found }
  }
  return { ok: true, value: { file, value, errorAt } }
}

/** The value of a source as a schema has it, or every way in which it is not; messages of the schema say what was expected. */
export function readSource<T>(source: YamlSource, schema: z.ZodType<T>): SourceReading<T> {
  const parsed = schema.safeParse(source.value, { error: expectedBy })
  if (parsed.success) return { ok: true, value: parsed.data }
  const errors = parsed.error.issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => source.errorAt([...issue.path, key], issue.message, key))
      : [source.errorAt(issue.path, issue.message)],
  )
  return { ok: false, errors }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'fields with values',
}

/** What a schema expected, where it does not say so itself. */
function expectedBy(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'a field that is known here'
    case 'invalid_type':
      return kinds[issue.expected] ?? issue.expected
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`
    case 'too_small':
      return `${bounded(issue.origin, 'at least', issue.minimum)}`
    case 'too_big':
      return `${bounded(issue.origin, 'at most', issue.maximum)}`
    default:
      return 'another value'
  }
}

function bounded(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'string') return limit === 1 ? 'text that is not empty' : `${bound} ${limit} characters`
  return origin === 'array' ? `${bound} ${limit} items` : `${bound} ${limit}`
}

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? message

const valueAt = (value: unknown, path: FieldPath): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )

/** `procedures[0].parameters.answerLadder.value[2].offset` */
export const fieldOf = (path: FieldPath): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index ? '.' : ''}${String(key)}`)).join('')

/** Where a field begins: its key in a map, its item in a list; that of the nearest field above where it is not there. */
function offsetOf(contents: unknown, path: FieldPath): number {
  let node: unknown = contents
  let offset = isNode(node) ? start(node) : 0
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find(pair => isPair(pair) && String(pair.key) === String(key))
      if (!pair) return offset
      if (isNode(pair.key)) offset = start(pair.key)
      node = pair.value
    } else if (isNode(node) && 'items' in node && Array.isArray(node.items)) {
      node = node.items[Number(key)]
      if (!isNode(node)) return offset
      offset = start(node)
    } else return offset
  }
  return offset
}

const start = (node: Node): number => node.range?.[0] ?? 0

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
