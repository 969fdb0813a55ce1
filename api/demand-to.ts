import type { Request } from 'express'
import type { Actor } from '../domain/actor.ts'
import { canAdminister } from '../domain/can.ts'
import { NotFound } from '../domain/refusal.ts'
import { actorOf } from './session.ts'

export type Administration = Parameters<typeof canAdminister>[0]

/**
 * Whoever asks, where they may do any of these.
 *
 * @throws NotFound
 */
export function demandTo(request: Request, ...any: readonly Administration[]): Actor {
  const actor = actorOf(request)
  if (!any.some(permission => canAdminister(permission, actor.roles))) throw new NotFound()
  return actor
}
