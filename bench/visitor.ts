import { createHmac, randomBytes } from 'node:crypto'
import type { Actor } from '../domain/actor.ts'
import type { Ground } from './ground.ts'

/** A signed-in browser: the cookie of its session, and the token that its forms carry. */
export interface Visitor {
  readonly cookie: string
  readonly csrf: string
}

/** Sessions as the sign-in makes them, without the password (which costs on purpose and is no part of what is measured). */
export async function signInAll({ database, environment }: Ground, actors: readonly Actor[]): Promise<Visitor[]> {
  const secret = environment.SESSION_SECRET ?? ''
  const hour = 3_600_000
  const now = Date.now()
  const cookie = {
    originalMaxAge: 2 * hour,
    expires: new Date(now + 2 * hour),
    httpOnly: true,
    path: '/',
    sameSite: 'lax',
  }
  const sessions = actors.map(({ personId, unitId }) => ({
    sid: randomBytes(32).toString('base64url'),
    sess: JSON.stringify({ cookie, personId, unitId, signedInAt: now, seenAt: now }),
    expire: new Date(now + 2 * hour).toISOString(),
  }))
  for (let from = 0; from < sessions.length; from += 1000)
    await database
      .insertInto('sessions')
      .values(sessions.slice(from, from + 1000))
      .execute()
  return sessions.map(({ sid }) => {
    const signature = createHmac('sha256', secret).update(sid).digest('base64').replace(/=+$/, '')
    return {
      cookie: `chengban-session=${encodeURIComponent(`s:${sid}.${signature}`)}`,
      csrf: createHmac('sha256', secret).update(`form session ${sid}`).digest('base64url'),
    }
  })
}
