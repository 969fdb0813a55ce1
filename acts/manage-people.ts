import { sql } from 'kysely'
import { type Actor, type Language, type Role, roles } from '../domain/actor.ts'
import { canAdminister } from '../domain/can.ts'
import { addDays, isLocalDate, localDateOf } from '../domain/local-time.ts'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { isId } from '../records/cycle.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { endSessions } from './end-sessions.ts'
import { isMailAddress } from './mail-address.ts'
import { checkPlainText } from './plain-text.ts'
import { loginSubject } from './sign-in.ts'

export interface PersonEntry {
  readonly name: string
  /** Signs in with it, where there is an account; empty: none. */
  readonly mobile: string
  /** Empty: told in the service only. */
  readonly email: string
  readonly language: Language
}

/** Adds somebody; roles and an account come after. @throws FieldErrors `mobile` `taken` where somebody has it already */
export function addPerson(
  house: House,
  actor: Actor,
  { once, ...person }: PersonEntry & { once: { key: string } },
): Promise<{ personId: string }> {
  return perform(house, { actor, once: { key: once.key, request: ['add-person', person] } }, async doing => {
    const { tx } = doing
    demandPeople(actor)
    const entry = await takenEntry(tx, person, null)
    const now = await businessNow(tx)
    const { id } = await tx
      .insertInto('people')
      .values({ ...entry, demo: actor.demo, disabled_at: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    recordAudit(doing, { act: 'add-person', at: now, detail: { personId: id } })
    return { personId: id }
  })
}

/** Changes how somebody is called and reached. Decisions and letters keep the name of their time. */
export function changePerson(
  house: House,
  actor: Actor,
  { personId, ...person }: PersonEntry & { personId: string },
): Promise<void> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    demandPeople(actor)
    await lockPerson(tx, personId)
    const entry = await takenEntry(tx, person, personId)
    const now = await businessNow(tx)
    await tx.updateTable('people').set(entry).where('id', '=', personId).execute()
    recordAudit(doing, { act: 'change-person', at: now, detail: { personId } })
  })
}

/**
 * Gives somebody a role in a unit from a day on.
 *
 * Administrators and auditors keep the house: they hold no other role, and none of the three holds another of the three.
 *
 * @throws FieldErrors; RuleBroken `own-roles`, `administrators-apart`, `has-role`
 */
export function addRole(
  house: House,
  actor: Actor,
  {
    personId,
    unitId,
    role,
    fromOn,
    once,
  }: { personId: string; unitId: string; role: string; fromOn: string; once: { key: string } },
): Promise<void> {
  return perform(
    house,
    { actor, once: { key: once.key, request: ['add-role', personId, unitId, role, fromOn] } },
    async doing => {
      const { tx } = doing
      demandPeople(actor)
      const person = await lockPerson(tx, personId)
      if (personId === actor.personId) throw new RuleBroken('own-roles')
      if (person.disabled_at) throw new RuleBroken('person-left', { person: person.name })
      const now = await businessNow(tx)
      const errors: FieldError[] = []
      if (!(roles as readonly string[]).includes(role)) errors.push({ field: 'role', code: 'not-a-choice' })
      if (!isLocalDate(fromOn)) errors.push({ field: 'fromOn', code: 'not-a-date', params: { found: fromOn } })
      const unit = isId(unitId)
        ? await tx
            .selectFrom('units')
            .select(['id', 'name'])
            .where('id', '=', unitId)
            .where('closed_at', 'is', null)
            .executeTakeFirst()
        : undefined
      if (!unit) errors.push({ field: 'unitId', code: 'not-a-unit' })
      if (errors.length > 0) throw new FieldErrors(errors)
      const today = localDateOf(now)
      const kept = await tx
        .selectFrom('memberships')
        .select(['unit_id', 'role'])
        .where('person_id', '=', personId)
        .where(eb => eb.or([eb('until_on', 'is', null), eb('until_on', '>=', fromOn < today ? fromOn : today)]))
        .execute()
      if (kept.some(held => held.role === role && held.unit_id === unitId))
        throw new RuleBroken('has-role', { person: person.name })
      if (kept.some(held => !mayStandBeside(held.role, role)))
        throw new RuleBroken('administrators-apart', { person: person.name })
      await tx
        .insertInto('memberships')
        .values({ person_id: personId, unit_id: unitId, role, from_on: fromOn, until_on: null })
        .execute()
      recordAudit(doing, { act: 'add-role', at: now, detail: { personId, unitId, role, fromOn } })
    },
  )
}

/** Ends a role with the end of a day, today at the latest chosen by default. @throws FieldErrors `untilOn`; RuleBroken `own-roles` */
export function endRole(
  house: House,
  actor: Actor,
  { membershipId, untilOn }: { membershipId: string; untilOn: string },
): Promise<{ personId: string }> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    demandPeople(actor)
    const found = isId(membershipId)
      ? await tx.selectFrom('memberships').selectAll().where('id', '=', membershipId).forUpdate().executeTakeFirst()
      : undefined
    if (!found) throw new NotFound('membership')
    if (found.person_id === actor.personId) throw new RuleBroken('own-roles')
    const now = await businessNow(tx)
    if (!isLocalDate(untilOn))
      throw new FieldErrors([{ field: 'untilOn', code: 'not-a-date', params: { found: untilOn } }])
    // The day before it began means that it never was; further back there is nothing to end.
    if (untilOn < addDays(found.from_on, -1)) throw new FieldErrors([{ field: 'untilOn', code: 'before-the-start' }])
    await tx.updateTable('memberships').set({ until_on: untilOn }).where('id', '=', membershipId).execute()
    recordAudit(doing, {
      act: 'end-role',
      at: now,
      detail: { personId: found.person_id, unitId: found.unit_id, role: found.role, untilOn },
    })
    return { personId: found.person_id }
  })
}

/**
 * Somebody leaves: every role ends, the accounts are closed and the sessions ended. What they did stays under their name.
 *
 * @returns how many open tasks still name them, for a supervisor to reassign
 */
export function letGo(house: House, actor: Actor, { personId }: { personId: string }): Promise<{ tasks: number }> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    demandPeople(actor)
    const person = await lockPerson(tx, personId)
    if (personId === actor.personId) throw new RuleBroken('own-roles')
    if (person.disabled_at) throw new RuleBroken('person-left', { person: person.name })
    const now = await businessNow(tx)
    const today = localDateOf(now)
    await tx.updateTable('people').set({ disabled_at: now }).where('id', '=', personId).execute()
    await tx
      .updateTable('memberships')
      .set({ until_on: today })
      .where('person_id', '=', personId)
      .where(eb => eb.or([eb('until_on', 'is', null), eb('until_on', '>', today)]))
      .execute()
    await tx
      .updateTable('logins')
      .set({ disabled_at: now })
      .where('person_id', '=', personId)
      .where('disabled_at', 'is', null)
      .execute()
    await endSessions(tx, personId)
    const { rows } = await sql<{
      count: number
    }>`select count(*)::int as count from tasks where state = 'open' and assignee_id = ${personId}`.execute(tx)
    recordAudit(doing, { act: 'let-go', at: now, detail: { personId } })
    return { tasks: rows[0]?.count ?? 0 }
  })
}

const apart: readonly Role[] = ['system-admin', 'security-admin', 'auditor']
const mayStandBeside = (one: string, other: string): boolean =>
  one === other || !(apart as readonly string[]).some(role => role === one || role === other)

function demandPeople(actor: Actor): void {
  if (!canAdminister('manage-people', actor.roles)) throw new NotFound('page')
}

async function takenEntry(tx: Tx, person: PersonEntry, personId: string | null) {
  const name = person.name.trim()
  const mobile = loginSubject(person.mobile)
  const email = person.email.trim()
  const errors = checkPlainText('name', person.name, { required: true, longest: 40 })
  if (mobile !== '' && !/^1\d{10}$/.test(mobile)) errors.push({ field: 'mobile', code: 'not-a-mobile-number' })
  if (email !== '' && !isMailAddress(email)) errors.push({ field: 'email', code: 'not-a-mail-address' })
  if (person.language !== 'zh-CN' && person.language !== 'en') errors.push({ field: 'language', code: 'not-a-choice' })
  if (errors.length === 0 && mobile !== '') {
    await sql`select pg_advisory_xact_lock(hashtext(${`mobile ${mobile}`}))`.execute(tx)
    const other = await tx.selectFrom('people').select('id').where('mobile', '=', mobile).executeTakeFirst()
    if (other && other.id !== personId) errors.push({ field: 'mobile', code: 'taken' })
  }
  if (errors.length > 0) throw new FieldErrors(errors)
  return { name, mobile: mobile || null, email: email || null, language: person.language }
}

async function lockPerson(tx: Tx, id: string) {
  const row = isId(id)
    ? await tx
        .selectFrom('people')
        .select(['id', 'name', 'disabled_at'])
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst()
    : undefined
  if (!row) throw new NotFound('person')
  return row
}
