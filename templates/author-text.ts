import Handlebars from 'handlebars'
import { cleanText } from './clean-text.ts'

/**
 * What a text may use, by name: `text` is printed with `{{name}}`, `flag` is asked with `{{#if name}}` (as every other
 * may be), and a list is gone through with `{{#each name}}`: inside it only the fields of its items are known, or
 * `{{this}}` where the items are texts.
 */
export type AuthorFields = { readonly [name: string]: AuthorField }
export type AuthorField = 'text' | 'flag' | { readonly each: AuthorFields | 'text' }

/** The values of the fields, by name. */
export type AuthorData = { readonly [name: string]: AuthorValue }
export type AuthorValue = string | boolean | readonly string[] | readonly AuthorData[]

export type AuthorTextErrorCode =
  | 'not-text'
  | 'too-long'
  | 'too-deep'
  | 'too-many-parts'
  | 'syntax'
  | 'raw-output'
  | 'partial'
  | 'decorator'
  | 'helper'
  | 'sub-expression'
  | 'literal'
  | 'path'
  | 'comment'
  | 'block'
  | 'unknown-field'
  | 'not-printable'
  | 'not-a-list'

/** What is wrong with a text, and where: `line` from 1, `column` from 1, `found` the part concerned. */
export interface AuthorTextError {
  code: AuthorTextErrorCode
  line: number
  column: number
  found: string
}

/** Limits of a text: bytes in UTF-8, blocks inside one another, parts of the parsed text. */
export const authorTextLimits = { bytes: 32 * 1024, depth: 6, parts: 2_000 } as const

/** Limits of what comes out: characters, and parts written (what a list of lists multiplies). */
export const authorOutputLimits = { characters: 64 * 1024, steps: 20_000 } as const

/** A text came out longer than `authorOutputLimits`. */
export class AuthorTextTooLong extends Error {
  override name = 'AuthorTextTooLong'
}

/** A text that cannot be printed: it is not allowed (`errors`), or a field has no value. */
export class AuthorTextUnusable extends Error {
  override name = 'AuthorTextUnusable'
  readonly errors: readonly AuthorTextError[]
  constructor(message: string, errors: readonly AuthorTextError[] = []) {
    super(message)
    this.errors = errors
  }
}

/**
 * Checks what the author of a policy wrote: text with `{{field}}`, `{{#if field}} … {{else}} … {{/if}}` and
 * `{{#each list}} … {{/each}}`, nothing else. Returns everything that is wrong, in the order of the text; an empty list
 * if it may be used.
 */
export function checkAuthorText(source: string, fields: AuthorFields): AuthorTextError[] {
  const start = { line: 1, column: 1 }
  if (typeof source !== 'string') return [{ code: 'not-text', ...start, found: typeof source }]
  const bytes = Buffer.byteLength(source)
  if (bytes > authorTextLimits.bytes) return [{ code: 'too-long', ...start, found: `${bytes}` }]
  let program: hbs.AST.Program
  try {
    // Without processing: what follows walks down only as deep as is allowed, the library's own walk has no such bound.
    program = Handlebars.parseWithoutProcessing(source)
  } catch (error) {
    return [syntaxError(source, error)]
  }
  return createChecker(source).check(program, fields)
}

/**
 * Prints a text with its values, as plain text (whoever shows it escapes it). Values are never interpreted. Throws
 * `AuthorTextUnusable` for a text that `checkAuthorText` refuses or a value that is missing, `AuthorTextTooLong`
 * beyond the limits.
 *
 * The checked tree is walked here instead of being compiled: so the limits hold while it is written, and a list of lists
 * cannot fill the memory before anyone looks.
 */
export function renderAuthorText(source: string, fields: AuthorFields, data: AuthorData): string {
  const errors = checkAuthorText(source, fields)
  const [first] = errors
  if (first) throw new AuthorTextUnusable(`Line ${first.line}, column ${first.column}: ${first.code}`, errors)
  return createPrinter().print(Handlebars.parse(source), data)
}

function createChecker(source: string) {
  const errors: AuthorTextError[] = []
  const lines = source.split('\n')
  let parts = 0

  function refuse(code: AuthorTextErrorCode, node: hbs.AST.Node): void {
    const { start, end } = node.loc
    const found = lines[start.line - 1]?.slice(start.column, start.line === end.line ? end.column : undefined) ?? ''
    errors.push({ code, line: start.line, column: start.column + 1, found: Array.from(found).slice(0, 60).join('') })
  }

  function checkProgram(program: hbs.AST.Program | undefined, fields: AuthorFields | 'text', depth: number): void {
    for (const statement of program?.body ?? []) {
      parts += 1
      if (parts > authorTextLimits.parts) {
        if (parts === authorTextLimits.parts + 1) refuse('too-many-parts', statement)
        return
      }
      checkStatement(statement, fields, depth)
    }
  }

  function checkStatement(statement: hbs.AST.Statement, fields: AuthorFields | 'text', depth: number): void {
    if (isContent(statement)) return
    if (isMustache(statement)) checkMustache(statement, fields)
    else if (isBlock(statement)) checkBlock(statement, fields, depth + 1)
    else refuse(otherStatements[statement.type] ?? 'block', statement)
  }

  function checkMustache(mustache: hbs.AST.MustacheStatement, fields: AuthorFields | 'text'): void {
    if (!mustache.escaped) refuse('raw-output', mustache)
    else if (mustache.params.length > 0 || hasPairs(mustache.hash)) refuse('helper', mustache)
    else {
      const field = findField(mustache.path, fields)
      if (field && field !== 'text') refuse('not-printable', mustache.path)
    }
  }

  function checkBlock(block: hbs.AST.BlockStatement, fields: AuthorFields | 'text', depth: number): void {
    const { params, program, inverse } = block
    const [param] = params
    const name = blockName(block)
    if (depth > authorTextLimits.depth) refuse('too-deep', block)
    else if (!name || isRaw(block) || !program || program.blockParams || inverse?.blockParams) refuse('block', block)
    else if (!param || params.length > 1 || hasPairs(block.hash)) refuse('helper', block)
    else {
      const field = findField(param, fields)
      if (name === 'each' && typeof field === 'string') refuse('not-a-list', param)
      else if (field) {
        checkProgram(program, name === 'each' && typeof field !== 'string' ? field.each : fields, depth)
        checkProgram(inverse, fields, depth)
      }
    }
  }

  function findField(expression: hbs.AST.Expression, fields: AuthorFields | 'text'): AuthorField | undefined {
    if (!isPath(expression)) {
      refuse(expression.type === 'SubExpression' ? 'sub-expression' : 'literal', expression)
      return undefined
    }
    if (expression.original === 'this' && fields === 'text') return 'text'
    const [name] = expression.parts
    if (expression.data || expression.depth > 0 || typeof name !== 'string' || expression.original !== name) {
      refuse('path', expression)
      return undefined
    }
    const field = fields !== 'text' && Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field) refuse('unknown-field', expression)
    return field
  }

  /** `{{{{if x}}}}`: parsed like any other block, told apart only by its braces. */
  function isRaw(block: hbs.AST.BlockStatement): boolean {
    return lines[block.loc.start.line - 1]?.startsWith('{{{{', block.loc.start.column) ?? false
  }

  return {
    check(program: hbs.AST.Program, fields: AuthorFields): AuthorTextError[] {
      checkProgram(program, fields, 0)
      return errors
    },
  }
}

function createPrinter() {
  let printed = ''
  let steps = 0

  function write(text: string): void {
    printed += text
    if (printed.length > authorOutputLimits.characters) throw new AuthorTextTooLong('The text came out too long')
  }

  function printProgram(program: hbs.AST.Program | undefined, context: AuthorData | string): void {
    for (const statement of program?.body ?? []) {
      steps += 1
      if (steps > authorOutputLimits.steps) throw new AuthorTextTooLong('The text came out in too many parts')
      if (isContent(statement)) write(statement.value)
      else if (isMustache(statement)) write(textOf(statement.path, context))
      else if (isBlock(statement)) printBlock(statement, context)
    }
  }

  function printBlock(block: hbs.AST.BlockStatement, context: AuthorData | string): void {
    const { params, program, inverse } = block
    const value = params[0] ? find(params[0], context) : undefined
    const met = Array.isArray(value) ? value.length > 0 : value !== '' && value !== false
    if (!met) printProgram(inverse, context)
    else if (blockName(block) === 'if') printProgram(program, context)
    else for (const item of itemsOf(value)) printProgram(program, item)
  }

  function textOf(expression: hbs.AST.Expression, context: AuthorData | string): string {
    const value = find(expression, context)
    if (typeof value !== 'string') throw new AuthorTextUnusable('A text is expected')
    return cleanText(value)
  }

  function find(expression: hbs.AST.Expression, context: AuthorData | string): AuthorValue {
    const name = (expression as hbs.AST.PathExpression).original
    if (typeof context === 'string') return context
    const value = Object.hasOwn(context, name) ? context[name] : undefined
    if (value === undefined || value === null) throw new AuthorTextUnusable(`The field ${name} has no value`)
    return value
  }

  function itemsOf(value: AuthorValue | undefined): readonly (string | AuthorData)[] {
    if (!Array.isArray(value)) throw new AuthorTextUnusable('A list is expected')
    return value
  }

  return {
    print(program: hbs.AST.Program, data: AuthorData): string {
      printProgram(program, data)
      return printed
    },
  }
}

const isContent = (node: hbs.AST.Statement): node is hbs.AST.ContentStatement => node.type === 'ContentStatement'
const isMustache = (node: hbs.AST.Statement): node is hbs.AST.MustacheStatement => node.type === 'MustacheStatement'
const isBlock = (node: hbs.AST.Statement): node is hbs.AST.BlockStatement => node.type === 'BlockStatement'
const isPath = (node: hbs.AST.Expression): node is hbs.AST.PathExpression => node.type === 'PathExpression'
const blockName = ({ path }: hbs.AST.BlockStatement): string | undefined =>
  path.type === 'PathExpression' && ['if', 'each'].includes(path.original) ? path.original : undefined
const hasPairs = (hash: hbs.AST.Hash | undefined): boolean => (hash?.pairs.length ?? 0) > 0

const otherStatements: Record<string, AuthorTextErrorCode> = {
  PartialStatement: 'partial',
  PartialBlockStatement: 'partial',
  Decorator: 'decorator',
  DecoratorBlock: 'decorator',
  CommentStatement: 'comment',
}

/** The parser tells the line, and the column only by a picture: the text before the place, with a caret under it. */
function syntaxError(source: string, error: unknown): AuthorTextError {
  const message = error instanceof Error ? error.message : ''
  const [said = '', near = '', caret = ''] = message.split('\n')
  const place = /- (\d+):(\d+)$/.exec(said)
  if (place) return { code: 'syntax', line: Number(place[1]), column: Number(place[2]) + 1, found: said }
  const line = Number(/line (\d+)/.exec(said)?.[1] ?? 1)
  const before = near.slice(0, caret.indexOf('^')).replace(/^\.\.\./, '')
  const words = source.split('\n')[line - 1] ?? ''
  const column = Array.from({ length: before.length }, (_, cut) => before.slice(cut))
    .map(tail => (words.includes(tail) ? words.indexOf(tail) + tail.length : 0))
    .find(end => end > 0)
  return { code: 'syntax', line, column: (column ?? 0) + 1, found: words.slice(column ?? 0, (column ?? 0) + 60) }
}
