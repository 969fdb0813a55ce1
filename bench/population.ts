import { readFileSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import type { Actor, Role } from '../domain/actor.ts'
import type { Database } from '../records/database.ts'
import { policiesFolder } from '../workers/commands/load-policies.ts'

/** Those who launch, sign and approve, and as many units as wanted, each with one contact. All are invented. */
export interface Population {
  readonly officer: Actor
  readonly sectionHead: Actor
  readonly leader: Actor
  /** In the order of their numbers. */
  readonly contacts: readonly Actor[]
}

export const pack = 'ningguo'
export const procedure = 'opinions'

/** The draft of the demonstration: a text of real length. */
export const draftText = (): string =>
  readFileSync(path.join(policiesFolder(), pack, 'demonstration', 'draft.txt'), 'utf8')

/** @param mailed whether contacts have an address, so that notices are mailed to them */
export async function populate(
  database: Database,
  { units, mailed }: { units: number; mailed: boolean },
): Promise<Population> {
  await sql`
    with city as (
      insert into units (code, kind, level, name) values ('C', 'government', 'county', '测量市人民政府') returning id
    ), office as (
      insert into units (code, kind, level, name, parent_id, superior_id) select 'C-W', 'department', 'county', '测量市卫生健康委员会', id, id from city returning id
    )
    insert into units (code, kind, level, name, parent_id, superior_id) select 'C-W-1', 'section', 'county', '家庭发展科', id, id from office`.execute(
    database,
  )
  await sql`
    insert into units (code, kind, level, name, parent_id, superior_id, groups)
    select 'U' || lpad(n::text, 6, '0'), 'department', 'county', '第' || n || '单位', city.id, city.id, '{units}'
    from generate_series(1, ${units}) n, units city where city.code = 'C'`.execute(database)
  await sql`
    with made as (
      insert into people (name, email)
      select '联系人' || code, case when ${mailed} then lower(code) || '@units.example' end from units where code like 'U%' returning id, name
    )
    insert into memberships (person_id, unit_id, role)
    select made.id, units.id, 'contact' from made join units on made.name = '联系人' || units.code`.execute(database)
  return {
    officer: await hire(database, '许经办', 'C-W-1', 'officer'),
    sectionHead: await hire(database, '方科长', 'C-W-1', 'section-head'),
    leader: await hire(database, '沈主任', 'C-W', 'leader', 'approver'),
    contacts: await readContacts(database),
  }
}

/** Somebody with these roles in a unit. */
export async function hire(database: Database, name: string, code: string, ...roles: Role[]): Promise<Actor> {
  const unit = await database
    .selectFrom('units')
    .select(['id', 'name'])
    .where('code', '=', code)
    .executeTakeFirstOrThrow()
  const { id } = await database
    .insertInto('people')
    .values({ name, mobile: null, email: null, disabled_at: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  const rows = roles.map(role => ({ person_id: id, unit_id: unit.id, role, until_on: null }))
  await database.insertInto('memberships').values(rows).execute()
  return actor(id, name, unit.id, unit.name, roles)
}

async function readContacts(database: Database): Promise<Actor[]> {
  const rows = await database
    .selectFrom('memberships')
    .innerJoin('people', 'people.id', 'memberships.person_id')
    .innerJoin('units', 'units.id', 'memberships.unit_id')
    .select(['people.id', 'people.name', 'units.id as unitId', 'units.name as unitName'])
    .where('memberships.role', '=', 'contact')
    .orderBy('units.code')
    .execute()
  return rows.map(({ id, name, unitId, unitName }) => actor(id, name, unitId, unitName, ['contact']))
}

function actor(personId: string, personName: string, unitId: string, unitName: string, roles: readonly Role[]): Actor {
  const memberships = [{ unitId, unitName, roles }]
  return { personId, personName, unitId, unitName, roles, memberships, language: 'zh-CN', demo: false }
}
