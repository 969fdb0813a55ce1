import { types } from 'node:util'
import type { ErrorRequestHandler, Request, Response } from 'express'
import { createElement } from 'react'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { ProblemPage } from '../web/pages/problem.tsx'
import { paths } from '../web/paths.ts'
import { createWords, type WordKey } from '../web/words.ts'
import { sendPage, wantsJson } from './answer-page.ts'
import { HttpError, MethodNotAllowed, SignInFirst } from './http-error.ts'
import type { Log } from './settings.ts'

/** What an error means to whoever asked. */
export type Problem = {
  readonly status: number
  /** Stands in a JSON answer. */
  readonly code: string
  /** The branch of words under `problem`. */
  readonly words: ProblemWords
  readonly errors?: readonly FieldError[]
  readonly rule?: RuleBroken
  /** The house's fault, or its neighbours': is logged. */
  readonly logged?: 'warn' | 'error'
}
type ProblemWords =
  | 'badRequest'
  | 'signInFirst'
  | 'forbidden'
  | 'notFound'
  | 'notAllowed'
  | 'conflict'
  | 'tooLarge'
  | 'unsupported'
  | 'unprocessable'
  | 'fault'
  | 'busy'
  | 'waiting'

/** The wrong fields of an error that tells about fields, for a form to be shown again; null for any other error. */
export function wrongFields(error: unknown): readonly FieldError[] | null {
  if (error instanceof FieldErrors) return error.errors
  return isSchemaError(error) ? error.issues.map(fieldErrorOf) : null
}

/** Translates an error of any kind. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RuleBroken) return { status: 409, code: error.code, words: 'conflict', rule: error }
  if (error instanceof NotFound) return { status: 404, code: 'not-found', words: 'notFound' }
  const errors = wrongFields(error)
  if (errors) return { status: 422, code: 'wrong-fields', words: 'unprocessable', errors }
  if (error instanceof HttpError)
    return { status: error.status, code: error.code, words: httpWords[error.status] ?? 'badRequest' }
  return (
    readerProblem(error) ?? databaseProblem(error) ?? { status: 500, code: 'fault', words: 'fault', logged: 'error' }
  )
}

const httpWords: Readonly<Record<number, ProblemWords>> = {
  400: 'badRequest',
  401: 'signInFirst',
  403: 'forbidden',
  405: 'notAllowed',
  413: 'tooLarge',
  415: 'unsupported',
}

/** The last handler: a page in the reader's language, or JSON; what is our fault is logged once, and not shown. */
export function errorHandler({ log }: { log: Log }): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      log.error({ requestId: request.id, fault: faultForLog(error) }, 'failed while answering')
      return next(error) // Express cuts the connection
    }
    const problem = problemOf(error)
    if (problem.logged) log[problem.logged]({ requestId: request.id, fault: faultForLog(error) }, 'request failed')
    if (problem.status === 503) response.setHeader('Retry-After', '5')
    if (error instanceof MethodNotAllowed) response.setHeader('Allow', error.allowed.join(', '))
    if (!request.readableEnded) response.setHeader('Connection', 'close') // the rest of a body that nobody reads
    if (wantsJson(request)) sendJson(request, response, problem)
    else sendProblem(request, response, problem, error)
  }
}

function sendJson(request: Request, response: Response, { status, code, errors, rule }: Problem): void {
  response.status(status).json({
    error: code,
    requestId: request.id,
    ...(errors ? { fields: errors } : {}),
    ...(rule ? { details: rule.details } : {}),
  })
}

function sendProblem(request: Request, response: Response, problem: Problem, error: unknown): void {
  const { status, words, errors = [], rule, logged } = problem
  const { language, now } = request.frame(response)
  const { t, refusal } = createWords(language, now)
  const values = { count: errors.length, megabytes: 20, characters: 30 }
  const textKey: WordKey | null = words === 'conflict' ? null : `problem.${words}Text`
  const page = createElement(ProblemPage, {
    title: t(`problem.${words}`, values),
    text: textKey === null ? refusal(rule?.code ?? 'other', rule?.details) : t(textKey, values),
    fault: logged !== undefined,
    errors,
    typed: typedText(request),
    ...(logged ? { requestId: request.id } : {}),
    ...(error instanceof SignInFirst ? { act: { href: paths.signIn, word: t('signIn.title') } } : {}),
  })
  sendPage(request, response, page, status)
}

// What a form says of itself, or what was picked rather than typed: a word of our own, an id, a mark.
const code = /^([a-z][\w:-]*|[0-9a-f-]{32,})$/

/** What was typed, without passwords, machinery and what identifies a child or an account: only text worth keeping. */
function typedText(request: Request): string[] {
  return Object.entries<unknown>(request.body ?? {}).flatMap(([name, value]): string[] => {
    const text = Array.isArray(value) ? value.join('\n') : value
    const kept =
      typeof text === 'string' &&
      text.trim().length > 1 &&
      !code.test(text) &&
      !/password|csrf|submission|version|^(child|account)\./i.test(name)
    return kept ? [text] : []
  })
}

// Errors of the body readers and of Express's own router carry a status.
function readerProblem(error: unknown): Problem | null {
  if (!types.isNativeError(error)) return null
  const { status, code } = error as Error & { status?: unknown; code?: unknown }
  if (error.name === 'MulterError') return code === 'LIMIT_UNEXPECTED_FILE' ? badRequest : tooLarge
  if (status === 413) return tooLarge
  if (status === 415) return { status: 415, code: 'unsupported', words: 'unsupported' }
  if (typeof status === 'number' && status >= 400 && status < 500) return badRequest
  return error instanceof URIError ? badRequest : null
}

const badRequest: Problem = { status: 400, code: 'bad-request', words: 'badRequest' }
const tooLarge: Problem = { status: 413, code: 'too-large', words: 'tooLarge' }

function databaseProblem(error: unknown): Problem | null {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  if (code === '22021' || code === '22P05') return badRequest // a character that text cannot hold
  if (code === '55P03' || code === '57014' || code === '53300')
    return { status: 503, code: 'busy', words: 'busy', logged: 'warn' }
  const away =
    typeof code === 'string' &&
    (/^(08|57P)/.test(code) || ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code))
  const cut =
    typeof message === 'string' &&
    /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/.test(
      message,
    )
  return away || cut ? { status: 503, code: 'database-away', words: 'waiting', logged: 'warn' } : null
}

type SchemaError = { readonly issues: readonly SchemaIssue[] }
type SchemaIssue = {
  readonly code: string
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly input?: unknown
  readonly minimum?: number | bigint
  readonly maximum?: number | bigint
}

const isSchemaError = (error: unknown): error is SchemaError =>
  error instanceof Error && (error.name === 'ZodError' || error.name === '$ZodError') && 'issues' in error

/** A schema may name our own code as its message (`z.string('not-a-date')`). */
function fieldErrorOf({ code, path, message, minimum, maximum }: SchemaIssue): FieldError {
  const field = path.map(String).join('.')
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(message)) return { field, code: message }
  if (code === 'too_big' && maximum !== undefined)
    return { field, code: 'longer-than', params: { most: Number(maximum) } }
  if (code === 'too_small' && Number(minimum) > 1)
    return { field, code: 'shorter-than', params: { least: Number(minimum) } }
  if (code === 'invalid_value') return { field, code: 'not-a-choice' }
  return { field, code: code === 'too_small' || code === 'invalid_type' ? 'required' : 'other' }
}

/** An error for the log. What PostgreSQL says can hold what people typed, so of its errors only the code is kept. */
export function faultForLog(error: unknown): object {
  if (!types.isNativeError(error)) return { name: typeof error }
  const { code, constraint, table } = error as Error & { code?: unknown; constraint?: unknown; table?: unknown }
  const fromDatabase = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)
  const frames = (error.stack ?? '').split('\n').filter(line => line.trimStart().startsWith('at '))
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    ...(fromDatabase ? { constraint, table } : { message: error.message.replace(/[\r\n]+/g, ' ').slice(0, 500) }),
    at: frames.slice(0, 12).map(line => line.trim()),
  }
}
