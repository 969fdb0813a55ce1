import { randomBytes } from 'node:crypto'
import connectPgSimple from 'connect-pg-simple'
import type { Request, RequestHandler } from 'express'
import session, { type SessionData } from 'express-session'
import type { Pool } from 'pg'
import type { Actor } from '../domain/actor.ts'
import { readPresence } from '../records/actor.ts'
import type { Database } from '../records/database.ts'
import { SignInFirst } from './http-error.ts'
import { cookieName } from './security.ts'
import { isSecure, type WebSettings } from './settings.ts'

declare module 'express-session' {
  interface SessionData {
    personId: string
    unitId: string
    /** The account that was signed in with. */
    loginId: string
    /** Its password is a one-time one: another has to be chosen first. */
    oneTime: boolean
    /** Milliseconds of the machine's clock. */
    signedInAt: number
    seenAt: number
  }
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Who asks; null before sign-in. Routes behind the sign-in use `actorOf`. */
    actor: Actor | null
    /** The clock of deadlines when the request came. */
    now: string
  }
}

const minute = 60_000
export const idleTimeout = 120 * minute
export const longestSession = 720 * minute

/** Sessions in the table `sessions`: 256-bit ids, ended after two idle hours. Only signing in makes one. */
export function sessions(pool: Pool, settings: WebSettings): RequestHandler {
  const Store = connectPgSimple(session)
  return session({
    name: cookieName(settings, 'session'),
    secret: settings.sessionSecret,
    genid: () => randomBytes(32).toString('base64url'),
    store: new Store({
      pool,
      tableName: 'sessions',
      disableTouch: true,
      pruneSessionInterval: 15 * 60,
      errorLog: () => {},
    }),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure(settings), maxAge: idleTimeout },
    // Behind a proxy that ends TLS, its word decides whether a Secure cookie can be set; the cookie is Secure anyway.
    ...(isSecure(settings) ? { proxy: true } : {}),
  })
}

/**
 * Finds who asks, anew for each request: a disabled account or an ended membership counts from the next request on.
 * What a page asks for by itself does not keep a session alive.
 */
export function readActor(database: Database, now: () => number = Date.now): RequestHandler {
  return async (request, _response, next) => {
    const { personId, unitId, signedInAt = 0, seenAt = 0 } = request.session
    if (personId === undefined) return next()
    const moment = now()
    const ended = moment - signedInAt > longestSession || moment - seenAt > idleTimeout
    const presence = ended ? null : await readPresence(database, personId, unitId ?? null)
    if (!presence?.actor) {
      await endSession(request)
      return next()
    }
    request.actor = presence.actor
    request.now = presence.now
    if (moment - seenAt > minute && !isLive(request)) request.session.seenAt = moment
    next()
  }
}

const isLive = (request: Request): boolean => request.method === 'GET' && request.get('hx-request') === 'true'

/** Begins a session with a new id, so that one known from before is worth nothing. */
export async function beginSession(
  request: Request,
  who: Pick<SessionData, 'personId' | 'unitId' | 'loginId' | 'oneTime'>,
): Promise<void> {
  const signedInAt = request.session?.signedInAt
  const moment = Date.now()
  await new Promise<void>((resolve, reject) => {
    request.session.regenerate(error => (error ? reject(error) : resolve()))
  })
  Object.assign(request.session, { ...who, signedInAt: request.actor ? signedInAt : moment, seenAt: moment })
  await new Promise<void>((resolve, reject) => {
    request.session.save(error => (error ? reject(error) : resolve()))
  })
}

/** Ends the session and removes its row. */
export async function endSession(request: Request): Promise<void> {
  request.actor = null
  await new Promise<void>((resolve, reject) => {
    request.session.regenerate(error => (error ? reject(error) : resolve()))
  })
}

/** Who asks, behind the sign-in. */
export function actorOf(request: Request): Actor {
  if (!request.actor) throw new SignInFirst()
  return request.actor
}
