import type { Calendar, CalendarSources } from './calendar.ts'
import { computeDue, type DueDay, type DueRule, type DueWorking } from './deadline.ts'
import {
  type Ladder,
  type LadderSpan,
  type PlannedRung,
  planRungs,
  type RungAddressee,
  type RungKind,
} from './ladder.ts'
import { addDays, type Instant, type LocalDate, localDateOf, withOffset } from './local-time.ts'
import type { AnswerPeriod, SolicitationRules } from './procedure.ts'

/** The steps of a solicitation that have a date and a ladder of their own. */
export const timedSteps = ['signature', 'answer', 'disposition', 'approval'] as const
export type TimedStep = (typeof timedSteps)[number]

/**
 * When a step is due that was opened then; for `answer` that is the last signature, for `disposition` the close of
 * answers. Throws DeadlineError.
 */
export function dueOfStep(
  step: TimedStep,
  rules: SolicitationRules,
  openedAt: Instant,
  calendar: Calendar,
): DueWorking {
  const period = {
    signature: rules.signaturePeriod,
    answer: rules.answerPeriod,
    disposition: rules.dispositionPeriod,
    approval: rules.approvalPeriod,
  }
  return computeDue(ruleOf(period[step], localDateOf(openedAt), rules), calendar)
}

function ruleOf(period: AnswerPeriod, from: string, { restDay, closeOfBusiness }: SolicitationRules): DueRule {
  if ('on' in period) return { kind: 'on', on: period.on, restDay, closeOfBusiness }
  if ('calendarDays' in period)
    return { kind: 'calendar-days', from, count: period.calendarDays, restDay, closeOfBusiness }
  return { kind: 'working-days', from, count: period.workingDays, closeOfBusiness }
}

/** The ladder that a policy sets for a step. */
export function ladderOf(step: TimedStep, rules: SolicitationRules): Ladder {
  const ladders = {
    signature: rules.signatureLadder,
    answer: rules.answerLadder,
    disposition: rules.dispositionLadder,
    approval: rules.approvalLadder,
  }
  return ladders[step]
}

/** The rungs of one task of a step, as they become rows. Throws LadderError, DeadlineError. */
export function rungsOfStep(
  step: TimedStep,
  rules: SolicitationRules,
  openedAt: Instant,
  dueAt: Instant,
  calendar: Calendar,
): PlannedRung[] {
  const { closeOfBusiness, officeHours } = rules
  const span: LadderSpan = { openedAt, dueAt, closeOfBusiness, officeHours }
  return planRungs(ladderOf(step, rules), span, calendar)
}

export type AnswerDueFault = 'due-passed' | 'shorter-than-minimum'

/**
 * Why a draft signed at this instant cannot go out with this due date: the date has passed, or less than the minimum
 * period would be left. Null where it can.
 */
export function answerDueFault(
  rules: SolicitationRules,
  signedAt: Instant,
  dueAt: Instant,
  calendar: Calendar,
): AnswerDueFault | null {
  if (Date.parse(dueAt) <= Date.parse(signedAt)) return 'due-passed'
  const least = computeDue(ruleOf(rules.minimumPeriod, localDateOf(signedAt), { ...rules, restDay: 'keep' }), calendar)
  return least.dueAt !== null && localDateOf(dueAt) < localDateOf(least.dueAt) ? 'shorter-than-minimum' : null
}

/** Days of one kind that a period did not count, in order: three weekends, or the holidays of one name. */
export type SkippedDays = {
  readonly why: DueDay['why']
  readonly name: string | null
  readonly dates: readonly string[]
}

/** The days that were not counted, put together by reason and name, for the line of words under a strip of days. */
export function skippedDays(days: readonly DueDay[]): SkippedDays[] {
  const groups = new Map<string, { why: DueDay['why']; name: string | null; dates: string[] }>()
  for (const { date, counts, why, name } of days) {
    if (counts) continue
    const key = `${why} ${name ?? ''}`
    const group = groups.get(key) ?? { why, name, dates: [] }
    group.dates.push(date)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** One instant of a cycle. */
export type TimelineEntry = {
  /** `answer.due`, `answer.released`, `answer.<rung>`: unique in a timeline */
  readonly key: string
  readonly step: TimedStep | 'feedback'
  /** something that is done, a date by which it is to be done, or a rung of a ladder */
  readonly kind: 'act' | 'due' | RungKind
  readonly at: Instant
  /** the same in Asia/Shanghai, 2019-11-26T17:30:00+08:00 */
  readonly local: string
  /** the notice that goes out, if one does */
  readonly occasion: string | null
  readonly to: RungAddressee | null
  /** prepared, and sent only when a supervisor releases it */
  readonly release: 'supervisor' | null
  readonly only: 'unsigned' | 'mandatory' | null
  /** a rung that lies before its step was opened, and is not sent */
  readonly leftOut: boolean
  /** of a date: the day on which its period began, each day counted or skipped, and those skipped put together */
  readonly from: string | null
  readonly days: readonly DueDay[]
  readonly counted: number
  readonly skipped: readonly SkippedDays[]
  /** a year was asked about whose holidays are not published */
  readonly provisional: boolean
}

export type TimelineWarning = AnswerDueFault | 'due-on-rest-day' | 'provisional'

export type Timeline = {
  readonly entries: readonly TimelineEntry[]
  readonly warnings: readonly TimelineWarning[]
  /** the next working day after an answer date on a rest day */
  readonly nextWorkingDay: string | null
  readonly calendar: readonly CalendarSources[]
}

export type Launch = {
  /** when the draft is sent for signature */
  readonly requestedAt: Instant
  /** the last signature; at once where it is not known yet */
  readonly signedAt?: Instant | undefined
}

/**
 * Every instant of a cycle launched then, in order: what the launch page draws, the command line prints and the rows
 * become. Steps after the answers stand at the latest moment that their periods allow. Throws DeadlineError, LadderError.
 */
export function planCycle(
  rules: SolicitationRules,
  { requestedAt, signedAt = requestedAt }: Launch,
  calendar: Calendar,
): Timeline {
  const signature = planStep('signature', 'requested', 'signature-requested', rules, requestedAt, calendar)
  const answer = planStep('answer', 'released', 'released', rules, signedAt, calendar)
  const disposition = planStep('disposition', 'opened', null, rules, answer.dueAt, calendar)
  const approval = planStep('approval', 'requested', 'table-submitted', rules, disposition.dueAt, calendar)
  const feedback = act('feedback', 'sent', 'feedback', approval.dueAt)
  const planned = [signature, answer, disposition, approval]
  const entries = [...planned.flatMap(step => step.entries), feedback]
  const fault = answerDueFault(rules, signedAt, answer.dueAt, calendar)
  const lastDay = calendar.dayOf(localDateOf(answer.dueAt))
  const warnings: TimelineWarning[] = []
  if (fault) warnings.push(fault)
  if (!lastDay.counts) warnings.push('due-on-rest-day')
  if (planned.some(step => step.due.provisional)) warnings.push('provisional')
  return {
    entries: inOrder(entries),
    warnings,
    nextWorkingDay: lastDay.counts ? null : nextWorkingDate(lastDay.date, rules, calendar),
    calendar: mergeSources(planned.flatMap(step => step.due.calendar)),
  }
}

type PlannedStep = { readonly entries: TimelineEntry[]; readonly due: DueWorking; readonly dueAt: Instant }

function planStep(
  step: TimedStep,
  opening: string,
  occasion: string | null,
  rules: SolicitationRules,
  openedAt: Instant,
  calendar: Calendar,
): PlannedStep {
  const due = dueOfStep(step, rules, openedAt, calendar)
  const dueAt = due.dueAt
  if (dueAt === null) throw new Error(`a period without stops has an end: ${step}`)
  const rungs = rungsOfStep(step, rules, openedAt, dueAt, calendar)
  const entries = [
    act(step, opening, occasion, openedAt),
    ...rungs.map(
      (rung): TimelineEntry => ({
        ...act(step, rung.rung, rung.occasion, rung.at),
        kind: rung.kind,
        to: rung.to,
        release: rung.release,
        only: rung.only,
        leftOut: rung.leftOut,
      }),
    ),
    dueEntry(step, due, dueAt, localDateOf(openedAt), calendar),
  ]
  return { entries, due, dueAt }
}

function dueEntry(
  step: TimedStep,
  due: DueWorking,
  dueAt: Instant,
  from: LocalDate,
  calendar: Calendar,
): TimelineEntry {
  const days = due.rule.kind === 'on' ? daysAfter(from, localDateOf(dueAt), calendar) : due.days
  const counted = days.filter(day => day.counts).length
  const { provisional } = due
  return { ...act(step, 'due', null, dueAt), kind: 'due', from, days, counted, skipped: skippedDays(days), provisional }
}

/** Up to a date that was simply named: the working days on the way count. */
function daysAfter(from: LocalDate, to: LocalDate, calendar: Calendar): DueDay[] {
  const days: DueDay[] = []
  for (let date = from; date < to; ) {
    date = addDays(date, 1)
    const { counts, why, name } = calendar.dayOf(date)
    days.push({ date, counts, why, name })
  }
  return days
}

function act(step: TimedStep | 'feedback', name: string, occasion: string | null, at: Instant): TimelineEntry {
  const nothing = {
    to: null,
    release: null,
    only: null,
    leftOut: false,
    from: null,
    days: [],
    counted: 0,
    skipped: [],
    provisional: false,
  }
  return { key: `${step}.${name}`, step, kind: 'act', at, local: withOffset(at), occasion, ...nothing }
}

/** By instant; of the same instant in the order in which they were planned. */
const inOrder = (entries: TimelineEntry[]): TimelineEntry[] =>
  entries.sort((one, other) => Date.parse(one.at) - Date.parse(other.at))

function nextWorkingDate(date: string, { closeOfBusiness }: SolicitationRules, calendar: Calendar): string | null {
  const { dueAt } = computeDue({ kind: 'on', on: date, restDay: 'next', closeOfBusiness }, calendar)
  return dueAt && localDateOf(dueAt)
}

function mergeSources(sources: readonly CalendarSources[]): CalendarSources[] {
  const byYear = new Map<number, Set<string>>()
  for (const { year, sources: numbers } of sources) {
    const merged = byYear.get(year) ?? new Set<string>()
    for (const number of numbers) merged.add(number)
    byYear.set(year, merged)
  }
  return [...byYear].sort(([one], [other]) => one - other).map(([year, numbers]) => ({ year, sources: [...numbers] }))
}
