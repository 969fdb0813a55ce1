import type { Actor } from '../domain/actor.ts'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { type Doing, type House, perform, recordAudit, wake } from './act.ts'
import { recordDecision } from './decision.ts'
import { demandMoney } from './demand-money.ts'
import { lockCase, lockCycleOf } from './matter.ts'
import { payoutScope } from './money-matter.ts'
import { checkPlainText } from './plain-text.ts'
import { keyedHash, seal } from './sealed-field.ts'
import { voidBatchesWith } from './void-batch.ts'

export interface AccountFields {
  /** Must be the applicant's registered name, to the letter. */
  readonly holder: string
  readonly number: string
  readonly bank: string
  /** 行号: twelve digits. */
  readonly bankCode: string
}

/**
 * Proposes the account that a claim's unit is paid to. It counts when another person has confirmed it; the number is kept
 * encrypted. A company account has no check digit: its holder and the form of its codes are all that can be checked.
 *
 * @throws FieldErrors `holder-is-another` with the registered name, `not-an-account-number`, `not-a-bank-code`
 */
export function proposeAccount(
  house: House,
  actor: Actor,
  { caseId, account, once }: { caseId: string; account: AccountFields; once: { readonly key: string } },
): Promise<{ accountId: string; last4: string }> {
  const request = ['propose-account', caseId, keyedHash(house.fieldKey, JSON.stringify(account))]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycleOf(tx, caseId, 'share')
    const theCase = await lockCase(tx, caseId)
    const now = await businessNow(tx)
    await demandMoney(tx, 'propose-account', actor, { cycle, state: 'round', payeeUnitId: theCase.unit_id })
    const claim = await tx
      .selectFrom('claims')
      .innerJoin('filings', 'filings.id', 'claims.filing_id')
      .select('filings.name')
      .where('case_id', '=', caseId)
      .executeTakeFirst()
    if (!claim) throw new NotFound('claim')
    const holder = account.holder.trim()
    const number = account.number.replace(/[ -]/g, '')
    const bankCode = account.bankCode.replace(/ /g, '')
    const errors: FieldError[] = [
      ...checkPlainText('holder', account.holder, { required: true, longest: 100 }),
      ...checkPlainText('bank', account.bank, { required: true, longest: 100 }),
    ]
    if (holder !== '' && holder !== claim.name)
      errors.push({ field: 'holder', code: 'holder-is-another', params: { holder, name: claim.name } })
    if (!/^[0-9]{8,32}$/.test(number)) errors.push({ field: 'number', code: 'not-an-account-number' })
    if (!/^[0-9]{12}$/.test(bankCode)) errors.push({ field: 'bankCode', code: 'not-a-bank-code' })
    if (errors.length > 0) throw new FieldErrors(errors)
    // Whoever proposes again means the newest; an earlier proposal that nobody confirmed is no longer there to be confirmed.
    await tx
      .updateTable('accounts')
      .set({ state: 'replaced' })
      .where('unit_id', '=', theCase.unit_id)
      .where('state', '=', 'proposed')
      .execute()
    const { id: accountId } = await tx
      .insertInto('accounts')
      .values({
        unit_id: theCase.unit_id,
        holder,
        number_sealed: seal(house.fieldKey, number),
        number_hash: keyedHash(house.fieldKey, number),
        number_last4: number.slice(-4),
        bank: account.bank.trim(),
        bank_code: bankCode,
        state: 'proposed',
        made_by: actor.personId,
        made_by_name: actor.personName,
        made_at: now,
        confirmed_by: null,
        confirmed_by_name: null,
        confirmed_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    recordAudit(doing, { act: 'propose-account', at: now, cycleId: cycle.id, caseId, detail: { accountId } })
    await wakeReturned(tx, theCase.unit_id)
    return { accountId, last4: number.slice(-4) }
  })
}

/**
 * Confirms an account that somebody else proposed: from now on the unit is paid to it. A batch that has not been released
 * and holds the account before it is void.
 *
 * @throws RuleBroken `maker-cannot-confirm`, `not-in-this-state`
 */
export function confirmAccount(
  house: House,
  actor: Actor,
  { caseId, accountId, once }: { caseId: string; accountId: string; once: { readonly key: string } },
): Promise<{ voidedBatches: readonly string[] }> {
  return perform(
    house,
    { actor, once: { key: once.key, request: ['confirm-account', caseId, accountId] } },
    async doing => {
      const { tx } = doing
      const { cycle, account, now } = await accountOf(doing, actor, { caseId, accountId })
      if (actor.personId === account.made_by) throw new RuleBroken('maker-cannot-confirm')
      await tx
        .updateTable('accounts')
        .set({ state: 'replaced' })
        .where('unit_id', '=', account.unit_id)
        .where('state', '=', 'confirmed')
        .execute()
      await tx
        .updateTable('accounts')
        .set({
          state: 'confirmed',
          confirmed_by: actor.personId,
          confirmed_by_name: actor.personName,
          confirmed_at: now,
        })
        .where('id', '=', accountId)
        .execute()
      const voidedBatches = await voidBatchesWith(doing, account.unit_id, now)
      recordDecision(doing, {
        cycleId: cycle.id,
        caseId,
        act: 'confirm-account',
        verdict: 'confirmed',
        at: now,
        detail: { accountId, voidedBatches },
      })
      recordAudit(doing, { act: 'confirm-account', at: now, cycleId: cycle.id, caseId, detail: { accountId } })
      await wakeReturned(tx, account.unit_id)
      return { voidedBatches }
    },
  )
}

/** Sends a proposed account back to whoever proposed it, with a reason. */
export function rejectAccount(
  house: House,
  actor: Actor,
  {
    caseId,
    accountId,
    reason,
    once,
  }: { caseId: string; accountId: string; reason: string; once: { readonly key: string } },
): Promise<void> {
  const request = ['reject-account', caseId, accountId, reason]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const { cycle, account, now } = await accountOf(doing, actor, { caseId, accountId })
    const errors = checkPlainText('reason', reason, { required: true, longest: 500 })
    if (errors.length > 0) throw new FieldErrors(errors)
    await tx.updateTable('accounts').set({ state: 'replaced' }).where('id', '=', accountId).execute()
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId,
      act: 'confirm-account',
      verdict: 'rejected',
      reason,
      at: now,
      detail: { accountId },
    })
    recordAudit(doing, { act: 'reject-account', at: now, cycleId: cycle.id, caseId, detail: { accountId } })
    await wakeReturned(tx, account.unit_id)
  })
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function accountOf({ tx }: Doing, actor: Actor, { caseId, accountId }: { caseId: string; accountId: string }) {
  const cycle = await lockCycleOf(tx, caseId, 'update')
  const theCase = await lockCase(tx, caseId)
  if (!uuid.test(accountId)) throw new NotFound('account')
  const account = await tx
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', accountId)
    .where('unit_id', '=', theCase.unit_id)
    .forUpdate()
    .executeTakeFirst()
  if (!account) throw new NotFound('account')
  const now = await businessNow(tx)
  await demandMoney(tx, 'confirm-account', actor, { cycle, state: `account-${account.state}` })
  return { cycle, account, now }
}

// A returned payment waits for a new account of its payee.
async function wakeReturned(tx: Tx, unitId: string): Promise<void> {
  const waiting = await tx
    .selectFrom('payouts')
    .innerJoin('cases', 'cases.id', 'payouts.case_id')
    .select('payouts.id')
    .where('cases.unit_id', '=', unitId)
    .where('payouts.state', '=', 'returned')
    .execute()
  for (const { id } of waiting) await wake(tx, payoutScope(id), 'payout')
}
