import type { Calendar } from './calendar.ts'
import {
  addWorkingDays,
  computeDue,
  type DueRule,
  type DueWorking,
  defaultOfficeHours,
  type OfficeHours,
} from './deadline.ts'
import { type Ladder, type PlannedRung, planRungs } from './ladder.ts'
import { addDays, type ClockTime, type Instant, instantOf, type LocalDate, localDateOf } from './local-time.ts'
import type { Period } from './procedure.ts'

/**
 * What a round's public notice (公示), objections (异议) and payments go by. None of the documents says any of it: each is
 * set here (本级设定), and a round that was launched with other values keeps those.
 */
export type PaymentRules = {
  readonly publicNotice: Period
  /** Whether the day on which a notice begins is its first (it begins when the office opens), or the day after it. */
  readonly noticeFirstDay: 'counts' | 'next'
  readonly noticeOpensAt: ClockTime
  /** Whether a list stays to be read after its notice, marked as ended, or is taken down. */
  readonly noticeAfterEnd: 'keep' | 'take-down'
  /** Within which an objection is answered. */
  readonly objectionPeriod: Period
  readonly objectionLadder: Ladder
  /** Within which whoever is objected to says what there is to say. */
  readonly inquiryPeriod: Period
  /** Within which a payee corrects the account of a returned payment. */
  readonly accountPeriod: Period
  readonly accountLadder: Ladder
  /** After which finance is told of a payment of which nobody knows what became of it. */
  readonly unknownPeriod: Period
  readonly unknownLadder: Ladder
  readonly closeOfBusiness: ClockTime
  readonly officeHours: OfficeHours
}

const ladder = (to: 'assignee' | 'party'): Ladder => [
  {
    rung: 'reminder',
    kind: 'reminder',
    anchor: 'due',
    offset: { workingDays: -1 },
    time: '09:00',
    to,
    occasion: 'urged',
  },
  { rung: 'urging', kind: 'urging', anchor: 'due', offset: { workingDays: 1 }, time: '09:00', to, occasion: 'urged' },
  {
    rung: 'head',
    kind: 'urging',
    anchor: 'due',
    offset: { workingDays: 3 },
    time: '09:00',
    to: 'head',
    occasion: 'urged',
  },
]

export const paymentRulesSetHere: PaymentRules = {
  publicNotice: { workingDays: 5 },
  noticeFirstDay: 'counts',
  noticeOpensAt: '09:00',
  noticeAfterEnd: 'keep',
  objectionPeriod: { workingDays: 15 },
  objectionLadder: ladder('assignee'),
  inquiryPeriod: { workingDays: 5 },
  accountPeriod: { workingDays: 5 },
  accountLadder: ladder('party'),
  unknownPeriod: { workingDays: 1 },
  unknownLadder: ladder('assignee'),
  closeOfBusiness: '17:30',
  officeHours: defaultOfficeHours,
}

/** The rules of a round: what was frozen at its launch, and for the rest what is set here. */
export function paymentRulesOf(frozen: unknown, noticeWorkingDays: number | null): PaymentRules {
  const known = Object.fromEntries(
    Object.entries((frozen ?? {}) as Record<string, unknown>).filter(([name]) => name in paymentRulesSetHere),
  )
  const notice = noticeWorkingDays === null ? {} : { publicNotice: { workingDays: noticeWorkingDays } }
  return { ...paymentRulesSetHere, ...known, ...notice }
}

/** First and last instant of a public notice that begins on this day, with the counting of its days. Throws DeadlineError. */
export function noticeSpan(
  startsOn: LocalDate,
  rules: PaymentRules,
  calendar: Calendar,
): { startsAt: Instant; endsAt: Instant; working: DueWorking } {
  const from = rules.noticeFirstDay === 'counts' ? addDays(startsOn, -1) : startsOn
  const working = computeDue(dueRule(rules.publicNotice, from, rules.closeOfBusiness), calendar)
  return { startsAt: instantOf(startsOn, rules.noticeOpensAt), endsAt: working.dueAt as string, working }
}

/** When something is due that began then. Throws DeadlineError. */
export function dueAfter(period: Period, openedAt: Instant, rules: PaymentRules, calendar: Calendar): DueWorking {
  return computeDue(dueRule(period, localDateOf(openedAt), rules.closeOfBusiness), calendar)
}

/** The rungs of a ladder for a task opened then and due then. */
export function rungsFor(
  steps: Ladder,
  openedAt: Instant,
  dueAt: Instant,
  { closeOfBusiness, officeHours }: PaymentRules,
  calendar: Calendar,
): PlannedRung[] {
  return planRungs(steps, { openedAt, dueAt, closeOfBusiness, officeHours }, calendar)
}

/** The first day on which a notice approved now can begin: the next working day. */
export const firstNoticeDay = (now: Instant, calendar: Calendar): LocalDate =>
  addWorkingDays(localDateOf(now), 1, calendar)

function dueRule(period: Period, from: LocalDate, closeOfBusiness: ClockTime): DueRule {
  return 'calendarDays' in period
    ? { kind: 'calendar-days', from, count: period.calendarDays, restDay: 'next', closeOfBusiness }
    : { kind: 'working-days', from, count: period.workingDays, closeOfBusiness }
}
