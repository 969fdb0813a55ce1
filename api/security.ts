import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import helmet from 'helmet'
import { readCookie } from './cookies.ts'
import { BadRequest, Forbidden } from './http-error.ts'
import { isSecure, type WebSettings } from './settings.ts'

const yearInSeconds = 31_536_000

/**
 * The headers of every answer: only our own scripts and styles, none inline, in nobody's frame, kept by no cache.
 *
 * The referrer stays within the site (`no-referrer` would make browsers send `Origin: null` with our own forms).
 */
export function securityHeaders(settings: WebSettings): RequestHandler[] {
  const secure = isSecure(settings)
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'img-src': ["'self'", 'data:'], // Tabler draws ticks and arrows so
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        ...(secure ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure ? { maxAge: yearInSeconds, includeSubDomains: true } : false,
    xFrameOptions: { action: 'deny' },
  })
  const noStore = (_request: Request, response: Response, next: NextFunction) => {
    response.setHeader('Cache-Control', 'no-store')
    next()
  }
  return [headers as RequestHandler, noStore]
}

/** `?a=1&a=2`, broken escapes, a control character or a prototype's name in the address: a clear no (400). */
export const plainAddress: RequestHandler = (request, _response, next) => {
  if (hidden.test(decodeURIComponent(request.path))) throw new BadRequest() // a URIError is a 400 as well
  for (const [name, value] of Object.entries(request.query)) {
    if (typeof value !== 'string' || hidden.test(value) || !isFieldName(name)) throw new BadRequest()
  }
  next()
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const hidden = /[\u0000-\u001f\u007f]/u

/** Names that a form or an address may use. */
export const isFieldName = (name: string): boolean =>
  name.length <= 200 &&
  !hidden.test(name) &&
  !/[[\]]/.test(name) &&
  !['__proto__', 'constructor', 'prototype'].includes(name)

const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/** Nothing is changed on the word of a page from elsewhere: the browser says where a form came from. */
export function sameOrigin(settings: WebSettings): RequestHandler {
  const own = new URL(settings.publicUrl).origin
  return (request, _response, next) => {
    if (safeMethods.includes(request.method)) return next()
    const site = request.headers['sec-fetch-site']
    if (site !== undefined && site !== 'same-origin') throw new Forbidden()
    const { origin, host } = request.headers
    if (origin !== undefined && origin !== own && !isOwnHost(origin, host)) throw new Forbidden()
    next()
  }
}

// The browser writes both headers, so a page from elsewhere cannot make them agree.
const isOwnHost = (origin: string, host: string | undefined): boolean =>
  host !== undefined && URL.canParse(origin) && new URL(origin).host === host

/** Cookies that a browser takes only over https, for this host alone, where the service is reached so. */
export const cookieName = (settings: WebSettings, name: string): string =>
  isSecure(settings) ? `__Host-${name}` : `chengban-${name}`

/**
 * The token that forms carry: bound to the session, or before sign-in to a cookie of its own, which costs no row.
 * Signing in changes the session's id, and so the token.
 */
export function formToken(settings: WebSettings, request: Request, response: Response): string {
  return sign(
    settings,
    request.session?.personId ? `session ${request.sessionID}` : visitor(settings, request, response),
  )
}

/** Whether a form's token belongs to whoever sends it. */
export function isFormToken(settings: WebSettings, request: Request, response: Response, token: unknown): boolean {
  if (typeof token !== 'string') return false
  const expected = Buffer.from(formToken(settings, request, response))
  const given = Buffer.from(token)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function visitor(settings: WebSettings, request: Request, response: Response): string {
  const name = cookieName(settings, 'visitor')
  const known = readCookie(request, name)
  if (known !== undefined && /^[\w-]{22}$/.test(known)) return `visitor ${known}`
  const made = randomBytes(16).toString('base64url')
  response.cookie(name, made, { httpOnly: true, secure: isSecure(settings), sameSite: 'lax', path: '/' })
  return `visitor ${made}`
}

const sign = (settings: WebSettings, text: string): string =>
  createHmac('sha256', settings.sessionSecret).update(`form ${text}`).digest('base64url')
