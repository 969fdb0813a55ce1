import type { Actor } from '../domain/actor.ts'
import { can, type Permission } from '../domain/can.ts'
import { NotFound } from '../domain/refusal.ts'
import type { Reader } from '../records/database.ts'
import { type Matter, relationsTo } from './relation.ts'

/** Which of these permissions the actor has now in the matter, by the table of `domain/can.ts`. */
export async function permitted<Asked extends Permission>(
  reader: Reader,
  asked: readonly Asked[],
  actor: Actor,
  matter: Matter,
): Promise<Set<Asked>> {
  const relations = await relationsTo(reader, actor, matter)
  const { state } = matter.cycle
  return new Set(asked.filter(permission => can(permission, { roles: actor.roles, relations, state })))
}

/** Goes on where the actor has at least one of the permissions. @throws NotFound: not allowed looks like not there */
export async function demandAny<Asked extends Permission>(
  reader: Reader,
  asked: readonly Asked[],
  actor: Actor,
  matter: Matter,
): Promise<Set<Asked>> {
  const found = await permitted(reader, asked, actor, matter)
  if (found.size === 0) throw new NotFound('matter')
  return found
}
