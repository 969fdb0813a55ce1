import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { payoutKey } from '../domain/claim.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { canonical, type House, perform, recordAudit, sha256 } from './act.ts'
import { demandMoney } from './demand-money.ts'
import { lockCycle } from './matter.ts'
import { isContradicted, lockClaims } from './money-matter.ts'

/** A batch has at most so many payments. */
export const mostPayments = 2000

export interface BatchMade {
  readonly batchId: string
  readonly number: string
  readonly count: number
  /** in fen, as a decimal number */
  readonly totalFen: string
  /** Fingerprint of payees, accounts and amounts: what is released must be this. */
  readonly contentSha256: string
  /** Payees that are payable and not in the batch, because nobody has confirmed an account of theirs. */
  readonly leftOut: readonly string[]
}

/**
 * Makes a batch (拨付批次) of claims that are payable; another person releases it. Each payment gets a key of its own, which
 * goes to the bank and is never used again.
 *
 * @param caseIds the claims; null: every payable claim of the round whose payee has a confirmed account
 * @throws RuleBroken `nothing-to-pay`; `not-payable` naming claims whose notice has not run, which are held, paid or in
 *   another batch; `account-not-confirmed` naming payees who were asked for, or where nobody else is left, without a
 *   confirmed account, or whose payment to the same account came back; `pack-never-paid` for a document that is a draft
 */
export function makeBatch(
  house: House,
  actor: Actor,
  {
    cycleId,
    caseIds,
    channel,
    once,
  }: {
    cycleId: string
    caseIds: readonly string[] | null
    /** How the money is asked for: a file to and from the treasury, or the bank's own service. */
    channel: 'file' | 'bank'
    once: { readonly key: string }
  },
): Promise<BatchMade> {
  const request = ['make-batch', cycleId, caseIds, channel]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'update')
    await demandMoney(tx, 'make-batch', actor, { cycle, state: 'round' })
    const chosen = caseIds ? [...new Set(caseIds)] : await payableClaims(tx, cycleId)
    if (chosen.length === 0) throw new RuleBroken('nothing-to-pay')
    if (chosen.length > mostPayments)
      throw new FieldErrors([{ field: 'caseIds', code: 'too-many', params: { most: mostPayments } }])
    const locked = await lockClaims(tx, cycleId, chosen)
    const now = await businessNow(tx)
    const { status } = await tx
      .selectFrom('policy_versions')
      .select('status')
      .where('id', '=', cycle.policy_version_id)
      .executeTakeFirstOrThrow()
    if (status === 'draft') throw new RuleBroken('pack-never-paid')
    const attempts = await attemptsOf(tx, chosen)
    const wrong = locked.filter(
      ({ state, held, case_id }) => state !== 'payable' || held || attempts.get(case_id)?.live === true,
    )
    if (locked.length < chosen.length || wrong.length > 0)
      throw new RuleBroken('not-payable', { numbers: wrong.map(({ number }) => number).join('、') })
    const accounts = await confirmedAccounts(
      tx,
      locked.map(({ unit_id }) => unit_id),
    )
    const without = locked.filter(({ unit_id, case_id }) => {
      const account = accounts.get(unit_id)
      return !account || attempts.get(case_id)?.returnedTo.includes(account.id)
    })
    const leftOut = without.map(({ unit_name }) => unit_name)
    const claims = locked.filter(claim => !without.includes(claim))
    if (leftOut.length > 0 && (caseIds !== null || claims.length === 0))
      throw new RuleBroken('account-not-confirmed', { names: leftOut.join('、') })

    const payments = claims.map(claim => {
      const attempt = (attempts.get(claim.case_id)?.last ?? 0) + 1
      return {
        case_id: claim.case_id,
        attempt,
        key: payoutKey(claim.number ?? claim.case_id, 1, attempt),
        account_id: accounts.get(claim.unit_id)?.id as string,
        amount_fen: claim.granted_fen as bigint,
      }
    })
    const total = payments.reduce((sum, { amount_fen }) => sum + amount_fen, 0n)
    const { rows } = await sql<{ number: string }>`
      select 'BF' || to_char(${now}::timestamptz at time zone 'Asia/Shanghai', 'YYYY') || '-' || lpad(nextval('batch_numbers')::text, 5, '0') as number`.execute(
      tx,
    )
    const number = (rows[0] as { number: string }).number
    const { id: batchId } = await tx
      .insertInto('batches')
      .values({
        cycle_id: cycleId,
        number,
        state: 'made',
        content_sha256: '',
        total_fen: total,
        made_by: actor.personId,
        made_by_name: actor.personName,
        made_at: now,
        released_by: null,
        released_by_name: null,
        released_at: null,
        closed_at: null,
        closed_by_name: null,
        void_reason: null,
        channel,
        exported_at: null,
        export_sha256: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('payouts')
      .values(
        payments.map(payment => ({
          ...payment,
          batch_id: batchId,
          cycle_id: cycleId,
          instalment: 1,
          state: 'prepared' as const,
          bank_reference: null,
          bank_answer: null,
          ask_at: null,
          lease_token: null,
          lease_until: null,
          submitted_at: null,
          settled_at: null,
        })),
      )
      .execute()
    const contentSha256 = await contentOf(tx, batchId)
    await tx.updateTable('batches').set({ content_sha256: contentSha256 }).where('id', '=', batchId).execute()
    const made = { batchId, number, count: payments.length, totalFen: String(total), contentSha256, leftOut }
    recordAudit(doing, { act: 'make-batch', at: now, cycleId, detail: made })
    house.reach('batch-made-before-commit')
    return made
  })
}

/** The fingerprint of a batch as its rows are now: who is paid, to which account, how much, under which key. */
export async function contentOf(tx: Tx, batchId: string): Promise<string> {
  const { rows } = await sql<Record<string, string>>`
    select p.key, p.case_id, p.amount_fen::text as fen, c.granted_fen::text as granted, current.id as account, current.holder,
      current.number_hash as number, current.bank_code as code, p.account_id = current.id as same
    from payouts p join claims c on c.case_id = p.case_id join cases k on k.id = p.case_id
    left join accounts current on current.unit_id = k.unit_id and current.state = 'confirmed'
    where p.batch_id = ${batchId} order by p.key`.execute(tx)
  return sha256(canonical(rows))
}

async function payableClaims(tx: Tx, cycleId: string): Promise<string[]> {
  const { rows } = await sql<{ case_id: string }>`
    select case_id from claims c where cycle_id = ${cycleId} and state = 'payable' and not held
      and not exists (select from payouts where payouts.case_id = c.case_id
        and (state not in ('returned', 'never-received', 'void') or ${isContradicted}))
    order by approved_order, case_id limit ${mostPayments}`.execute(tx)
  return rows.map(({ case_id }) => case_id)
}

/** For each claim: its last attempt, whether one is under way or paid (or nobody knows, as the bank contradicts itself), and the accounts from which money came back. */
async function attemptsOf(
  tx: Tx,
  caseIds: readonly string[],
): Promise<Map<string, { last: number; live: boolean; returnedTo: string[] }>> {
  const { rows } = await sql<{ case_id: string; last: number; live: boolean; returned_to: string[] | null }>`
    select case_id, max(attempt)::int as last, bool_or(state not in ('returned', 'never-received', 'void') or ${isContradicted}) as live,
      array_agg(account_id) filter (where state = 'returned') as returned_to
    from payouts where case_id = any(${[...caseIds]}::uuid[]) and instalment = 1 group by case_id`.execute(tx)
  return new Map(
    rows.map(({ case_id, last, live, returned_to }) => [case_id, { last, live, returnedTo: returned_to ?? [] }]),
  )
}

async function confirmedAccounts(tx: Tx, unitIds: readonly string[]): Promise<Map<string, { id: string }>> {
  const rows = await tx
    .selectFrom('accounts')
    .select(['id', 'unit_id'])
    .where('unit_id', 'in', [...new Set(unitIds)])
    .where('state', '=', 'confirmed')
    .execute()
  return new Map(rows.map(row => [row.unit_id, row]))
}
