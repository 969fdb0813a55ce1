import type { Calendar } from './calendar.ts'
import { type ClaimRules, dueOfClaimStep } from './claim-rules.ts'
import { computeDue, type DueDay, type DueWorking, subtractWorkingDays } from './deadline.ts'
import {
  addDays,
  clockTimeOf,
  daysBetween,
  type Instant,
  instantOf,
  type LocalDate,
  localDateOf,
} from './local-time.ts'
import { firstNoticeDay, noticeSpan, type PaymentRules } from './payment-rules.ts'
import type { Period } from './procedure.ts'

export const roundCourseKeys = [
  'signature',
  'opens',
  'reminder',
  'closes',
  'acceptance',
  'correction',
  'review',
  'supplement',
  'approval',
  'notice',
] as const
export type RoundCourseKey = (typeof roundCourseKeys)[number]

/** One moment of a round: when, counted from which day, and each day up to it. */
export type RoundMoment = {
  readonly key: RoundCourseKey
  readonly at: Instant
  readonly from: LocalDate | null
  readonly days: readonly DueDay[]
  readonly period: Period | null
}

export type RoundCourse = {
  readonly moments: readonly RoundMoment[]
  readonly calendar: DueWorking['calendar']
  readonly provisional: boolean
}

/** Longer spans are told in words only. */
const mostDays = 45

/**
 * How a round would run that goes out for signature now: its own dates, and the latest course of a claim that is handed in at
 * the last moment and for which every period is used up. Throws DeadlineError.
 */
export function planRoundCourse(
  rules: ClaimRules,
  payment: PaymentRules,
  { opensAt, closesAt, now }: { opensAt: Instant; closesAt: Instant; now: Instant },
  calendar: Calendar,
): RoundCourse {
  const closesOn = localDateOf(closesAt)
  const workings: DueWorking[] = []
  const counted = (key: RoundCourseKey, working: DueWorking, fromAt: Instant, period: Period): RoundMoment => {
    workings.push(working)
    return { key, at: working.dueAt as string, from: localDateOf(fromAt), days: working.days, period }
  }
  const claimStep = (key: 'acceptance' | 'correction' | 'review' | 'supplement' | 'approval', fromAt: Instant) =>
    counted(key, dueOfClaimStep(key, rules, fromAt, calendar), fromAt, rules[`${key}Period`])

  let signedBy = now
  for (const _seat of rules.signatureSeats) signedBy = dueAfterSeat(rules, signedBy, calendar)
  const closing = computeDue(
    { kind: 'on', on: closesOn, restDay: 'keep', closeOfBusiness: clockTimeOf(closesAt) },
    calendar,
  )
  workings.push(closing)
  const acceptance = claimStep('acceptance', closesAt)
  const review = claimStep('review', acceptance.at)
  const approval = claimStep('approval', review.at)
  const noticeOn = firstNoticeDay(approval.at, calendar)
  const notice = noticeSpan(noticeOn, payment, calendar)
  const plain = { from: null, days: [], period: null }
  return {
    moments: [
      { key: 'signature', at: signedBy, ...plain, period: rules.signaturePeriod },
      { key: 'opens', at: opensAt, ...plain },
      {
        key: 'reminder',
        at: instantOf(subtractWorkingDays(closesOn, rules.draftReminder, calendar), '09:00'),
        ...plain,
      },
      {
        key: 'closes',
        at: closesAt,
        from: localDateOf(opensAt),
        days: daysTo(opensAt, closesAt, calendar),
        period: null,
      },
      acceptance,
      claimStep('correction', acceptance.at),
      review,
      claimStep('supplement', acceptance.at),
      approval,
      counted('notice', notice.working, instantOf(addDays(noticeOn, -1), '09:00'), payment.publicNotice),
    ],
    calendar: [...new Map(workings.flatMap(({ calendar: years }) => years).map(year => [year.year, year])).values()],
    provisional: workings.some(({ provisional }) => provisional),
  }
}

function dueAfterSeat({ signaturePeriod, closeOfBusiness }: ClaimRules, from: Instant, calendar: Calendar): Instant {
  const shared = { from: localDateOf(from), closeOfBusiness }
  const working =
    'workingDays' in signaturePeriod
      ? computeDue({ kind: 'working-days', ...shared, count: signaturePeriod.workingDays }, calendar)
      : computeDue({ kind: 'calendar-days', ...shared, count: signaturePeriod.calendarDays, restDay: 'next' }, calendar)
  return working.dueAt as string
}

/** The days on which claims are taken after the first one, each a working day or not; none where there are too many. */
function daysTo(opensAt: Instant, closesAt: Instant, calendar: Calendar): DueDay[] {
  const first = localDateOf(opensAt)
  const count = daysBetween(first, localDateOf(closesAt))
  if (count < 1 || count > mostDays) return []
  return Array.from({ length: count }, (_, index) => {
    const { date, counts, why, name } = calendar.dayOf(addDays(first, index + 1))
    return { date, counts, why, name }
  })
}
