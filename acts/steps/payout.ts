import { dueAfter, paymentRulesOf, rungsFor } from '../../domain/payment-rules.ts'
import { yuan } from '../../domain/yuan.ts'
import { payoutScope } from '../money-matter.ts'
import { contacts, writeNotices } from '../notify.ts'
import { closeTask, openTasks } from '../open-tasks.ts'
import { purseOf } from '../purse.ts'
import { frameOf, instant } from '../wording.ts'
import type { Step, Turn } from './step.ts'

/** A payment is on its way until bank or treasury have said what became of it; finance is told when that takes too long. */
export const payment: Step = {
  async open(turn) {
    const payout = await payoutOf(turn)
    if (!payout) return 'opened'
    const since = tooLongSince(turn, payout)
    if (isOpen(payout.state)) {
      if (payout.state === 'frozen' || (since && turn.now > since)) await tellFinance(turn, payout)
    } else await closeOpenTask(turn, 'payment', payout.state)
    return 'opened'
  },
  outcome: async turn => {
    const payout = await payoutOf(turn)
    return payout && !isOpen(payout.state) ? payout.state : null
  },
  async nextAt(turn) {
    const payout = await payoutOf(turn)
    const since = payout && isOpen(payout.state) ? tooLongSince(turn, payout) : null
    return since && since >= turn.now ? since : null
  },
}

/** What came back waits for another account, which its payee proposes and finance confirms. */
export const account: Step = {
  async open(turn) {
    const payout = await payoutOf(turn)
    if (payout?.state !== 'returned') return 'opened'
    const { proposed, confirmed } = await accountsSince(turn, payout)
    if (confirmed) {
      await closeOpenTask(turn, 'account', 'corrected')
      await closeOpenTask(turn, 'confirm-account', 'confirmed')
    } else if (proposed) {
      await closeOpenTask(turn, 'account', 'proposed')
      await askFinanceToConfirm(turn, payout, proposed.id)
    } else {
      await closeOpenTask(turn, 'confirm-account', 'rejected')
      await askPayee(turn, payout)
    }
    return 'opened'
  },
  async outcome(turn) {
    const payout = await payoutOf(turn)
    if (payout?.state !== 'returned') return 'superseded'
    return (await accountsSince(turn, payout)).confirmed ? 'corrected' : null
  },
  nextAt: async () => null,
}

type Payout = NonNullable<Awaited<ReturnType<typeof payoutOf>>>

const payoutOf = ({ doing, subjectId }: Turn) =>
  doing.tx
    .selectFrom('payouts')
    .innerJoin('cases', 'cases.id', 'payouts.case_id')
    .innerJoin('batches', 'batches.id', 'payouts.batch_id')
    .innerJoin('rounds', 'rounds.cycle_id', 'payouts.cycle_id')
    .select([
      'rounds.notice_working_days',
      'payouts.id',
      'payouts.state',
      'payouts.key',
      'payouts.case_id',
      'payouts.account_id',
      'payouts.amount_fen',
      'payouts.bank_answer',
      'payouts.submitted_at',
      'payouts.settled_at',
      'batches.released_at',
      'cases.unit_id',
      'cases.unit_name',
    ])
    .where('payouts.id', '=', subjectId)
    .executeTakeFirst()

const isOpen = (state: Payout['state']): boolean =>
  state === 'prepared' || state === 'submitting' || state === 'submitted' || state === 'unknown' || state === 'frozen'

/** The instant after which a payment that was released should have an end, handed over or not. */
function tooLongSince({ cycle, calendar }: Turn, { released_at, notice_working_days }: Payout): string | null {
  if (!released_at) return null
  const rules = paymentRulesOf(cycle.parameters, notice_working_days)
  return dueAfter(rules.unknownPeriod, released_at, rules, calendar).dueAt
}

async function tellFinance({ doing, cycle, now, calendar, subjectId }: Turn, payout: Payout): Promise<void> {
  const { tx, house } = doing
  const rules = paymentRulesOf(cycle.parameters, payout.notice_working_days)
  const place = await purseOf(tx, cycle.unit_id, now)
  const due = dueAfter(rules.unknownPeriod, now, rules, calendar)
  const dueAt = due.dueAt as string
  const [task] = await openTasks(
    tx,
    {
      scope: payoutScope(subjectId),
      cycleId: cycle.id,
      step: 'payment',
      round: 1,
      openedAt: now,
      due,
      rungs: rungsFor(rules.unknownLadder, now, dueAt, rules, calendar),
    },
    [
      {
        caseId: payout.case_id,
        seat: 'finance',
        role: 'finance',
        unitId: place?.unitId ?? cycle.unit_id,
        unitName: place?.unitName ?? cycle.unit_name,
        assignee: null,
        mandatory: true,
      },
    ],
  )
  if (!task) return
  await writeNotices(tx, house, now, [
    {
      key: `payment-unknown:${payout.id}`,
      cycleId: cycle.id,
      caseId: payout.case_id,
      taskId: task.id,
      unitId: place?.unitId ?? cycle.unit_id,
      path: `/payments/${payout.id}`,
      recipients: place?.people ?? [],
      notice: (language, link) => ({
        occasion: 'payment-unknown',
        data: {
          ...frameOf(cycle, language, now, place?.people[0]?.name ?? cycle.unit_name, link),
          voucher: payout.key,
          payee: payout.unit_name,
          amount: yuan(payout.amount_fen),
          handedOverAt: instant(payout.submitted_at ?? payout.released_at ?? now, language, now),
          dueAt: instant(dueAt, language, now),
        },
      }),
    },
  ])
}

/** The newest account of the payee that is not the one from which the money came back. */
async function accountsSince({ doing }: Turn, { unit_id, account_id }: Payout) {
  const accounts = await doing.tx
    .selectFrom('accounts')
    .select(['id', 'state'])
    .where('unit_id', '=', unit_id)
    .where('id', '<>', account_id)
    .where('state', 'in', ['proposed', 'confirmed'])
    .orderBy('made_at', 'desc')
    .execute()
  return {
    proposed: accounts.find(({ state }) => state === 'proposed'),
    confirmed: accounts.find(({ state }) => state === 'confirmed'),
  }
}

async function askPayee({ doing, cycle, now, calendar, subjectId }: Turn, payout: Payout): Promise<void> {
  const { tx, house } = doing
  const rules = paymentRulesOf(cycle.parameters, payout.notice_working_days)
  const due = dueAfter(rules.accountPeriod, payout.settled_at ?? now, rules, calendar)
  const dueAt = due.dueAt as string
  const earlier = await tx
    .selectFrom('tasks')
    .select('id')
    .where('scope', '=', payoutScope(subjectId))
    .where('step', '=', 'account')
    .execute()
  const open = await tx
    .selectFrom('tasks')
    .select('id')
    .where('scope', '=', payoutScope(subjectId))
    .where('step', '=', 'account')
    .where('state', '=', 'open')
    .executeTakeFirst()
  if (open) return
  const [task] = await openTasks(
    tx,
    {
      scope: payoutScope(subjectId),
      cycleId: cycle.id,
      step: 'account',
      round: earlier.length + 1,
      openedAt: now,
      due,
      rungs: rungsFor(rules.accountLadder, now, dueAt, rules, calendar),
    },
    [
      {
        caseId: payout.case_id,
        seat: 'payee',
        role: 'contact',
        unitId: payout.unit_id,
        unitName: payout.unit_name,
        assignee: null,
        mandatory: true,
      },
    ],
  )
  if (!task) return
  const people = (await contacts(tx, [payout.unit_id], now)).get(payout.unit_id) ?? []
  await writeNotices(tx, house, now, [
    {
      key: `payment-returned:${payout.id}:${earlier.length + 1}`,
      cycleId: cycle.id,
      caseId: payout.case_id,
      taskId: task.id,
      unitId: payout.unit_id,
      path: `/claims/${payout.case_id}`,
      recipients: people,
      notice: (language, link) => ({
        occasion: 'payment-returned',
        data: {
          ...frameOf(cycle, language, now, payout.unit_name, link),
          amount: yuan(payout.amount_fen),
          reason: payout.bank_answer === 'returned' ? null : payout.bank_answer,
          dueAt: instant(dueAt, language, now),
        },
      }),
    },
  ])
}

async function askFinanceToConfirm(turn: Turn, payout: Payout, accountId: string): Promise<void> {
  const { doing, cycle, now, calendar, subjectId } = turn
  const { tx } = doing
  const rules = paymentRulesOf(cycle.parameters, payout.notice_working_days)
  const place = await purseOf(tx, cycle.unit_id, now)
  const due = dueAfter(rules.accountPeriod, now, rules, calendar)
  await openTasks(
    tx,
    {
      scope: payoutScope(subjectId),
      cycleId: cycle.id,
      step: 'confirm-account',
      round: 1,
      openedAt: now,
      due,
      rungs: rungsFor(rules.unknownLadder, now, due.dueAt as string, rules, calendar),
    },
    [
      {
        caseId: null,
        seat: accountId,
        role: 'finance',
        unitId: place?.unitId ?? cycle.unit_id,
        unitName: place?.unitName ?? cycle.unit_name,
        assignee: null,
        mandatory: true,
      },
    ],
  )
}

async function closeOpenTask({ doing, subjectId, now }: Turn, step: string, outcome: string): Promise<void> {
  const open = await doing.tx
    .selectFrom('tasks')
    .select('id')
    .where('scope', '=', payoutScope(subjectId))
    .where('step', '=', step)
    .where('state', '=', 'open')
    .execute()
  for (const { id } of open) await closeTask(doing.tx, id, outcome, now, null)
}
