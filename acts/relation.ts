import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { can, type Permission, type Relation } from '../domain/can.ts'
import { type CycleState, cycleStates } from '../domain/cycle.ts'
import { NotFound, RuleBroken } from '../domain/refusal.ts'
import type { Reader } from '../records/database.ts'

export interface Matter {
  readonly cycle: { readonly state: CycleState; readonly unit_id: string; readonly section_id: string | null }
  readonly caseUnitId?: string | null
  readonly task?: { readonly unit_id: string; readonly role: string; readonly assignee_id: string | null } | null
}

/** How the actor stands to a cycle, and to a case or task of it where one is named. */
export async function relationsTo(
  reader: Reader,
  actor: Actor,
  { cycle, caseUnitId, task }: Matter,
): Promise<Set<Relation>> {
  const relations = new Set<Relation>(['house'])
  if (actor.unitId === cycle.unit_id || actor.unitId === cycle.section_id) relations.add('launching-unit')
  if (caseUnitId && actor.unitId === caseUnitId) relations.add('addressed-unit')
  if (task && actor.unitId === task.unit_id) relations.add('task-unit')
  if (
    task &&
    (task.assignee_id
      ? task.assignee_id === actor.personId
      : actor.unitId === task.unit_id && (actor.roles as readonly string[]).includes(task.role))
  )
    relations.add('task-seat')
  if (
    actor.roles.some(role => role === 'supervisor' || role === 'auditor') &&
    (await supervises(reader, actor.unitId, cycle.unit_id))
  )
    relations.add('line')
  return relations
}

// A section supervises for the unit that it is part of; a unit supervises itself and everything below it.
async function supervises(reader: Reader, supervisorUnitId: string, unitId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    with recursive seat as (
      select case when kind = 'section' then coalesce(parent_id, id) else id end as id from units where id = ${supervisorUnitId}
    ), line as (
      select id, parent_id from units where id = ${unitId}
      union select above.id, above.parent_id from units above join line on above.id = line.parent_id
    )
    select exists (select from line join seat using (id)) as found`.execute(reader)
  return rows[0]?.found ?? false
}

/**
 * Goes on only where the table of `domain/can.ts` allows it.
 *
 * @throws NotFound where the actor has no part in the matter in any state: not allowed looks like not there
 * @throws RuleBroken `not-in-this-state` where it could be done at another time
 */
export async function demand(
  reader: Reader,
  permission: Permission,
  actor: Actor | null,
  matter: Matter,
): Promise<void> {
  if (!actor) throw new NotFound('matter')
  const relations = await relationsTo(reader, actor, matter)
  const allowedIn = (state: CycleState) => can(permission, { roles: actor.roles, relations, state })
  if (allowedIn(matter.cycle.state)) return
  if (cycleStates.some(allowedIn)) throw new RuleBroken('not-in-this-state', { state: matter.cycle.state })
  throw new NotFound('matter')
}
