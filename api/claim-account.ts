import type { House } from '../acts/act.ts'
import { proposeAccount } from '../acts/propose-account.ts'
import type { Actor } from '../domain/actor.ts'
import { FieldErrors } from '../domain/refusal.ts'
import type { UnitAccount } from '../records/my-claims.ts'
import type { AccountView, TypedAccount } from '../web/pages/account-form.tsx'
import { type Form, field, onceKey } from './form-body.ts'

export const accountView = (row: UnitAccount): AccountView => ({
  id: row.id,
  holder: row.holder,
  last4: row.number_last4,
  bank: row.bank,
  bankCode: row.bank_code,
  state: row.state,
  madeBy: row.made_by_name,
  madeAt: row.made_at,
  confirmedBy: row.confirmed_by_name,
  confirmedAt: row.confirmed_at,
})

export const accountTyped = (form: Form): TypedAccount => ({
  holder: field(form, 'account.holder'),
  number: field(form, 'account.number'),
  bank: field(form, 'account.bank'),
  bankCode: field(form, 'account.bankCode'),
})

export const blankAccount = (holder: string): TypedAccount => ({ holder, number: '', bank: '', bankCode: '' })

/** Proposes the account that a form names. @throws FieldErrors by the fields of the form */
export async function proposeTyped(house: House, actor: Actor, caseId: string, form: Form): Promise<void> {
  try {
    await proposeAccount(house, actor, { caseId, account: accountTyped(form), once: onceKey(form) })
  } catch (error) {
    if (!(error instanceof FieldErrors)) throw error
    throw new FieldErrors(error.errors.map(each => ({ ...each, field: `account.${each.field}` })))
  }
}
