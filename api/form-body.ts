import { createHash } from 'node:crypto'
import express, { type Request, type RequestHandler, type Response } from 'express'
import multer from 'multer'
import type { Request as ActRequest } from '../acts/act.ts'
import { FieldErrors } from '../domain/refusal.ts'
import { csrfField, onceField } from '../web/pieces/form-fields.tsx'
import { BadRequest, Forbidden, UnsupportedMedia } from './http-error.ts'
import { isFieldName, isFormToken } from './security.ts'
import type { WebSettings } from './settings.ts'

/** What was typed, by field; a list where a field came more than once. Lines end with \n. */
export type FormBody = Readonly<Record<string, string | readonly string[]>>

export type UploadedFile = {
  readonly field: string
  /** As the browser named it, without folders and characters that hide or reorder. */
  readonly name: string
  /** As the browser claims; look at the bytes. */
  readonly mediaType: string
  readonly bytes: Buffer
}

export type Form = {
  readonly body: FormBody
  readonly files: readonly UploadedFile[]
  /** The form's own key with what was sent, for acts that have one effect a form. */
  readonly once: NonNullable<ActRequest['once']> | null
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Set by `formBody`. */
    form?: Form
  }
}

export type FormLimits = {
  /** Bytes of all text together; 1 MiB where nothing is said. */
  readonly bytes?: number
  /** Files taken: how many, and the bytes of each. None where nothing is said. */
  readonly files?: {
    readonly count: number
    readonly bytes: number
    /** What the form takes at most, where more is read so that a larger file is refused by name. */
    readonly most?: number
  }
}

const readers = new WeakSet<object>()
const mostFields = 25_000

/**
 * Reads a form, urlencoded or multipart to the same result, and checks its token.
 *
 * Every route that changes something has it; the server does not start otherwise.
 */
export function createFormBody(settings: WebSettings): (limits?: FormLimits) => RequestHandler {
  return ({ bytes = 1_048_576, files } = {}) => {
    const readUrlencoded = express.urlencoded({ extended: false, limit: bytes, parameterLimit: mostFields })
    const readMultipart = multipartReader(bytes, files)
    const formBody: RequestHandler = async (request, response, next) => {
      await run(readerFor(request, readUrlencoded, readMultipart), request, response).catch(error => {
        throw fileError(error, files) ?? error
      })
      const { [csrfField]: token, [onceField]: key, ...body } = plainBody(request.body)
      const uploaded = uploadedFiles(request)
      request.body = body
      request.form = { body, files: uploaded, once: onceOf(request, key, body, uploaded) }
      if (!isFormToken(settings, request, response, token)) throw new Forbidden()
      next()
    }
    readers.add(formBody)
    return formBody
  }
}

/** Whether a handler is one that `createFormBody` made. */
export const isFormBody = (handler: object): boolean => readers.has(handler)

/** The form of a request that went through `formBody`. */
export function formOf(request: Request): Form {
  if (!request.form) throw new Error(`${request.path} reads no form`)
  return request.form
}

/** A field that came once; empty where it is missing. A field that came several times is a malformed request. */
export function field(form: Form, name: string): string {
  const value = form.body[name] ?? ''
  if (typeof value !== 'string') throw new BadRequest()
  return value
}

/** A field that may come any number of times. */
export function fields(form: Form, name: string): readonly string[] {
  const value = form.body[name]
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}

function readerFor(request: Request, urlencoded: RequestHandler, multipart: RequestHandler): RequestHandler | null {
  if (request.headers['transfer-encoding'] === undefined && Number(request.headers['content-length'] ?? 0) === 0)
    return null
  const type = request.is(['urlencoded', 'multipart'])
  if (type === 'urlencoded') return urlencoded
  if (type === 'multipart') return multipart
  throw new UnsupportedMedia()
}

function multipartReader(bytes: number, files: FormLimits['files']): RequestHandler {
  const upload = multer({
    storage: multer.memoryStorage(),
    defParamCharset: 'utf8',
    limits: {
      fieldNameSize: 200,
      fieldSize: bytes,
      fields: mostFields,
      files: files?.count ?? 0,
      fileSize: files?.bytes ?? 0,
      parts: mostFields + (files?.count ?? 0),
    },
  })
  return files ? upload.any() : upload.none()
}

/** A file too many or too large is an error of its field, where files are asked for at all. */
function fileError(error: unknown, files: FormLimits['files']): Error | null {
  if (!(error instanceof multer.MulterError)) return null
  const { code, field = 'files' } = error
  if (!files) return code.includes('FILE') ? new BadRequest() : null
  if (code === 'LIMIT_FILE_SIZE')
    return new FieldErrors([
      { field, code: 'file-too-large', params: { megabytes: (files.most ?? files.bytes) / 1_048_576 } },
    ])
  return code === 'LIMIT_FILE_COUNT'
    ? new FieldErrors([{ field, code: 'too-many-files', params: { most: files.count } }])
    : null
}

function run(reader: RequestHandler | null, request: Request, response: Response): Promise<void> {
  if (!reader) return Promise.resolve()
  return new Promise((resolve, reject) => {
    void reader(request, response, (error?: unknown) => (error ? reject(error) : resolve()))
  })
}

function plainBody(body: unknown): Record<string, string | readonly string[]> {
  const plain: Record<string, string | readonly string[]> = Object.create(null)
  for (const [name, value] of Object.entries(body ?? {})) {
    if (!isFieldName(name)) throw new BadRequest()
    if (typeof value === 'string') plain[name] = plainLines(value)
    else if (Array.isArray(value) && value.every(each => typeof each === 'string')) plain[name] = value.map(plainLines)
    else throw new BadRequest() // brackets in a name make multer build objects
  }
  return plain
}

// Browsers end the lines of a form with \r\n.
const plainLines = (text: string): string => text.replace(/\r\n?/g, '\n')

function uploadedFiles(request: Request): UploadedFile[] {
  const files = Array.isArray(request.files) ? request.files : []
  return files
    .filter(file => file.originalname !== '' || file.size > 0) // an empty file input sends a part without a name
    .map(file => ({
      field: file.fieldname,
      name: plainFileName(file.originalname),
      mediaType: file.mimetype,
      bytes: file.buffer,
    }))
}

/** A name that shows what it is: no folders, nothing invisible, nothing that turns the reading direction. */
export function plainFileName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const visible = last.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '').trim()
  return [...(visible === '' || visible === '.' || visible === '..' ? 'file' : visible)].slice(-120).join('')
}

function onceOf(request: Request, key: unknown, body: FormBody, files: readonly UploadedFile[]): Form['once'] {
  if (key === undefined) return null
  if (typeof key !== 'string' || !/^[\w-]{16,64}$/.test(key)) throw new BadRequest()
  const hashes = files.map(({ field, name, bytes }) => ({
    field,
    name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }))
  return { key, request: { path: request.path, body, files: hashes } }
}

/** The key of a form whose act has one effect however often it is sent. A form without one is malformed. */
export function onceKey(form: Form): { readonly key: string } {
  if (!form.once) throw new BadRequest()
  return { key: form.once.key }
}
