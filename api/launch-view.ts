import { type LaunchPlan, planLaunch } from '../acts/checklist.ts'
import { rulesFor } from '../acts/letter-of.ts'
import { readCalendar } from '../acts/matter.ts'
import { previewNotices } from '../acts/preview-notices.ts'
import type { Language } from '../domain/actor.ts'
import type { Calendar } from '../domain/calendar.ts'
import { localDateOf } from '../domain/local-time.ts'
import { citeClause, type PolicyPack } from '../domain/policy-pack.ts'
import type { ParameterName, ResolvedParameter, ResolvedProcedure, ResolvedSource } from '../domain/procedure.ts'
import {
  type AddresseeCounts,
  type Cycle,
  countAddressees,
  readAddressees,
  readLastDecision,
  readPack,
} from '../records/cycle.ts'
import type { Database } from '../records/database.ts'
import type { LetterFacts } from '../web/pages/launch-check.tsx'
import type { CourseContext } from '../web/pages/launch-course.tsx'
import type { LaunchCycle } from '../web/pages/launch-frame.tsx'
import type { SourcedValue } from '../web/pages/launch-timing.tsx'
import type { Words } from '../web/words.ts'

/** What the pages of a launch know of a draft: how it would run, and what stands in the way. */
export type LaunchView = {
  readonly plan: LaunchPlan
  readonly counts: AddresseeCounts
  readonly pack: PolicyPack
  readonly course: CourseContext
  readonly calendar: Calendar
}

/** Draws a draft as it would run if it were sent for signature now. */
export async function readLaunch(
  database: Database,
  cycle: Cycle,
  now: string,
  language: Language,
  publicUrl: string,
): Promise<LaunchView> {
  const calendar = await readCalendar(database)
  const [plan, counts, pack, rules, first] = await Promise.all([
    planLaunch(database, cycle, calendar, now),
    countAddressees(database, cycle.id),
    readPack(database, cycle.policy_version_id),
    rulesFor(database, cycle),
    readAddressees(database, cycle.id, now, { limit: 1 }),
  ])
  const { timeline, procedure } = plan
  const to = first.rows[0]?.name ?? cycle.unit_name
  const notices =
    timeline && rules
      ? previewNotices({ cycle, rules, timeline, calendar, publicUrl, count: counts.main, to }, language)
      : new Map<string, never>()
  const course: CourseContext = {
    today: localDateOf(now),
    main: counts.main,
    copies: counts.copies,
    mandatory: counts.mandatory,
    seats: seatLabels(procedure, language),
    silence: procedure.parameters.silence.value ?? 'deemed-no-objection',
    notices,
    offsets: offsetsOf(procedure),
    fixed: cycle.settings.deadline?.kind === 'on',
  }
  return { plan, counts, pack, course, calendar }
}

/** Where each rung stands by the rules, by the key of its entry in the timeline. */
function offsetsOf({ parameters }: ResolvedProcedure): CourseContext['offsets'] {
  const ladders = {
    signature: parameters.signatureLadder.value,
    answer: parameters.answerLadder.value,
    disposition: parameters.dispositionLadder.value,
    approval: parameters.approvalLadder.value,
  }
  return new Map(
    Object.entries(ladders).flatMap(([step, ladder]) =>
      (ladder ?? []).map(({ rung, anchor, offset }) => [`${step}.${rung}`, { anchor, ...offset }] as const),
    ),
  )
}

export const seatLabels = ({ parameters }: ResolvedProcedure, language: Language): string[] =>
  (parameters.signatureSeats.value ?? []).map(({ label }) => (language === 'en' ? label.en : label.zh))

/** A draft as the frame of its pages shows it, with why it came back. */
export async function launchCycle(database: Database, cycle: Cycle): Promise<LaunchCycle> {
  const returned = cycle.state === 'revising' ? await readLastDecision(database, cycle.id, 'return-for-revision') : null
  return {
    id: cycle.id,
    title: cycle.title,
    version: cycle.version,
    updatedAt: cycle.updated_at,
    returned: returned && { person: returned.person_name, reason: returned.reason ?? '', at: returned.at },
  }
}

/** What the letter of a draft does, in the figures of the page. */
export function letterFacts(
  cycle: Cycle,
  { plan, counts, course }: Pick<LaunchView, 'plan' | 'counts' | 'course'>,
): LetterFacts {
  const { deadline } = cycle.settings
  return {
    main: counts.main,
    copies: counts.copies,
    byKind: counts.byKind,
    mandatory: counts.mandatory,
    dueAt: plan.timeline?.entries.find(({ key }) => key === 'answer.due')?.at ?? null,
    workingDays: deadline?.kind === 'working-days' ? deadline.count : null,
    silence: course.silence,
    documentNumber: cycle.settings.documentNumber,
  }
}

const shownParameters = [
  'answerPeriod',
  'minimumPeriod',
  'closeOfBusiness',
  'silence',
  'unitReply',
  'signatureSeats',
  'signaturePeriod',
  'dispositionPeriod',
  'approvalSeat',
  'approvalPeriod',
  'tableVisibility',
] as const satisfies readonly ParameterName[]

/** Each parameter that people care about, with its value in words and where it stands. */
export function sourcedValues(procedure: ResolvedProcedure, pack: PolicyPack, words: Words): SourcedValue[] {
  return shownParameters.map(name => sourcedValue(name, procedure, pack, words))
}

/** One parameter with its value in words and where it stands. */
export function sourcedValue(
  name: (typeof shownParameters)[number],
  { parameters }: ResolvedProcedure,
  pack: PolicyPack,
  words: Words,
): SourcedValue {
  const parameter = parameters[name]
  return { name, value: valueInWords(name, parameter, words), source: sourceInWords(parameter.source, pack, words) }
}

function valueInWords(
  name: (typeof shownParameters)[number],
  { value }: ResolvedParameter<unknown>,
  { t, date, language }: Words,
): string {
  const label = (each: unknown): string => {
    const words = (each as { label: { zh: string; en: string } }).label
    return language === 'en' ? words.en : words.zh
  }
  if (value === null) return t('launch.timing.unset')
  switch (name) {
    case 'signatureSeats':
      return (value as unknown[]).map(label).join(' → ')
    case 'approvalSeat':
      return label(value)
    case 'closeOfBusiness':
      return String(value)
    case 'silence':
      return t(`launch.timing.silence.${value as 'deemed-no-objection'}`)
    case 'unitReply':
      return t(`launch.timing.unitReply.${value as 'clerk-suffices'}`)
    case 'tableVisibility':
      return t(`launch.timing.tableVisibility.${value as 'internal'}`)
    default: {
      const period = value as { workingDays?: number; calendarDays?: number; on?: string }
      if (period.on) return date(period.on)
      if (period.workingDays !== undefined) return t('launch.timing.workingDaysValue', { count: period.workingDays })
      return t('launch.timing.calendarDaysValue', { count: period.calendarDays ?? 0 })
    }
  }
}

function sourceInWords(source: ResolvedSource | null, pack: PolicyPack, { t, language }: Words): string {
  if (!source) return ''
  if ('clause' in source) return t('launch.timing.sourceClause', { clause: citeClause(pack, source.clause, language) })
  if ('document' in source) return t('launch.timing.sourceDocument', { document: source.document })
  return t('atLaunch' in source ? 'launch.timing.sourceLaunch' : 'pieces.setHere')
}
