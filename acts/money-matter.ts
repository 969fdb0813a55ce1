import { type RawBuilder, sql } from 'kysely'
import type { ClaimState } from '../domain/claim.ts'
import { type PaymentRules, paymentRulesOf } from '../domain/payment-rules.ts'
import { NotFound, RuleBroken } from '../domain/refusal.ts'
import { clockStatement, type Reader, type Tx } from '../records/database.ts'
import { together } from '../records/together.ts'
import { type CycleRow, cycleLock, cycleRow, lockCycle } from './matter.ts'

export type ListRow = Awaited<ReturnType<typeof lockList>>['list']
export type BatchRow = Awaited<ReturnType<typeof lockBatch>>['batch']
export type PayoutRow = Awaited<ReturnType<typeof lockPayout>>['payout']

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What a round's public notices and payments go by. */
export async function paymentRulesOfCycle(
  reader: Reader,
  cycle: Pick<CycleRow, 'id' | 'parameters'>,
): Promise<PaymentRules> {
  const round = await reader
    .selectFrom('rounds')
    .select('notice_working_days')
    .where('cycle_id', '=', cycle.id)
    .executeTakeFirst()
  return paymentRulesOf(cycle.parameters, round?.notice_working_days ?? null)
}

/** Locks claims with their cases, after their cycle, always in the same order. Those that are not of the cycle are left out. */
export async function lockClaims(tx: Tx, cycleId: string, caseIds: readonly string[]) {
  const known = caseIds.filter(id => uuid.test(id))
  if (known.length === 0) return []
  const lock = sql`select id from cases where id = any(${known}::uuid[]) order by id for update`
  const [, claims] = await together(tx, lock, paidClaims(tx, cycleId, sql`select unnest(${known}::uuid[])`))
  return claims
}

const paidClaims = (tx: Tx, cycleId: string | RawBuilder<string>, caseIds: RawBuilder<unknown>) =>
  tx
    .selectFrom('claims')
    .innerJoin('cases', 'cases.id', 'claims.case_id')
    .innerJoin('filings', 'filings.id', 'claims.filing_id')
    .select([
      'claims.case_id',
      'claims.number',
      'claims.scheme',
      'claims.state',
      'claims.granted_fen',
      'claims.assessment_id',
      'claims.review_round',
      'claims.held',
      'cases.unit_id',
      'cases.unit_name',
      'filings.name',
      'filings.credit_code',
      'filings.places',
      'filings.filing_number',
      'filings.county_id',
    ])
    .where('claims.cycle_id', '=', cycleId)
    .where('claims.case_id', 'in', sql<string>`(${caseIds})`)
    .orderBy('claims.case_id')

/** Locks a public notice list, after its cycle. @throws NotFound */
export async function lockList(tx: Tx, listId: string, mode: 'share' | 'update') {
  const cycle = await lockCycle(tx, await cycleOf(tx, 'notice_lists', listId), mode)
  const list = await tx
    .selectFrom('notice_lists')
    .selectAll()
    .where('id', '=', listId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return { cycle, list }
}

/** Locks a batch, after its cycle. @throws NotFound */
export async function lockBatch(tx: Tx, batchId: string) {
  const cycle = await lockCycle(tx, await cycleOf(tx, 'batches', batchId), 'update')
  const batch = await tx
    .selectFrom('batches')
    .selectAll()
    .where('id', '=', batchId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return { cycle, batch }
}

/**
 * Locks a payment after its cycle, claim, budget and batch, and reads the clock of deadlines once all of it is locked.
 *
 * @param budget false for a word of the bank: it only adds to what was paid, as the last thing that it does, and hundreds
 *   of them would wait for each other's disk. Whoever holds the budget and waits for a payment holds its case before.
 * @throws NotFound
 */
export async function lockPayout(tx: Tx, payoutId: string, { budget = true } = {}) {
  if (!uuid.test(payoutId)) throw new NotFound('payouts')
  const its = (column: 'cycle_id' | 'case_id' | 'batch_id') =>
    sql<string>`(select p.${sql.ref(column)} from payouts p where p.id = ${payoutId})`
  const [cycles, , [claim], , [batch], [payout], [clock]] = await together(
    tx,
    cycleLock(tx, its('cycle_id'), 'share'),
    sql`select from cases where id = ${its('case_id')} for update`,
    paidClaims(tx, its('cycle_id'), its('case_id')),
    sql`select from budgets where ${budget} and cycle_id = ${its('cycle_id')} for update`,
    tx.selectFrom('batches').selectAll().where('id', '=', its('batch_id')).forShare(),
    tx.selectFrom('payouts').selectAll().where('id', '=', payoutId).forUpdate(),
    clockStatement,
  )
  if (!claim || !batch || !payout || !clock) throw new NotFound('payouts')
  return { cycle: cycleRow(cycles), claim, batch, payout, now: clock.now }
}

/** Whether the bank has said of this payment what cannot be, and nobody has cleared it up. `payouts` is the payment's row. */
export const isContradicted = sql<boolean>`exists (
  select from alarms a where a.kind = 'payment-contradicted' and a.subject = payouts.id::text and a.cleared_at is null)`

/**
 * While the bank has said of an earlier payment of the same claim what cannot be, nobody knows whether the claim is paid:
 * nothing that could lead to another payment goes on.
 *
 * @throws RuleBroken `earlier-payment-contradicted` with the voucher
 */
export async function demandNoContradiction(
  tx: Tx,
  { id, case_id, instalment }: Pick<PayoutRow, 'id' | 'case_id' | 'instalment'>,
): Promise<void> {
  const { rows } = await sql<{ key: string }>`
    select key from payouts where case_id = ${case_id} and instalment = ${instalment} and id <> ${id} and ${isContradicted} limit 1`.execute(
    tx,
  )
  if (rows[0]) throw new RuleBroken('earlier-payment-contradicted', { key: rows[0].key })
}

async function cycleOf(tx: Tx, table: 'notice_lists' | 'batches' | 'payouts', id: string): Promise<string> {
  if (!uuid.test(id)) throw new NotFound(table)
  const found = await tx.selectFrom(table).select('cycle_id').where('id', '=', id).executeTakeFirst()
  if (!found) throw new NotFound(table)
  return found.cycle_id
}

/** Moves locked claims on. What the states allow is said in `domain/claim.ts`; the acts ask before they call this. */
export async function moveClaims(
  tx: Tx,
  caseIds: readonly string[],
  to: ClaimState,
  now: string,
  ended: { readonly reason: string } | null = null,
): Promise<void> {
  if (caseIds.length === 0) return
  await tx
    .updateTable('claims')
    .set({ state: to, updated_at: now, ended_at: ended ? now : null, ended_reason: ended?.reason ?? null })
    .where('case_id', 'in', [...caseIds])
    .execute()
}

export const caseScope = (caseId: string): string => `case:${caseId}`
export const listScope = (listId: string): string => `list:${listId}`
export const payoutScope = (payoutId: string): string => `payout:${payoutId}`

/** Wakes the course of these claims, where they have one: only an end, or the way back to the review, is what it waits for. */
export async function wakeClaims(tx: Tx, caseIds: readonly string[]): Promise<void> {
  await wakesOfClaims(caseIds).execute(tx)
}

/** The statement that wakes them. */
export const wakesOfClaims = (caseIds: readonly string[]) => sql`
  insert into wakes (scope, workflow_type) select scope, workflow_type from scopes where scope = any(${caseIds.map(caseScope)}::text[])`
