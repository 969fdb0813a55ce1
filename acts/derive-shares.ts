import { NotFound } from '../domain/refusal.ts'
import { type ListFact, type Only, type Scheme, type ShareSource, schemeOf } from '../domain/scheme.ts'
import { type Assessment, assess } from '../policies/assess.ts'
import { readPack } from '../records/cycle.ts'
import type { Tx } from '../records/database.ts'
import { together } from '../records/together.ts'
import { atEnd, canonical, type Doing } from './act.ts'
import type { CycleRow } from './matter.ts'

export interface PaidClaim {
  readonly cycle: CycleRow
  readonly claim: {
    readonly case_id: string
    readonly scheme: string
    readonly county_id: string
    readonly assessment_id: string | null
  }
  readonly payout: { readonly id: string; readonly key: string; readonly amount_fen: bigint }
  readonly now: string
}

/**
 * Writes what the city owes the county for this payment (市级奖补), by the scheme that is derived from the one that was
 * paid: one row a payment, so that every total leads back to what was really paid. Where a payment came back and was made
 * again, the share follows the payment that stands. A scheme without a share writes nothing; one that cannot be worked out
 * raises an alarm and holds nothing up.
 */
export async function deriveShare(doing: Doing, paid: PaidClaim): Promise<void> {
  const { tx } = doing
  const { cycle, claim, payout, now } = paid
  const pack = await readPack(tx, cycle.policy_version_id)
  const source = schemeOf(pack, claim.scheme)
  const share = source && pack.schemes.find(({ derivedFrom }) => derivedFrom?.scheme === source.id)
  if (!share?.derivedFrom) return
  const [[assessed], [county], [round]] = await together(
    tx,
    tx.selectFrom('assessments').select(['facts', 'readings']).where('id', '=', claim.assessment_id),
    tx.selectFrom('units').select('name').where('id', '=', claim.county_id),
    tx.selectFrom('rounds').select('year').where('cycle_id', '=', cycle.id),
  )
  if (!county) throw new NotFound('unit')
  const granted = assessed?.facts ?? {}
  const { year: yearOf, facts } = share.derivedFrom
  // A year, or the year that a date begins with.
  const year = Number(String((yearOf && granted[yearOf]) ?? round?.year ?? '').slice(0, 4))
  const payment = { key: payout.key, amountFen: Number(payout.amount_fen), county: county.name, year }
  const values = Object.fromEntries(
    Object.entries(facts).map(([name, source]) => [name, shareValue(source, granted, payment)]),
  )
  const working = workOut(share, values, assessed?.readings ?? {})
  if (!working) {
    await tx
      .insertInto('alarms')
      .values({
        kind: 'share-not-derived',
        subject: payout.id,
        cycle_id: cycle.id,
        detail: share.id,
        cleared_at: null,
        cleared_by: null,
      })
      .onConflict(conflict => conflict.doNothing())
      .execute()
    return
  }
  const row = tx
    .insertInto('shares')
    .values({
      payout_id: payout.id,
      scheme: share.id,
      county_id: claim.county_id,
      year,
      amount_fen: working.amountFen ?? 0n,
      working: canonical(
        working.working.map(({ label, clause, amountFen, expression }) => ({
          label,
          clause,
          amountFen: String(amountFen),
          expression,
        })),
      ),
      at: now,
      reversed_at: null,
    })
    .onConflict(conflict => conflict.doNothing())
  atEnd(doing, row)
}

/** The payment came back: what the city owes falls by itself. */
export async function reverseShare(tx: Tx, payoutId: string, now: string): Promise<void> {
  await tx
    .updateTable('shares')
    .set({ reversed_at: now })
    .where('payout_id', '=', payoutId)
    .where('reversed_at', 'is', null)
    .execute()
}

type Values = Record<string, unknown>

function shareValue(
  source: ShareSource,
  granted: Values,
  payment: Record<'key' | 'amountFen' | 'county' | 'year', unknown>,
) {
  if ('payment' in source) return payment[source.payment]
  if ('fact' in source) return granted[source.fact]
  const [list = '', field = ''] = source.sum.split('.')
  const { where } = source
  const rows = Array.isArray(granted[list]) ? (granted[list] as Values[]) : []
  return rows
    .filter(row => where === null || where.is.includes(String(row[where.field])))
    .reduce((total, row) => total + Number(row[field] ?? 0), 0)
}

function workOut(share: Scheme, values: Values, chosen: Readonly<Record<string, string>>): Assessment | null {
  const list = share.facts.find(
    (fact): fact is ListFact => fact.type === 'list' && fact.name === share.derivedFrom?.fact,
  )
  if (!list) return null
  const readings = Object.fromEntries(
    Object.entries(chosen).filter(([name]) => share.readings.some(r => r.name === name)),
  )
  const asked = ({ only }: { only: Only | null }): boolean =>
    only === null || only.is.includes(readings[only.reading] ?? '')
  const pick = (fields: readonly { name: string; only: Only | null }[]): Values =>
    Object.fromEntries(
      fields.filter(field => asked(field) && values[field.name] !== undefined).map(({ name }) => [name, values[name]]),
    )
  const facts = { ...pick(share.facts.filter(fact => fact !== list)), [list.name]: [pick(list.fields)] }
  const answer = assess(share, { facts, readings })
  return answer.ok && answer.assessment.amountFen !== null ? answer.assessment : null
}
