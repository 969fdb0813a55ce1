import type { Actor } from '../domain/actor.ts'
import { effectOf } from '../domain/bank-word.ts'
import type { PayoutState } from '../domain/claim.ts'
import { businessNow, type Reader } from '../records/database.ts'
import { type House, perform, recordAudit, sha256 } from './act.ts'
import { demandMoney } from './demand-money.ts'
import { lockCycle } from './matter.ts'
import { lockClaims, lockPayout } from './money-matter.ts'
import { type ReceiptLine, readReceipts } from './payment-file.ts'
import { applyWord } from './record-bank-word.ts'

export interface ReceiptsRecorded {
  readonly rows: readonly {
    readonly row: number
    readonly key: string
    /** What the payment is now; null: no payment of this round has the voucher. */
    readonly state: PayoutState | null
  }[]
}

/**
 * Takes the treasury's file of receipts and returns for a round. A row that was taken before changes nothing; an amount
 * that is not ours freezes its payment. A row of another round is answered and changes nothing.
 *
 * @throws FieldErrors naming row and column where the file cannot be read; nothing is taken then
 */
export function recordReceipts(
  house: House,
  actor: Actor,
  { cycleId, bytes, once }: { cycleId: string; bytes: Uint8Array; once: { readonly key: string } },
): Promise<ReceiptsRecorded> {
  const request = ['record-receipts', cycleId, sha256(bytes)]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'update')
    await demandMoney(tx, 'record-receipts', actor, { cycle, state: 'round' })
    const lines = readReceipts(bytes)
    const found = await paymentsOf(tx, cycleId, lines)
    const byKey = new Map(found.map(payout => [payout.key, payout]))
    await lockClaims(
      tx,
      cycleId,
      found.map(({ case_id }) => case_id),
    )
    const now = await businessNow(tx)
    const states = new Map<string, PayoutState>()
    for (const { key, word } of lines) {
      const payout = byKey.get(key)
      if (!payout) continue
      const locked = await lockPayout(tx, payout.id)
      states.set(key, await applyWord(doing, locked, word, { source: 'treasury', now }))
    }
    recordAudit(doing, {
      act: 'record-receipts',
      at: now,
      cycleId,
      detail: { sha256: sha256(bytes), rows: lines.length, known: states.size },
    })
    return { rows: lines.map(({ row, key }) => ({ row, key, state: states.get(key) ?? null })) }
  })
}

export interface ReceiptPreview extends ReceiptLine {
  /** The payment with this voucher, and what it would become (null: what it is); null where the round has none. */
  readonly payment: {
    readonly unit_name: string
    readonly amountFen: bigint
    readonly from: PayoutState
    readonly to: PayoutState | null
    readonly contradiction: boolean
  } | null
}

/**
 * What `recordReceipts` would make of a file as things stand; nothing is changed.
 *
 * @throws FieldErrors as `recordReceipts` does
 */
export async function previewReceipts(reader: Reader, cycleId: string, bytes: Uint8Array): Promise<ReceiptPreview[]> {
  const lines = readReceipts(bytes)
  const found = await paymentsOf(reader, cycleId, lines)
  const byKey = new Map(found.map(payment => [payment.key, payment]))
  return lines.map(line => {
    const payment = byKey.get(line.key)
    if (!payment) return { ...line, payment: null }
    const effect = effectOf(payment.state, line.word, payment.amount_fen)
    const { unit_name, amount_fen: amountFen, state: from } = payment
    const to = typeof effect === 'object' ? effect.to : null
    return { ...line, payment: { unit_name, amountFen, from, to, contradiction: effect === 'contradiction' } }
  })
}

const paymentsOf = (reader: Reader, cycleId: string, lines: readonly ReceiptLine[]) =>
  reader
    .selectFrom('payouts')
    .innerJoin('batches', 'batches.id', 'payouts.batch_id')
    .innerJoin('cases', 'cases.id', 'payouts.case_id')
    .select(['payouts.id', 'payouts.key', 'payouts.case_id', 'payouts.state', 'payouts.amount_fen', 'cases.unit_name'])
    .where('payouts.cycle_id', '=', cycleId)
    .where('batches.state', 'in', ['released', 'closed'])
    .where('payouts.key', 'in', ['', ...lines.map(({ key }) => key)])
    .execute()
