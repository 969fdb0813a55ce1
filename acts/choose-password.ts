import type { Actor } from '../domain/actor.ts'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { endSessions } from './end-sessions.ts'
import { hashPassword, longestPassword, passwordFits, shortestPassword } from './password.ts'
import { countAttempt, forgetAttempts } from './sign-in-throttle.ts'

export type PasswordChoice = {
  readonly loginId: string
  readonly current: string
  readonly wanted: string
  readonly repeated: string
  /** Where the request comes from. */
  readonly address: string
}

/**
 * Replaces one's own password, a one-time one as well; every session of the person ends.
 *
 * @throws FieldErrors `current`, `wanted`, `repeated`; RuleBroken `wait-before-trying`
 */
export async function choosePassword(house: House, actor: Actor, choice: PasswordChoice): Promise<void> {
  const { loginId, current, wanted } = choice
  const login = await house.database
    .selectFrom('logins')
    .select(['id', 'subject', 'secret'])
    .where('id', '=', loginId)
    .where('person_id', '=', actor.personId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (!login) throw new NotFound('account')
  const attempt = { subject: `choose ${loginId}`, address: choice.address }
  const seconds = await countAttempt(house.database, attempt)
  if (seconds > 0) throw new RuleBroken('wait-before-trying', { seconds })
  if (!(await passwordFits(login.secret, current)))
    throw new FieldErrors([{ field: 'current', code: 'not-the-password' }])
  const errors = flaws(choice, login.subject)
  if (errors.length > 0) throw new FieldErrors(errors)
  const secret = await hashPassword(wanted)
  await perform(house, { actor }, async doing => {
    await forgetAttempts(doing.tx, attempt)
    await doing.tx.updateTable('logins').set({ secret, one_time: false }).where('id', '=', loginId).execute()
    await endSessions(doing.tx, actor.personId)
    recordAudit(doing, { act: 'set-password', at: await businessNow(doing.tx), detail: { loginId } })
  })
}

// Length is what counts; no rules on kinds of characters.
function flaws({ current, wanted, repeated }: PasswordChoice, subject: string): FieldError[] {
  const length = [...wanted].length
  if (length < shortestPassword) return [{ field: 'wanted', code: 'shorter-than', params: { least: shortestPassword } }]
  if (wanted.length > longestPassword)
    return [{ field: 'wanted', code: 'longer-than', params: { most: longestPassword } }]
  if (wanted === current) return [{ field: 'wanted', code: 'same-as-before' }]
  if (wanted.toLowerCase().includes(subject) || new Set(wanted).size < 5)
    return [{ field: 'wanted', code: 'easy-to-guess' }]
  return wanted === repeated ? [] : [{ field: 'repeated', code: 'not-the-same' }]
}
