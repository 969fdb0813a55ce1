import { type RawBuilder, sql } from 'kysely'
import type { Actor, Role } from '../domain/actor.ts'
import { type Permission, permissions, type Relation } from '../domain/can.ts'
import type { CycleState } from '../domain/cycle.ts'

/** Whose board it is. */
export type BoardViewer = Pick<Actor, 'unitId' | 'roles'>

/** The units below the viewer's seat: a section's seat is the authority that it is part of. */
export const reach = ({ unitId }: BoardViewer) => sql`
  with recursive reach as (
    select case when kind = 'section' then coalesce(parent_id, id) else id end as id from units where id = ${unitId}
    union select below.id from units below join reach on below.parent_id = reach.id
  )`

type Rule = {
  readonly roles: readonly Role[] | 'any'
  readonly relation: Relation
  readonly states: readonly CycleState[] | 'any'
}

/** The rows that `can` allows the viewer, by the same table; over `c` (cycles) and `t` (tasks), after `reach`. */
export function within({ unitId, roles }: BoardViewer, permission: Permission): RawBuilder<unknown> {
  const rules: readonly Rule[] = permissions[permission]
  const allowed = rules
    .filter(rule => rule.roles === 'any' || rule.roles.some(role => roles.includes(role)))
    .flatMap(({ relation, states }) => {
      const stands = standing(relation, unitId, roles)
      if (!stands) return []
      return [states === 'any' ? stands : sql`(${stands} and c.state = any(${[...states]}::text[]))`]
    })
  return allowed.length === 0 ? sql`false` : sql`(${sql.join(allowed, sql` or `)})`
}

function standing(relation: Relation, unitId: string, roles: readonly Role[]): RawBuilder<unknown> | null {
  switch (relation) {
    case 'launching-unit':
      return sql`(c.unit_id = ${unitId} or c.section_id = ${unitId})`
    case 'task-unit':
      return sql`t.unit_id = ${unitId}`
    case 'line':
      return roles.some(role => role === 'supervisor' || role === 'auditor')
        ? sql`c.unit_id in (select id from reach)`
        : null
    default:
      return null
  }
}
