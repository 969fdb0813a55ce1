import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { readPresence } from '../records/actor.ts'
import type { Reader } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { passwordFits } from './password.ts'
import { countAttempt, forgetAttempts } from './sign-in-throttle.ts'

/**
 * What came of an attempt. `wrong` says neither whether the account exists nor whether it is disabled; `no-unit` is told
 * only to whoever knows the password.
 */
export type SignInResult =
  | { readonly outcome: 'signed-in'; readonly actor: Actor; readonly loginId: string; readonly oneTime: boolean }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'wait'; readonly seconds: number }
  | { readonly outcome: 'no-unit' }

export type SignInRequest = {
  /** Mobile number or mail address, as typed. */
  readonly subject: string
  readonly password: string
  /** Where the request comes from. */
  readonly address: string
  readonly requestId: string
}

/** Signs somebody in by mobile number (or mail address) and password. Takes equally long whether the account exists or not. */
export async function signIn(house: House, request: SignInRequest): Promise<SignInResult> {
  const attempt = { subject: loginSubject(request.subject), address: request.address }
  const seconds = await countAttempt(house.database, attempt)
  if (seconds > 0) return { outcome: 'wait', seconds }
  const login = await findLogin(house.database, attempt.subject)
  if (!(await passwordFits(login?.secret ?? null, request.password)) || !login) return { outcome: 'wrong' }
  return perform(house, { actor: null, requestId: request.requestId }, async doing => {
    await forgetAttempts(doing.tx, attempt)
    const { now, actor } = await readPresence(doing.tx, login.person_id, null)
    if (!actor) return { outcome: 'no-unit' }
    recordAudit({ ...doing, actor }, { act: 'sign-in', at: now, detail: { loginId: login.id } })
    return { outcome: 'signed-in', actor, loginId: login.id, oneTime: login.one_time }
  })
}

/** A login's name as it is stored and compared: without spaces, full-width signs, +86 or capitals. */
export function loginSubject(typed: string): string {
  const plain = typed.normalize('NFKC').replace(/\s/g, '').toLowerCase().slice(0, 254)
  if (plain.includes('@')) return plain
  const digits = plain.replace(/[-()]/g, '')
  return /^\+?\d+$/.test(digits) ? digits.replace(/^(\+|00)86(?=1\d{10}$)/, '') : plain
}

// By the login's own name, by the person's mobile number, or by a mail address that only one person has.
async function findLogin(reader: Reader, subject: string) {
  const { rows } = await sql<{
    id: string
    person_id: string
    secret: string | null
    one_time: boolean
    named: boolean
  }>`
    select login.id, login.person_id, login.secret, login.one_time,
      (login.subject = ${subject} or person.mobile is not distinct from ${subject}) as named
    from logins login join people person on person.id = login.person_id
    where login.kind = 'password' and login.disabled_at is null and person.disabled_at is null
      and (login.subject = ${subject} or person.mobile = ${subject} or lower(person.email) = ${subject})
    order by named desc, login.id
    limit 2`.execute(reader)
  const [first, second] = rows
  const unclear = first && !first.named && second && second.person_id !== first.person_id
  return unclear ? undefined : first
}
