import type { Calendar } from './calendar.ts'
import {
  computeDue,
  type DueRule,
  type DueWorking,
  defaultOfficeHours,
  type OfficeHours,
  type Stop,
} from './deadline.ts'
import { type Ladder, type PlannedRung, planRungs } from './ladder.ts'
import { type ClockTime, type Instant, localDateOf } from './local-time.ts'
import type { Parameter, Period, Seat } from './procedure.ts'

/** How a round is launched and a claim runs (受理, 补正, 审核, 审批): who signs, and within which periods. */
export type ClaimCourse = {
  readonly signatureSeats: readonly Seat[]
  readonly signaturePeriod: Period
  readonly signatureLadder: Ladder
  readonly closeOfBusiness: ClockTime
  readonly officeHours: OfficeHours
  /** So many working days before the closing date, institutions whose draft is not handed in are told. */
  readonly draftReminder: number
  readonly acceptancePeriod: Period
  /** What it means that nobody said within the period whether a claim is accepted. */
  readonly acceptanceSilence: 'accepted' | 'climbs'
  readonly acceptanceLadder: Ladder
  /** An applicant's silence on a defect notice lapses the claim. */
  readonly correctionPeriod: Period
  readonly correctionLadder: Ladder
  /** Counted from the acceptance; it stands still while the applicant supplements. */
  readonly reviewPeriod: Period
  readonly reviewLadder: Ladder
  readonly supplementPeriod: Period
  readonly supplementLadder: Ladder
  readonly approvalPeriod: Period
  readonly approvalLadder: Ladder
}

export type ClaimCourseParameters = { readonly [Name in keyof ClaimCourse]: Parameter<ClaimCourse[Name]> }

/** What a round keeps from its launch on: its course, who reviews one after the other, who approves, its readings. */
export type ClaimRules = ClaimCourse & {
  readonly reviewSeats: readonly Seat[]
  readonly approvalSeat: Seat
  readonly restDay: 'keep'
  readonly publicNotice: Period
  readonly readings: Readonly<Record<string, string>>
}

const climbing = (to: 'assignee' | 'party', occasion: string): Ladder => [
  { rung: 'reminder', kind: 'reminder', anchor: 'due', offset: { workingDays: -1 }, time: '09:00', to, occasion },
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
const reminding: Ladder = [
  {
    rung: 'reminder',
    kind: 'reminder',
    anchor: 'due',
    offset: { workingDays: -2 },
    time: '09:00',
    to: 'party',
    occasion: 'claim-due-soon',
  },
  { rung: 'silence', kind: 'silence', anchor: 'due', offset: {}, to: 'party', occasion: 'claim-lapsed' },
]

/** What holds where a document says nothing of the course of a claim (本级设定). */
export const claimCourseSetHere: ClaimCourse = {
  signatureSeats: [
    { seat: 'section-head', role: 'section-head', label: { zh: '科室负责人', en: 'Head of section' } },
    { seat: 'leader', role: 'leader', label: { zh: '分管领导', en: 'Leader in charge' } },
  ],
  signaturePeriod: { workingDays: 2 },
  signatureLadder: [
    {
      rung: 'reminder',
      kind: 'reminder',
      anchor: 'due',
      offset: { workingDays: -1 },
      time: '09:00',
      to: 'assignee',
      occasion: 'signature-due-soon',
    },
    {
      rung: 'overdue',
      kind: 'urging',
      anchor: 'due',
      offset: { workingDays: 1 },
      time: '09:00',
      to: 'assignee',
      occasion: 'signature-overdue',
    },
  ],
  closeOfBusiness: '17:30',
  officeHours: defaultOfficeHours,
  draftReminder: 3,
  acceptancePeriod: { workingDays: 5 },
  acceptanceSilence: 'climbs',
  acceptanceLadder: climbing('assignee', 'claim-due-soon'),
  correctionPeriod: { workingDays: 10 },
  correctionLadder: reminding,
  reviewPeriod: { workingDays: 20 },
  reviewLadder: climbing('assignee', 'claim-due-soon'),
  supplementPeriod: { workingDays: 10 },
  supplementLadder: reminding,
  approvalPeriod: { workingDays: 5 },
  approvalLadder: climbing('assignee', 'claim-due-soon'),
}

/** The course of a claim as somebody set it here, every parameter with its source. */
export const claimCourseDefaults: ClaimCourseParameters = Object.fromEntries(
  Object.entries(claimCourseSetHere).map(([name, value]) => [name, { value, source: { setHere: true } }]),
) as ClaimCourseParameters

export const claimSteps = ['acceptance', 'correction', 'review', 'supplement', 'approval'] as const
export type ClaimStep = (typeof claimSteps)[number]

/** When a step of a claim is due that began then. `stops`: days on which its clock stood still. Throws DeadlineError. */
export function dueOfClaimStep(
  step: ClaimStep,
  rules: ClaimCourse,
  from: Instant,
  calendar: Calendar,
  stops: readonly Stop[] = [],
): DueWorking {
  const period = {
    acceptance: rules.acceptancePeriod,
    correction: rules.correctionPeriod,
    review: rules.reviewPeriod,
    supplement: rules.supplementPeriod,
    approval: rules.approvalPeriod,
  }[step]
  const { closeOfBusiness } = rules
  const rule: DueRule =
    'workingDays' in period
      ? {
          kind: 'working-days',
          from: localDateOf(from),
          count: period.workingDays,
          closeOfBusiness,
          ...(stops.length > 0 ? { stops: [...stops] } : {}),
        }
      : { kind: 'calendar-days', from: localDateOf(from), count: period.calendarDays, restDay: 'next', closeOfBusiness }
  return computeDue(rule, calendar)
}

/** The ladder of a step; an officer's silence stands on it only where it means acceptance. */
export function ladderOfClaimStep(step: ClaimStep, rules: ClaimCourse): Ladder {
  const ladder = {
    acceptance: rules.acceptanceLadder,
    correction: rules.correctionLadder,
    review: rules.reviewLadder,
    supplement: rules.supplementLadder,
    approval: rules.approvalLadder,
  }[step]
  if (step !== 'acceptance' || rules.acceptanceSilence === 'climbs') return ladder
  const before = ladder.filter(({ kind }) => kind === 'reminder')
  return [
    ...before,
    { rung: 'silence', kind: 'silence', anchor: 'due', offset: {}, to: 'assignee', occasion: 'claim-accepted' },
  ]
}

/** The rungs of one task of a claim, as they become rows. Throws LadderError, DeadlineError. */
export function rungsOfClaimStep(
  step: ClaimStep,
  rules: ClaimCourse,
  { openedAt, dueAt }: { openedAt: Instant; dueAt: Instant },
  calendar: Calendar,
): PlannedRung[] {
  const { closeOfBusiness, officeHours } = rules
  return planRungs(ladderOfClaimStep(step, rules), { openedAt, dueAt, closeOfBusiness, officeHours }, calendar)
}
