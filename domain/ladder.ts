import type { Calendar } from './calendar.ts'
import { addWorkingDays, addWorkingHours, type OfficeHours, subtractWorkingDays } from './deadline.ts'
import { addDays, type ClockTime, type Instant, instantOf, isClockTime, localDateOf } from './local-time.ts'

export type RungKind = 'reminder' | 'sign-for-reminder' | 'urging' | 'supervision-order' | 'circular' | 'silence'

export type RungAddressee = 'party' | 'assignee' | 'section-head' | 'head' | 'superior' | 'supervisors'

/** Exactly one of the three; negative is before the anchor, positive after it. Silence needs none: it acts when it is due. */
export type RungOffset = {
  workingDays?: number | undefined
  calendarDays?: number | undefined
  workingHours?: number | undefined
}

/** One rung of the ladder of a step, as a policy sets it. */
export type LadderRung = {
  /** its key in the ladder */
  rung: string
  kind: RungKind
  anchor: 'opened' | 'due'
  offset: RungOffset
  /** time of day for an offset in days; the close of business where none is given */
  time?: ClockTime | undefined
  to: RungAddressee
  /** prepared, and sent only when a supervisor releases it */
  release?: 'supervisor' | undefined
  only?: 'unsigned' | 'mandatory' | undefined
  /** the notice it sends */
  occasion: string
}

export type Ladder = LadderRung[]

/** A rung with its instant, as it becomes a row and as the preview of a launch draws it. */
export type PlannedRung = {
  rung: string
  kind: RungKind
  at: Instant
  /** it would have acted before the task was opened */
  leftOut: boolean
  to: RungAddressee
  release: 'supervisor' | null
  only: 'unsigned' | 'mandatory' | null
  occasion: string
}

export type LadderSpan = {
  openedAt: Instant
  dueAt: Instant
  closeOfBusiness: ClockTime
  officeHours: OfficeHours
}

export type LadderProblemCode =
  | 'rung-twice'
  | 'two-silences'
  | 'offset-not-one'
  | 'offset-not-whole'
  | 'offset-too-large'
  | 'silence-not-at-due'
  | 'time-not-a-time'
  | 'time-with-hours'

/** What is wrong with a ladder, by the index of the rung and the field in it. */
export type LadderProblem = {
  index: number
  field: 'rung' | 'kind' | 'offset' | 'time' | 'anchor'
  code: LadderProblemCode
}

const mostDays = 1000
const mostHours = 1000

/** Everything wrong with a ladder; empty when it can be planned. */
export function checkLadder(ladder: Ladder): LadderProblem[] {
  const problems: LadderProblem[] = []
  const keys = new Set<string>()
  let silences = 0
  ladder.forEach((rung, index) => {
    const say = (field: LadderProblem['field'], code: LadderProblemCode) => problems.push({ index, field, code })
    if (keys.has(rung.rung)) say('rung', 'rung-twice')
    keys.add(rung.rung)
    if (rung.kind === 'silence') {
      silences += 1
      if (silences > 1) say('kind', 'two-silences')
    }
    checkOffset(rung, say)
  })
  return problems
}

function checkOffset(rung: LadderRung, say: (field: LadderProblem['field'], code: LadderProblemCode) => void): void {
  const { workingDays, calendarDays, workingHours } = rung.offset
  const amounts = [workingDays, calendarDays, workingHours].filter(amount => amount !== undefined)
  if (rung.kind === 'silence') {
    if (rung.anchor !== 'due') say('anchor', 'silence-not-at-due')
    if (amounts.some(amount => amount !== 0)) say('offset', 'silence-not-at-due')
    if (rung.time !== undefined) say('time', 'silence-not-at-due')
    return
  }
  const [amount, ...more] = amounts
  if (amount === undefined || more.length > 0) {
    say('offset', 'offset-not-one')
    return
  }
  if (!Number.isFinite(amount) || (workingHours === undefined && !Number.isInteger(amount)))
    say('offset', 'offset-not-whole')
  if (Math.abs(amount) > (workingHours === undefined ? mostDays : mostHours)) say('offset', 'offset-too-large')
  if (rung.time === undefined) return
  if (workingHours !== undefined) say('time', 'time-with-hours')
  if (!isClockTime(rung.time)) say('time', 'time-not-a-time')
}

/** A ladder that cannot be planned; what is wrong with it in `problems`. */
export class LadderError extends Error {
  readonly problems: LadderProblem[]

  constructor(problems: LadderProblem[]) {
    super(`ladder: ${problems.map(({ index, field, code }) => `${index} ${field} ${code}`).join(', ')}`)
    this.name = 'LadderError'
    this.problems = problems
  }
}

/**
 * The instants of a ladder for one task, in the order in which they come; of those at the same instant silence is the
 * last, the others as the ladder has them. Silence is at the due instant itself. Throws LadderError, DeadlineError.
 */
export function planRungs(ladder: Ladder, span: LadderSpan, calendar: Calendar): PlannedRung[] {
  const problems = checkLadder(ladder)
  if (problems.length > 0) throw new LadderError(problems)
  const opened = Date.parse(span.openedAt)
  const planned = ladder.map((rung): PlannedRung => {
    const at = instantOfRung(rung, span, calendar)
    return {
      rung: rung.rung,
      kind: rung.kind,
      at,
      leftOut: rung.kind !== 'silence' && Date.parse(at) < opened,
      to: rung.to,
      release: rung.release ?? null,
      only: rung.only ?? null,
      occasion: rung.occasion,
    }
  })
  return planned.sort(inOrder)
}

function instantOfRung(rung: LadderRung, span: LadderSpan, calendar: Calendar): Instant {
  const anchorAt = rung.anchor === 'opened' ? span.openedAt : span.dueAt
  if (rung.kind === 'silence') return new Date(Date.parse(span.dueAt)).toISOString()
  const { workingDays, calendarDays, workingHours } = rung.offset
  if (workingHours !== undefined) return addWorkingHours(anchorAt, workingHours, calendar, span.officeHours)
  const anchorOn = localDateOf(anchorAt)
  const on =
    workingDays === undefined ? addDays(anchorOn, calendarDays ?? 0) : moveWorkingDays(anchorOn, workingDays, calendar)
  return instantOf(on, rung.time ?? span.closeOfBusiness)
}

function moveWorkingDays(date: string, days: number, calendar: Calendar): string {
  return days < 0 ? subtractWorkingDays(date, -days, calendar) : addWorkingDays(date, days, calendar)
}

type Timed = { rung: string; kind: RungKind; at: Instant }

function inOrder(one: Timed, other: Timed): number {
  const byTime = Date.parse(one.at) - Date.parse(other.at)
  return byTime || Number(one.kind === 'silence') - Number(other.kind === 'silence')
}

/** What is due acts when its instant has passed: at the instant itself an answer is still in time. */
export function isPast(at: Instant, nowAt: Instant): boolean {
  return Date.parse(at) < Date.parse(nowAt)
}

/**
 * Of the waiting rungs of one task: the keys of those that a later one has overtaken, so that nobody is reminded and
 * urged and reported in the same moment after a long outage. Silence always acts.
 */
export function overtaken(waiting: readonly Timed[], nowAt: Instant): string[] {
  const due = waiting.filter(rung => isPast(rung.at, nowAt)).sort(inOrder)
  return due
    .slice(0, -1)
    .filter(rung => rung.kind !== 'silence')
    .map(rung => rung.rung)
}
