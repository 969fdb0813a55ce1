import { localDateOf } from '../../domain/local-time.ts'
import type { Timeline, TimelineEntry } from '../../domain/timeline.ts'
import type { CourseStep } from '../pieces/course.tsx'
import { DayStrip, SkippedDays } from '../pieces/day-strip.tsx'
import type { Words } from '../words.ts'
import { NoticeText, type NoticeView } from './course-card.tsx'

export type CourseContext = {
  /** The day on which it would be signed. */
  readonly today: string
  readonly main: number
  readonly copies: number
  readonly mandatory: readonly string[]
  /** Labels of the seats, in turn. */
  readonly seats: readonly string[]
  readonly silence: string
  /** What each notice will say, by the key of its entry. */
  readonly notices: ReadonlyMap<string, NoticeView>
  /** Where the rungs stand by the rules, by the key of their entry. */
  readonly offsets: ReadonlyMap<string, OffsetView>
  /** The deadline is a date that was named, not counted. */
  readonly fixed: boolean
}

export type OffsetView = {
  readonly anchor: 'opened' | 'due'
  readonly workingDays?: number | undefined
  readonly calendarDays?: number | undefined
  readonly workingHours?: number | undefined
}

/** A planned cycle as the steps of a wide course: each instant with its reason and the words of its notice. */
export function courseOf(timeline: Timeline, context: CourseContext, words: Words): CourseStep[] {
  return timeline.entries
    .filter(entry => entry.key !== 'disposition.opened' && entry.kind !== 'silence')
    .map(entry => ({
      key: entry.key,
      state: 'next' as const,
      when: whenOf(entry, context, words),
      title: titleOf(entry, context, words),
      detail: (
        <>
          <p className="soft">{sentences(reasonsOf(entry, timeline, context, words), words)}</p>
          {entry.kind === 'due' && entry.from !== null && (
            <>
              <DayStrip from={entry.from} days={entry.days} name={titleOf(entry, context, words)} />
              <SkippedDays days={entry.days} />
            </>
          )}
          <NoticeText notice={noticeOf(entry, context)} sample={words.t('launch.timing.noticeSample')} />
        </>
      ),
    }))
}

function whenOf(entry: TimelineEntry, context: CourseContext, { t, date, instant }: Words) {
  const on = localDateOf(entry.at)
  const time = instant(entry.at, 'short').replace(/^.*\s/, '')
  const soon = entry.kind === 'act' && on === context.today
  const year = on.slice(0, 4)
  const bare = date(on).replace(new RegExp(`^${year}年|,? ${year}$`), '')
  if (year !== context.today.slice(0, 4)) return { date: bare, time: t('launch.entry.atYear', { year, time }) }
  return { date: bare, time: soon ? '' : t('launch.entry.at', { time }) }
}

function titleOf(entry: TimelineEntry, { main, seats }: CourseContext, { t }: Words): string {
  if (entry.kind === 'due') return t(`launch.entry.${entry.step === 'feedback' ? 'answer' : entry.step}Due`)
  if (entry.kind !== 'act') {
    const what = t(`launch.entry.${entry.kind}`)
    return entry.step === 'answer' ? what : t('launch.entry.ofStep', { step: t(`cycle.steps.${entry.step}`), what })
  }
  if (entry.key === 'answer.released') return t('launch.entry.released', { count: main })
  if (entry.step === 'signature') return t('launch.entry.requested', { seats: seats.join(t('pieces.listComma')) })
  if (entry.step === 'approval') return t('launch.entry.requestedTable')
  return t('launch.entry.feedback')
}

const addressed = {
  assignee: 'toAssignee',
  'section-head': 'toSectionHead',
  head: 'toHead',
  superior: 'toSuperior',
  supervisors: 'toSupervisors',
} as const

function reasonsOf(entry: TimelineEntry, timeline: Timeline, context: CourseContext, words: Words): string[] {
  const { t, date } = words
  if (entry.leftOut) return [t('launch.entry.leftOut')]
  if (entry.key === 'answer.released') {
    return [
      context.copies > 0
        ? t('launch.entry.channelsCopies', { count: context.copies, copies: context.copies })
        : t('launch.entry.channels'),
    ]
  }
  if (entry.kind === 'due') return dueReasons(entry, context, words)
  if (entry.kind === 'act') {
    const latest = timeline.entries.find(({ key }) => key === 'answer.due')
    return entry.step === 'approval' || entry.step === 'feedback'
      ? [latest ? t('launch.entry.latest') : date(localDateOf(entry.at))]
      : []
  }
  const reasons: string[] = offsetOf(entry, context, words)
  if (entry.only === 'unsigned') reasons.push(t('launch.entry.onlyUnsigned'))
  else if (entry.only === 'mandatory') reasons.push(t('launch.entry.onlyMandatory'))
  else if (entry.to === 'party') reasons.push(t('launch.entry.onlySilent'))
  if (entry.to && entry.to !== 'party') reasons.push(t(`launch.entry.${addressed[entry.to]}`))
  if (entry.release) reasons.push(t('launch.entry.release'))
  return reasons
}

function dueReasons(entry: TimelineEntry, context: CourseContext, words: Words): string[] {
  const { t } = words
  const step = entry.step === 'feedback' ? 'answer' : entry.step
  const from = t(`launch.entry.after.${step}`)
  const byCalendar = entry.days.some(({ why }) => why === 'calendar-day')
  const period =
    context.fixed && step === 'answer'
      ? t('launch.entry.fixedDate', { count: entry.counted })
      : byCalendar
        ? t('launch.entry.calendarDays', { from, count: entry.counted })
        : t('launch.entry.fromNextDay', { from, count: entry.counted })
  return entry.step === 'answer' ? [period, silenceReason(context, words)] : [period]
}

function offsetOf(entry: TimelineEntry, { offsets }: CourseContext, { t }: Words): string[] {
  const offset = offsets.get(entry.key)
  if (!offset || entry.step === 'feedback') return []
  const anchor = t(`launch.entry.anchor.${offset.anchor === 'due' ? 'due' : entry.step}`)
  const { workingDays, calendarDays, workingHours } = offset
  const days = workingDays ?? calendarDays
  if (workingHours !== undefined) return [t('launch.entry.offset.hours', { anchor, count: workingHours })]
  if (days === undefined) return []
  if (days === 0) return [t('launch.entry.offset.on', { anchor })]
  const kind = workingDays === undefined ? 'calendar' : 'days'
  return [t(`launch.entry.offset.${kind}${days < 0 ? 'Before' : 'After'}`, { anchor, count: Math.abs(days) })]
}

function silenceReason({ silence, mandatory }: CourseContext, { t }: Words): string {
  if (silence !== 'deemed-no-objection') return t('launch.entry.silentListed')
  if (mandatory.length === 0) return t('launch.entry.silent')
  return t('launch.entry.silentMandatory', { units: mandatory.slice(0, 5).join(t('pieces.listComma')) })
}

const sentences = (reasons: readonly string[], { t }: Words): string => reasons.join(t('pieces.sentenceSpace'))

const noticeOf = ({ key }: TimelineEntry, { notices }: CourseContext): NoticeView | undefined =>
  notices.get(key) ?? (key === 'answer.due' ? notices.get('answer.silence') : undefined)
