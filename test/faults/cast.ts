import { hashPassword } from '../../acts/password.ts'
import type { Actor, Role } from '../../domain/actor.ts'
import { readPresence } from '../../records/actor.ts'
import type { Database } from '../../records/database.ts'

export const password = 'a password for the fault tests'

export interface Addressee {
  readonly unitId: string
  readonly name: string
  readonly mandatory: boolean
  readonly contact: Player
}
export interface Player {
  readonly personId: string
  readonly unitId: string
  readonly mobile: string
  readonly email: string
}
export type Cast = Awaited<ReturnType<typeof inviteCast>>

/** One authority with a section and everybody whom a solicitation needs, and addressees with a contact each; the last one must answer. */
export async function inviteCast(database: Database, addresseeCount: number) {
  const secret = await hashPassword(password)
  let number = 0
  let units = 0
  const authority = await addUnit('局', 'bureau', null)
  const section = await addUnit('科', 'section', authority)
  const players = {
    officer: await addPerson('经办', section, 'officer'),
    sectionHead: await addPerson('科长', section, 'section-head'),
    leader: await addPerson('分管', authority, 'leader'),
    approver: await addPerson('审定', authority, 'approver'),
    supervisor: await addPerson('督查', authority, 'supervisor'),
    head: await addPerson('局长', authority, 'head'),
  }
  const addressees: Addressee[] = []
  for (let at = 0; at < addresseeCount; at++) {
    const name = `单位${at + 1}`
    const unitId = await addUnit(name, 'bureau', null)
    addressees.push({
      unitId,
      name,
      mandatory: at === addresseeCount - 1,
      contact: await addPerson(`联系人${at + 1}`, unitId, 'contact'),
    })
  }
  return { ...players, addressees, actorOf }

  async function addUnit(name: string, kind: string, parentId: string | null): Promise<string> {
    const code = `unit-${String(++units).padStart(3, '0')}` // addressees stand in the order of their codes
    const unit = { code, kind, level: 'city', name, parent_id: parentId, superior_id: null }
    const row = { ...unit, close_of_business: null, closed_at: null }
    return (await database.insertInto('units').values(row).returning('id').executeTakeFirstOrThrow()).id
  }

  async function addPerson(name: string, unitId: string, role: Role): Promise<Player> {
    number++
    const mobile = `1540000${String(number).padStart(4, '0')}`
    const email = `person${number}@faults.example`
    const person = await database
      .insertInto('people')
      .values({ name, mobile, email, disabled_at: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    const login = { kind: 'password', subject: mobile, person_id: person.id, secret }
    await database
      .insertInto('logins')
      .values({ ...login, last_failed_at: null, disabled_at: null })
      .execute()
    await database
      .insertInto('memberships')
      .values({ person_id: person.id, unit_id: unitId, role, until_on: null })
      .execute()
    return { personId: person.id, unitId, mobile, email }
  }

  async function actorOf({ personId, unitId }: Player): Promise<Actor> {
    const { actor } = await readPresence(database, personId, unitId)
    if (!actor) throw new Error(`nobody is ${personId}`)
    return actor
  }
}
