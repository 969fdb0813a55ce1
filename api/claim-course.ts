import type { ClaimState } from '../domain/claim.ts'
import type { ClaimStory, readObjectionsTo, StandingRow } from '../records/my-claims.ts'
import type { CourseEntry } from '../web/pages/claim-progress.tsx'
import type { StandingKey } from '../web/pages/claim-standing.ts'

type Objections = Awaited<ReturnType<typeof readObjectionsTo>>

const ended: readonly ClaimState[] = ['not-accepted', 'refused', 'lapsed', 'struck-out', 'withdrawn']

/** The whole course of a claim from what is in its rows: what was, is and comes. Instants end in `At`, money in `Fen`. */
export function courseOf(row: StandingRow, key: StandingKey, story: ClaimStory, objections: Objections): CourseEntry[] {
  const over = ended.includes(row.state)
  const past = [
    ...received(story),
    ...corrections(story),
    ...acceptance(story),
    ...supplements(story),
    ...reviews(story),
    ...notices(story, row),
    ...objections.map(objection),
    ...payments(story),
  ].sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
  const done = past.map(({ at, ...entry }) => entry)
  if (over && row.endedAt)
    return [
      ...done,
      { key: `ended-${row.state}`, state: 'done', values: { endedAt: row.endedAt, clause: row.endClause ?? '' } },
    ]
  return [...done, ...ahead(row, key)]
}

type Past = CourseEntry & { readonly at: string }

const received = ({ receipts }: ClaimStory): Past[] =>
  receipts.slice(0, 1).map(receipt => ({
    key: 'received',
    state: 'done',
    at: receipt.received_at,
    receipt: receipt.seq,
    values: { receivedAt: receipt.received_at, number: receipt.receipt, by: receipt.by_name },
  }))

const corrections = ({ decisions, receipts, defects }: ClaimStory): Past[] =>
  decisions
    .filter(({ act }) => act === 'request-correction')
    .map(({ at, round }) => {
      const mended = receipts.find(({ seq }) => seq === (round ?? 0) + 1)
      const count = defects.filter(each => each.stage === 'correction' && each.round === round).length
      return {
        key: mended ? 'corrected' : 'correction-asked',
        state: 'done',
        at,
        ...(mended ? { receipt: mended.seq } : {}),
        values: { askedAt: at, count, ...(mended ? { mendedAt: mended.received_at } : {}) },
      }
    })

const acceptance = ({ decisions }: ClaimStory): Past[] =>
  decisions
    .filter(({ verdict, step }) => verdict === 'accepted' && step === 'acceptance')
    .map(({ at, act }) => ({
      key: act === 'silence' ? 'deemed-accepted' : 'accepted',
      state: 'done',
      at,
      values: { acceptedAt: at },
    }))

const supplements = ({ tasks }: ClaimStory): Past[] =>
  tasks
    .filter(({ step, closed_at }) => step === 'supplement' && closed_at !== null)
    .map(({ opened_at, closed_at, outcome }) => ({
      key: outcome === 'given' ? 'supplemented' : 'not-supplemented',
      state: 'done',
      at: closed_at ?? opened_at,
      values: { askedAt: opened_at, givenAt: closed_at ?? opened_at },
    }))

const reviews = ({ decisions }: ClaimStory): Past[] =>
  decisions.flatMap(({ act, verdict, reason, clause, detail, at }): Past[] => {
    const values = { decidedAt: at, reason: reason ?? '', clause: clause ?? '' }
    if (act === 'review-claim') {
      const { asked, granted } = detail as { asked?: string | null; granted?: string | null }
      if (verdict !== 'support' || !granted) return [{ key: 'reviewed-against', state: 'done', at, values }]
      const cut = asked && BigInt(granted) < BigInt(asked)
      return [
        {
          key: cut ? 'reviewed-cut' : 'reviewed-whole',
          state: 'done',
          at,
          values: { ...values, askedFen: asked ?? granted, grantedFen: granted },
        },
      ]
    }
    if (act === 'return-claim') return [{ key: 'returned-to-review', state: 'done', at, values }]
    if (act === 'object-to-cut') return [{ key: 'objected-to-cut', state: 'done', at, values }]
    if (act === 'approve-claim') return [{ key: 'approved', state: 'done', at, values }]
    return []
  })

const notices = ({ items }: ClaimStory, { state }: StandingRow): Past[] =>
  items.flatMap((item): Past[] => {
    const { starts_at: startsAt, ends_at: endsAt } = item
    if (!startsAt || !endsAt) return []
    const last = item === items.at(-1)
    if (last && (state === 'listed' || item.list_state === 'approved')) return []
    const gone = item.state === 'struck-out' || item.state === 'back-to-review'
    return [{ key: gone ? 'notice-left' : 'notice-over', state: 'done', at: startsAt, values: { startsAt, endsAt } }]
  })

const objection = (one: Objections[number]): Past => ({
  key:
    one.outcome === null
      ? 'objection-open'
      : one.outcome === 'upheld'
        ? `objection-${one.effect}`
        : 'objection-dismissed',
  state: one.outcome === null ? 'now' : 'done',
  at: one.received_at,
  values: {
    receivedAt: one.received_at,
    dueAt: one.due_at,
    number: one.number,
    reason: one.reason ?? '',
    clause: one.clause ?? '',
  },
})

const payments = ({ payouts }: ClaimStory): Past[] =>
  payouts.flatMap((payout): Past[] => {
    const { state, settled_at: settledAt, submitted_at: submittedAt, amount_fen, number_last4: last4 } = payout
    if (state !== 'paid' && state !== 'returned') return []
    const at = settledAt ?? submittedAt
    const reason = payout.bank_answer === 'returned' ? '' : (payout.bank_answer ?? '')
    if (!at) return []
    return [
      {
        key: state === 'paid' ? 'paid' : 'payment-returned',
        state: state === 'paid' ? 'done' : 'late',
        at,
        values: { settledAt: at, paidFen: String(amount_fen), last4, reason: state === 'paid' ? '' : reason },
      },
    ]
  })

const stages = ['submitted', 'accepted', 'reviewed', 'committed', 'listed', 'payable', 'in-payment'] as const
const stageOf: Partial<Record<ClaimState, (typeof stages)[number]>> = {
  correcting: 'submitted',
  supplementing: 'accepted',
  waiting: 'committed',
}

// A payment that waits for something of the account, and not for the treasury.
const ofAccount: readonly StandingKey[] = ['returned', 'no-account', 'account-proposed']

/** What it waits for now, and what comes after that. */
function ahead(row: StandingRow, key: StandingKey): CourseEntry[] {
  if (row.state === 'draft' || row.state === 'paid') return []
  const now = stageOf[row.state] ?? (stages.find(stage => stage === row.state) as (typeof stages)[number])
  const values = {
    who: row.issuer,
    days: row.noticeDays ?? 0,
    place: row.place ?? 0,
    last4: (key === 'account-proposed' ? row.proposedLast4 : row.confirmedLast4) ?? '',
    ...(row.taskDueAt === null ? {} : { dueAt: row.taskDueAt }),
    ...(row.startsAt === null ? {} : { startsAt: row.startsAt }),
    ...(row.endsAt === null ? {} : { endsAt: row.endsAt }),
  }
  const at = stages.indexOf(now)
  return [
    { key: `now-${ofAccount.includes(key) ? key : row.state}`, state: 'now', values },
    ...stages
      .slice(at + 1)
      .filter(stage => stage === 'accepted' || stage === 'reviewed' || stage === 'listed' || stage === 'payable')
      .map((stage): CourseEntry => ({ key: `next-${stage}`, state: 'next', values })),
  ]
}
