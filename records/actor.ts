import { sql } from 'kysely'
import { type ActingUnit, type Actor, type Language, type Role, roles } from '../domain/actor.ts'
import type { Reader } from './database.ts'

/** A person with the units to act for today, by the clock of deadlines; `now` is that clock. */
export type Presence = { readonly now: string; readonly actor: Actor | null }

type Row = {
  now: string
  name: string | null
  language: Language
  demo: boolean
  unit_id: string | null
  unit_name: string | null
  roles: string[] | null
}

/**
 * Who somebody is now. The actor is null where the person is not there, is disabled, or belongs to no unit today.
 *
 * @param unitId the unit to act for; the first by name where it is null or no longer the person's
 */
export async function readPresence(reader: Reader, personId: string, unitId: string | null): Promise<Presence> {
  const { rows } = await sql<Row>`
    with clock_now as materialized (select business_now() as now),
    today as (select now, (now at time zone 'Asia/Shanghai')::date as day from clock_now)
    select today.now, person.name, person.language, person.demo, unit.id as unit_id,
      case when unit.kind = 'section' and above.name is not null then above.name || '·' || unit.name else unit.name end as unit_name,
      array_agg(membership.role) filter (where unit.id is not null) as roles
    from today
    left join people person on person.id = ${personId} and person.disabled_at is null
    left join memberships membership on membership.person_id = person.id
      and membership.from_on <= today.day and (membership.until_on is null or membership.until_on >= today.day)
    left join units unit on unit.id = membership.unit_id and unit.closed_at is null
    left join units above on above.id = unit.parent_id
    group by today.now, person.id, unit.id, above.id
    order by unit.name collate "zh-x-icu", unit.id`.execute(reader)
  const first = rows[0]
  if (!first) throw new Error('The clock has no row')
  const memberships = rows.flatMap(actingUnit)
  const unit = memberships.find(each => each.unitId === unitId) ?? memberships[0]
  if (first.name === null || !unit) return { now: first.now, actor: null }
  const { name: personName, language, demo } = first
  return { now: first.now, actor: { personId, personName, ...unit, memberships, language, demo } }
}

function actingUnit({ unit_id, unit_name, roles: held }: Row): ActingUnit[] {
  if (unit_id === null || unit_name === null) return []
  return [{ unitId: unit_id, unitName: unit_name, roles: roles.filter((role: Role) => held?.includes(role)) }]
}
