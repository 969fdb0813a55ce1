import type { Actor } from '../domain/actor.ts'
import { type FieldError, FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { yuan } from '../domain/yuan.ts'
import type { Reader } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { demandMoney } from './demand-money.ts'
import { demandNoContradiction, lockPayout } from './money-matter.ts'
import { checkPlainText } from './plain-text.ts'
import { applyWord, clearMismatch, recordEvent } from './record-bank-word.ts'

/** What the treasury's statement shows of a frozen payment. */
export const frozenFindings = ['paid', 'returned', 'never-received'] as const
export type FrozenFinding = (typeof frozenFindings)[number]

/** Two persons saw the same on the statement, the first one here. */
export interface FirstFinding {
  readonly finding: FrozenFinding
  readonly personId: string
  readonly personName: string
  readonly reason: string
  readonly at: string
}

/**
 * Settles a frozen payment by what the treasury's statement shows, when two people have read the same from it: exactly our
 * amount was paid to our payee, exactly it came back, or nothing of it was ever received. Another amount settles nothing: the
 * payment stays frozen until the bank has mended it, so that the ledger never holds a sum that was not moved.
 *
 * @param statementFen the amount on the statement in fen, as a decimal number; '' where nothing was received
 * @throws FieldErrors; RuleBroken `another-amount` with both sums, `confirmed-already` where the same person says it twice,
 *   `earlier-payment-contradicted` while nobody has cleared up what the bank said of an earlier payment of the claim
 */
export function settleFrozen(
  house: House,
  actor: Actor,
  {
    payoutId,
    finding,
    statementFen,
    reason,
    once,
  }: {
    payoutId: string
    finding: string
    statementFen: string
    reason: string
    once: { readonly key: string }
  },
): Promise<{ settled: boolean }> {
  const request = ['settle-frozen', payoutId, finding, statementFen, reason]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const locked = await lockPayout(tx, payoutId)
    const { cycle, payout, now } = locked
    await demandMoney(tx, 'settle-frozen', actor, { cycle, state: `payout-${payout.state}` })
    await demandNoContradiction(tx, payout)
    const found = readFinding({ finding, statementFen, reason })
    const { says, amountFen } = found
    if (amountFen !== null && amountFen !== payout.amount_fen)
      throw new RuleBroken('another-amount', { amount: yuan(payout.amount_fen), statement: yuan(amountFen) })
    const first = await readFirstFinding(tx, payoutId)
    if (first?.personId === actor.personId && first.finding === says) throw new RuleBroken('confirmed-already')
    const settled = first !== null && first.personId !== actor.personId && first.finding === says
    const detail = { payoutId, key: payout.key, finding: says }
    const verdict = settled ? says : 'first-of-two'
    const { id: cycleId } = cycle
    const caseId = payout.case_id
    recordDecision(doing, { cycleId, caseId, act: 'settle-frozen', verdict, reason, at: now, detail })
    recordAudit(doing, { act: 'settle-frozen', at: now, cycleId, caseId, detail: { ...detail, settled } })
    if (!settled) {
      const said = { finding: says, personId: actor.personId, reason }
      recordEvent(doing, payoutId, { kind: 'first-finding', source: 'treasury', detail: said })
      return { settled }
    }
    // As after asking again: what both have read counts as the treasury's word on a payment of which nothing is known.
    const unknown = { ...locked, payout: { ...payout, state: 'unknown' as const } }
    const word = { says, amountFen, payeeMatches: null, reference: null, reason }
    await applyWord(doing, unknown, word, { source: 'treasury', now })
    await clearMismatch(tx, payoutId, actor, now)
    return { settled }
  })
}

/** What one person has read from the statement since the payment was frozen last, while a second has not; the newest. */
export async function readFirstFinding(reader: Reader, payoutId: string): Promise<FirstFinding | null> {
  const events = await reader
    .selectFrom('payout_events')
    .select(['kind', 'detail', 'person_name', 'at'])
    .where('payout_id', '=', payoutId)
    .orderBy('id', 'desc')
    .execute()
  const since = events.findIndex(({ kind, detail }) => kind === 'ask-again' || detail.to !== undefined)
  const said = events.slice(0, since === -1 ? events.length : since).find(({ kind }) => kind === 'first-finding')
  if (!said) return null
  const { finding, personId, reason } = said.detail as Pick<FirstFinding, 'finding' | 'personId' | 'reason'>
  return { finding, personId, reason, personName: said.person_name ?? '', at: said.at }
}

function readFinding({ finding, statementFen, reason }: { finding: string; statementFen: string; reason: string }) {
  const errors: FieldError[] = checkPlainText('reason', reason, { required: true, longest: 500 })
  const says = frozenFindings.find(each => each === finding)
  const amount = /^(0|[1-9]\d{0,17})$/.test(statementFen) ? BigInt(statementFen) : null
  if (!says) errors.push({ field: 'finding', code: finding === '' ? 'not-chosen' : 'not-a-choice' })
  if (says !== 'never-received' && amount === null) errors.push({ field: 'statementFen', code: 'not-an-amount' })
  if (!says || errors.length > 0) throw new FieldErrors(errors)
  return { says, amountFen: says === 'never-received' ? null : amount }
}
