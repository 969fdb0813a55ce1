import type { House } from '../acts/act.ts'
import { importUnits } from '../acts/load-policies.ts'
import { readCalendar } from '../acts/matter.ts'
import type { Actor, Role } from '../domain/actor.ts'
import type { Calendar } from '../domain/calendar.ts'
import type { PolicyPack } from '../domain/policy-pack.ts'
import type { DemonstrationPerson } from '../policies/read-demonstration-people.ts'
import { readPresence } from '../records/actor.ts'

/** What the parts of a demonstration are played on: its units and invented people, and when it began. */
export type DemonstrationStage = {
  readonly house: House
  readonly pack: PolicyPack
  readonly calendar: Calendar
  readonly startedAt: string
  readonly unitId: (code: string) => string
  /** Whoever has this key, acting for a unit of theirs. */
  readonly actorOf: (key: string, unit?: string) => Promise<Actor>
  /** The key of the first who is this in a unit. */
  readonly holderOf: (unit: string, role: Role) => string
  readonly addUnit: (code: string, id: string) => void
  readonly addPerson: (person: DemonstrationPerson) => Promise<void>
}

/** Writes the units of a pack and the invented people, who all have one password; `secret` is its hash. */
export async function setStage(
  house: House,
  pack: PolicyPack,
  people: readonly DemonstrationPerson[],
  secret: string,
): Promise<DemonstrationStage> {
  const { database } = house
  await importUnits(database, pack, { demo: true })
  const rows = await database.selectFrom('units').select(['id', 'code']).execute()
  const units = new Map(rows.map(({ id, code }) => [code, id]))
  const unitId = (code: string): string => units.get(code) ?? missing(`unit ${code}`)
  const persons = new Map<string, string>()
  const everyone: DemonstrationPerson[] = []

  const addPerson = async (person: DemonstrationPerson): Promise<void> => {
    const { key, name, mobile, email, memberships } = person
    const { id } = await database
      .insertInto('people')
      .values({ name, mobile, email, demo: true, disabled_at: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    await database
      .insertInto('logins')
      .values({ kind: 'password', subject: mobile, person_id: id, secret, last_failed_at: null, disabled_at: null })
      .execute()
    await database
      .insertInto('memberships')
      .values(memberships.map(({ unit, role }) => ({ person_id: id, unit_id: unitId(unit), role, until_on: null })))
      .execute()
    persons.set(key, id)
    everyone.push(person)
  }
  for (const person of people) await addPerson(person)

  return {
    house,
    pack,
    calendar: await readCalendar(database),
    startedAt: new Date().toISOString(),
    unitId,
    addPerson,
    addUnit: (code, id) => units.set(code, id),
    actorOf: async (key, unit) => {
      const id = persons.get(key) ?? missing(`person ${key}`)
      const { actor } = await readPresence(database, id, unit ? unitId(unit) : null)
      return actor ?? missing(`actor ${key}`)
    },
    holderOf: (unit, role) =>
      everyone.find(({ memberships }) => memberships.some(held => held.unit === unit && held.role === role))?.key ??
      missing(`${role} of ${unit}`),
  }
}

export function missing(what: string): never {
  throw new Error(`the demonstration names a ${what} that is not there`)
}
