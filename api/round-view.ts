import { schemeOfCycle } from '../acts/claim-matter.ts'
import { permitted } from '../acts/demand-any.ts'
import { readCalendar } from '../acts/matter.ts'
import type { Actor } from '../domain/actor.ts'
import type { RoundState } from '../domain/cycle.ts'
import { addWorkingDays } from '../domain/deadline.ts'
import { instantOf, localDateOf } from '../domain/local-time.ts'
import { type Cycle, ownTask, readLastDecision, readSeats } from '../records/cycle.ts'
import type { Database } from '../records/database.ts'
import { countListable } from '../records/notice-list.ts'
import { sumPayable } from '../records/payments.ts'
import {
  type ClaimCounts,
  nothing,
  readClaimCounts,
  readDueUntil,
  readMoneyDays,
  readWaiting,
} from '../records/round-figures.ts'
import { readRound } from '../records/rounds.ts'
import type { RoundAct, RoundPageProps } from '../web/pages/round.tsx'
import type { Words } from '../web/words.ts'
import { dueView } from './days-left.ts'
import { roundAccess } from './round-access.ts'
import { roundFacts } from './round-facts.ts'
import { seatViews } from './seat-views.ts'

/** What is due is told for so many working days ahead. */
const daysAhead = 5

/** A round's facts with the state it is in. */
async function standing(database: Database, cycle: Cycle, words: Words) {
  const [round, found] = await Promise.all([readRound(database, cycle.id), schemeOfCycle(database, cycle)])
  const facts = await roundFacts(database, cycle, round, found, words)
  return { round, found, facts, cycle: { ...cycle, state: cycle.state as RoundState } }
}

/** Everything that the page of a round under way shows. */
export async function roundView(
  database: Database,
  actor: Actor,
  cycle: Cycle,
  now: string,
  words: Words,
): Promise<RoundPageProps> {
  const calendar = await readCalendar(database)
  const until = instantOf(addWorkingDays(localDateOf(now), daysAhead, calendar), '23:59')
  const { mayPay } = roundAccess(database)
  const [known, counts, money, waiting, due, may, mayWith] = await Promise.all([
    standing(database, cycle, words),
    readClaimCounts(database, cycle.id),
    readMoneyDays(database, cycle.id),
    readWaiting(database, cycle.id),
    readDueUntil(database, cycle.id, until),
    permitted(database, ['withdraw', 'see-cycle'], actor, { cycle }),
    mayPay(actor, cycle, ['add-appropriation', 'make-list', 'make-batch', 'see-money']),
  ])
  const [listable, payable] = await Promise.all([
    offered(counts, 'committed', async () => {
      const { count, totalFen } = await countListable(database, cycle.id)
      return { count, fen: totalFen }
    }),
    offered(counts, 'payable', async () => {
      const { ready, ready_fen } = await sumPayable(database, cycle.id)
      return { count: ready, fen: ready_fen }
    }),
  ])
  const running = cycle.state === 'open' || cycle.state === 'settling'
  const { round } = known
  return {
    cycle: known.cycle,
    facts: known.facts,
    figures: counts.byState,
    drafts: counts.drafts,
    money: {
      appropriatedFen: round.appropriated_fen,
      committedFen: round.committed_fen,
      paidFen: round.paid_fen,
      inPaymentFen: money.inPaymentFen,
      returnedFen: money.returnedFen,
    },
    days: money.days,
    today: localDateOf(now),
    waiting,
    listable,
    payable,
    closing: round.closes_at ? dueView(round.closes_at, now, calendar) : null,
    due: {
      ...due,
      until,
      rows: due.rows.map(row => ({
        taskId: row.task_id,
        caseId: row.case_id,
        step: row.step,
        number: row.number,
        name: row.name,
        due: dueView(row.due_at, now, calendar),
      })),
    },
    may: new Set<RoundAct>(
      [...may, ...mayWith].filter(act => act === 'see-money' || act === 'see-cycle' || running) as RoundAct[],
    ),
  }
}

const mostLookedAt = 500

/** What could be listed or paid now, looked at one by one; of very many what is in that state, so that a page stays quick. */
async function offered(
  { byState }: ClaimCounts,
  state: 'committed' | 'payable',
  look: () => Promise<{ count: number; fen: bigint }>,
): Promise<{ count: number; fen: bigint }> {
  const { claims, grantedFen } = byState.get(state) ?? nothing
  if (claims === 0) return { count: 0, fen: 0n }
  return claims > mostLookedAt ? { count: claims, fen: grantedFen } : look()
}

/** What the page of a round shows that is being signed or waits for its first day. */
export async function pendingRoundView(database: Database, actor: Actor, cycle: Cycle, words: Words) {
  const [known, seats, submitted, own, may] = await Promise.all([
    standing(database, cycle, words),
    readSeats(database, cycle.id, 'signature', cycle.round),
    readLastDecision(database, cycle.id, 'submit-for-signature'),
    ownTask(database, actor, cycle.id),
    permitted(database, ['withdraw'], actor, { cycle }),
  ])
  const { signatureSeats } = known.found.scheme.course
  return {
    cycle: known.cycle,
    submittedAt: submitted?.at ?? null,
    facts: known.facts,
    seats:
      'unset' in signatureSeats || !submitted
        ? []
        : seatViews(signatureSeats.value, seats, own?.id ?? null, words.language),
    mayWithdraw: may.has('withdraw'),
  }
}
