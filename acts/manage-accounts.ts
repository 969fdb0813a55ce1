import { randomInt } from 'node:crypto'
import type { Actor } from '../domain/actor.ts'
import { canAdminister } from '../domain/can.ts'
import { FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { isId } from '../records/cycle.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { endSessions } from './end-sessions.ts'
import { hashPassword } from './password.ts'
import { loginSubject } from './sign-in.ts'

/** `password` is null where the same form had been posted before: it is kept nowhere and cannot be shown again. */
export interface OneTimePassword {
  readonly loginId: string
  readonly subject: string
  readonly personName: string
  readonly password: string | null
}

/**
 * Makes an account that is signed in to with a one-time password; its owner sets another one at the first sign-in.
 *
 * @throws FieldErrors `subject`; RuleBroken `own-account`, `person-left`
 */
export async function createAccount(
  house: House,
  actor: Actor,
  { personId, subject: typed, once }: { personId: string; subject: string; once: { key: string } },
): Promise<OneTimePassword> {
  const subject = loginSubject(typed)
  const password = oneTimePassword()
  const secret = await hashPassword(password)
  let fresh = false
  const result = await perform(
    house,
    { actor, once: { key: once.key, request: ['create-account', personId, subject] } },
    async doing => {
      const { tx } = doing
      demandAccounts(actor)
      const person = await lockOwner(tx, personId)
      if (personId === actor.personId) throw new RuleBroken('own-account')
      if (person.disabled_at) throw new RuleBroken('person-left', { person: person.name })
      if (!/^[^\s\p{Cc}]{3,254}$/u.test(subject)) throw new FieldErrors([{ field: 'subject', code: 'not-a-login' }])
      const other = await tx
        .selectFrom('people')
        .select('id')
        .where('mobile', '=', subject)
        .where('id', '!=', personId)
        .executeTakeFirst()
      const now = await businessNow(tx)
      const added = other
        ? undefined
        : await tx
            .insertInto('logins')
            .values({
              kind: 'password',
              subject,
              person_id: personId,
              secret,
              one_time: true,
              last_failed_at: null,
              disabled_at: null,
            })
            .onConflict(conflict => conflict.columns(['kind', 'subject']).doNothing())
            .returning('id')
            .executeTakeFirst()
      if (!added) throw new FieldErrors([{ field: 'subject', code: 'taken' }])
      recordAudit(doing, { act: 'create-account', at: now, detail: { personId, loginId: added.id } })
      fresh = true
      return { loginId: added.id, personName: person.name }
    },
  )
  return { ...result, subject, password: fresh ? password : null }
}

/** Replaces a forgotten password by a one-time one; whoever is signed in with the old one is signed out. */
export async function resetPassword(
  house: House,
  actor: Actor,
  { loginId, once }: { loginId: string; once: { key: string } },
): Promise<OneTimePassword> {
  const password = oneTimePassword()
  const secret = await hashPassword(password)
  let fresh = false
  const result = await perform(
    house,
    { actor, once: { key: once.key, request: ['reset-password', loginId] } },
    async doing => {
      const { tx } = doing
      const { login, person } = await lockAccount(tx, actor, loginId)
      if (person.disabled_at) throw new RuleBroken('person-left', { person: person.name })
      const now = await businessNow(tx)
      await tx
        .updateTable('logins')
        .set({ secret, one_time: true, failures: 0, last_failed_at: null })
        .where('id', '=', loginId)
        .execute()
      await endSessions(tx, person.id)
      recordAudit(doing, { act: 'reset-password', at: now, detail: { personId: person.id, loginId } })
      fresh = true
      return { loginId, subject: login.subject, personName: person.name }
    },
  )
  return { ...result, password: fresh ? password : null }
}

/** Closes an account and ends its sessions at once. */
export function disableAccount(
  house: House,
  actor: Actor,
  { loginId }: { loginId: string },
): Promise<{ personId: string }> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    const { person } = await lockAccount(tx, actor, loginId)
    const now = await businessNow(tx)
    await tx
      .updateTable('logins')
      .set({ disabled_at: now })
      .where('id', '=', loginId)
      .where('disabled_at', 'is', null)
      .execute()
    await endSessions(tx, person.id)
    recordAudit(doing, { act: 'disable-account', at: now, detail: { personId: person.id, loginId } })
    return { personId: person.id }
  })
}

/** Opens a closed account again, with the password it had. */
export function enableAccount(
  house: House,
  actor: Actor,
  { loginId }: { loginId: string },
): Promise<{ personId: string }> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    const { person } = await lockAccount(tx, actor, loginId)
    if (person.disabled_at) throw new RuleBroken('person-left', { person: person.name })
    const now = await businessNow(tx)
    await tx
      .updateTable('logins')
      .set({ disabled_at: null, failures: 0, last_failed_at: null })
      .where('id', '=', loginId)
      .execute()
    recordAudit(doing, { act: 'enable-account', at: now, detail: { personId: person.id, loginId } })
    return { personId: person.id }
  })
}

// Without letters and digits that look alike: it is read out over the telephone. 16 of 31 signs are 79 bits.
const signs = 'abcdefghjkmnpqrstuvwxyz23456789'
const oneTimePassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join('')).join('-')

function demandAccounts(actor: Actor): void {
  if (!canAdminister('manage-accounts', actor.roles)) throw new NotFound('page')
}

async function lockOwner(tx: Tx, id: string) {
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

async function lockAccount(tx: Tx, actor: Actor, loginId: string) {
  demandAccounts(actor)
  const found = isId(loginId)
    ? await tx
        .selectFrom('logins')
        .select('person_id')
        .where('id', '=', loginId)
        .where('kind', '=', 'password')
        .executeTakeFirst()
    : undefined
  if (!found) throw new NotFound('account')
  if (found.person_id === actor.personId) throw new RuleBroken('own-account')
  const person = await lockOwner(tx, found.person_id)
  const login = await tx
    .selectFrom('logins')
    .select(['id', 'subject', 'disabled_at'])
    .where('id', '=', loginId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return { login, person }
}
