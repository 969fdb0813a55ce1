import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { type BankWord, effectOf, secondsUntilAsked } from '../domain/bank-word.ts'
import type { PayoutState } from '../domain/claim.ts'
import { localDateOf } from '../domain/local-time.ts'
import { yuan } from '../domain/yuan.ts'
import type { Tx } from '../records/database.ts'
import { formatDate } from '../templates/format.ts'
import { atEnd, type Doing, type House, openScope, perform, recordAudit, wakeOf } from './act.ts'
import { deriveShare, reverseShare } from './derive-shares.ts'
import {
  caseScope,
  lockPayout,
  moveClaims,
  type PayoutRow,
  payoutScope,
  wakeClaims,
  wakesOfClaims,
} from './money-matter.ts'
import { contacts, writeNotices } from './notify.ts'
import { type Movement, postLedger } from './post-ledger.ts'
import { frameOf } from './wording.ts'

type Locked = Awaited<ReturnType<typeof lockPayout>>

/**
 * Records what the bank said of a payment, and everything that follows from it, in one transaction: budget, ledger, claim,
 * city's share, notice to the payee. The same word twice, or behind a later one, changes nothing.
 *
 * @returns the state of the payment afterwards
 */
export function recordBankWord(
  house: House,
  { payoutId, word }: { payoutId: string; word: BankWord },
): Promise<PayoutState> {
  return perform(house, { actor: null }, async doing => {
    const locked = await lockPayout(doing.tx, payoutId, { budget: false })
    const state = await applyWord(doing, locked, word, { source: 'bank', now: locked.now })
    house.reach('pay-word-before-commit')
    return state
  })
}

/** Applies a word to a payment that is locked already. */
export async function applyWord(
  doing: Doing,
  locked: Locked,
  word: BankWord,
  { source, now }: { source: 'bank' | 'treasury'; now: string },
): Promise<PayoutState> {
  const { tx } = doing
  const { cycle, payout } = locked
  const effect = effectOf(payout.state, word, payout.amount_fen)
  const to = typeof effect === 'object' ? effect.to : payout.state
  recordEvent(doing, payout.id, {
    kind: word.says,
    source,
    detail: {
      ...(word.amountFen !== null && word.amountFen !== payout.amount_fen ? { amountFen: String(word.amountFen) } : {}),
      ...(word.payeeMatches === false ? { payee: 'another' } : {}),
      ...(word.reference ? { reference: word.reference } : {}),
      ...(word.reason ? { reason: word.reason } : {}),
      ...(typeof effect === 'object' ? { to } : { effect }),
    },
  })
  if (effect === 'contradiction') return contradicted(doing, locked, word)
  await tx
    .updateTable('payouts')
    .set({
      state: to,
      lease_token: null,
      lease_until: null,
      asked: sql`asked + 1`,
      ask_at:
        to === 'submitted' || to === 'unknown'
          ? sql<string>`clock_timestamp() + make_interval(secs => ${secondsUntilAsked(payout.asked)})`
          : null,
      ...(word.reference ? { bank_reference: word.reference } : {}),
      bank_answer: word.reason ?? word.says,
      ...(to !== payout.state && (to === 'paid' || to === 'returned' || to === 'never-received')
        ? { settled_at: now }
        : {}),
    })
    .where('id', '=', payout.id)
    .execute()
  if (effect === 'same') return to
  if (to === 'paid') await paid(doing, locked, now)
  if (to === 'returned' || to === 'never-received') await notPaid(doing, locked, to, now)
  if (to === 'frozen') await alarm(tx, 'payment-mismatch', payout)
  recordAudit(doing, {
    act: 'record-bank-word',
    at: now,
    cycleId: cycle.id,
    caseId: payout.case_id,
    detail: { payoutId: payout.id, source, says: word.says, from: payout.state, to },
  })
  if (to === 'returned' && payout.state === 'paid') await openScope(tx, payoutScope(payout.id), 'payout', cycle.id)
  else if (to !== 'submitted') atEnd(doing, wakeOf(tx, payoutScope(payout.id), 'payout'))
  return to
}

async function paid(doing: Doing, { cycle, claim, payout }: Locked, now: string): Promise<void> {
  const { tx, house } = doing
  const fen = payout.amount_fen
  atEnd(doing, sql`update budgets set paid_fen = paid_fen + ${fen} where cycle_id = ${cycle.id}`)
  post(doing, payout, 'paid', now, [{ from: 'in-payment', to: 'paid', fen }])
  await moveClaims(tx, [payout.case_id], 'paid', now, { reason: 'paid' })
  await deriveShare(doing, { cycle, claim, payout, now })
  atEnd(doing, wakesOfClaims([payout.case_id]))
  const people = await contacts(tx, [claim.unit_id], now)
  const { number_last4: last4 } = await tx
    .selectFrom('accounts')
    .select('number_last4')
    .where('id', '=', payout.account_id)
    .executeTakeFirstOrThrow()
  await writeNotices(tx, house, now, [
    {
      key: `paid:${payout.id}`,
      cycleId: cycle.id,
      caseId: payout.case_id,
      unitId: claim.unit_id,
      path: `/claims/${payout.case_id}`,
      recipients: people.get(claim.unit_id) ?? [],
      notice: (language, link) => ({
        occasion: 'paid',
        data: {
          ...frameOf(cycle, language, now, claim.unit_name, link),
          amount: yuan(fen),
          paidOn: formatDate(localDateOf(now), language, { now, style: 'short' }),
          last4,
        },
      }),
    },
  ])
}

/** The money is where it was before it was handed over: committed. The claim can be put into another batch. */
async function notPaid(
  doing: Doing,
  { cycle, payout }: Locked,
  to: 'returned' | 'never-received',
  now: string,
): Promise<void> {
  const { tx } = doing
  const fen = payout.amount_fen
  const from = payout.state === 'paid' ? 'paid' : 'in-payment'
  if (from === 'paid') {
    atEnd(doing, sql`update budgets set paid_fen = paid_fen - ${fen} where cycle_id = ${cycle.id}`)
    await reverseShare(tx, payout.id, now)
    // The claim had ended, and is under way again.
    await tx.updateTable('scopes').set({ state: 'open' }).where('scope', '=', caseScope(payout.case_id)).execute()
    await wakeClaims(tx, [payout.case_id])
  }
  post(
    doing,
    payout,
    to,
    now,
    to === 'returned'
      ? [
          { from, to: 'returned', fen },
          { from: 'returned', to: 'committed', fen },
        ]
      : [{ from, to: 'committed', fen }],
  )
  await moveClaims(tx, [payout.case_id], 'payable', now)
}

// A bank that takes back a word that counted as final: nobody knows what was paid, and nothing more goes to this payee.
async function contradicted(doing: Doing, { cycle, payout }: Locked, word: BankWord): Promise<PayoutState> {
  const { tx } = doing
  await alarm(tx, 'payment-contradicted', payout)
  await tx
    .updateTable('payouts')
    .set({ state: 'frozen' })
    .where('case_id', '=', payout.case_id)
    .where('instalment', '=', payout.instalment)
    .where('attempt', '>', payout.attempt)
    .where('state', '=', 'prepared')
    .execute()
  recordAudit(doing, {
    act: 'contradicted-bank-word',
    at: null,
    cycleId: cycle.id,
    caseId: payout.case_id,
    detail: { payoutId: payout.id, says: word.says, state: payout.state },
  })
  return payout.state
}

const post = (doing: Doing, payout: PayoutRow, occasion: string, at: string, movements: readonly Movement[]): void =>
  postLedger(doing, {
    cycleId: payout.cycle_id,
    caseId: payout.case_id,
    payoutId: payout.id,
    occasion,
    at,
    movements,
  })

async function alarm(tx: Tx, kind: string, payout: PayoutRow): Promise<void> {
  await tx
    .insertInto('alarms')
    .values({
      kind,
      subject: payout.id,
      cycle_id: payout.cycle_id,
      detail: payout.key,
      cleared_at: null,
      cleared_by: null,
    })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

/** The amount or payee that the bank named has been looked into. */
export async function clearMismatch(tx: Tx, payoutId: string, actor: Actor, now: string): Promise<void> {
  await tx
    .updateTable('alarms')
    .set({ cleared_at: now, cleared_by: actor.personId })
    .where('kind', '=', 'payment-mismatch')
    .where('subject', '=', payoutId)
    .where('cleared_at', 'is', null)
    .execute()
}

/** One line of a payment's story, for the people who must find out what became of it. */
export function recordEvent(
  doing: Doing,
  payoutId: string,
  event: {
    readonly kind: string
    readonly source: 'house' | 'bank' | 'treasury'
    readonly detail?: Record<string, unknown>
  },
): void {
  atEnd(
    doing,
    doing.tx.insertInto('payout_events').values({
      payout_id: payoutId,
      kind: event.kind,
      source: event.source,
      person_name: doing.actor?.personName ?? null,
      detail: JSON.stringify(event.detail ?? {}),
    }),
  )
}
