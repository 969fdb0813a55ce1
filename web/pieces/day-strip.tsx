import type { DueDay } from '../../domain/deadline.ts'
import { type LocalDate, localDateOf } from '../../domain/local-time.ts'
import { useFrame, useWords } from '../frame.tsx'
import type { Words } from '../words.ts'

type DayStripProps = {
  /** The day of the event, which is not counted; or today, when only what is left is shown. */
  from: LocalDate
  /** The days after it up to the due date, as counted by `computeDue`. */
  days: readonly DueDay[]
  /** `from` is today. */
  today?: boolean
  /** The first of the days is the event itself: `from`, the day before, is not shown. */
  firstCounts?: boolean
  /** What the period is, for those who hear the page. */
  name: string
}

/** Why a date is what it is: each day, counted or not. Nothing where no day lies between. */
export function DayStrip({ from, days, today = false, firstCounts = false, name }: DayStripProps) {
  const words = useWords()
  const now = localDateOf(useFrame().now)
  const { t } = words
  const last = days.at(-1)
  if (!last) return null
  const counted = numbered(days)
  const label = t('pieces.daysFromTo', {
    name,
    from: words.date(firstCounts ? (days[0]?.date ?? from) : from, 'short'),
    until: words.date(last.date),
    count: counted.at(-1)?.number ?? 0,
  })
  return (
    <div className="days" role="img" aria-label={label}>
      {!firstCounts && (
        <span className="start">
          <b>{dayOfMonth(from)}</b>
          {t(today ? 'pieces.today' : 'pieces.start')}
        </span>
      )}
      {counted.map(day => {
        const isToday = firstCounts && day.date === now && day !== counted.at(-1)
        return (
          <span key={day.date} className={isToday ? 'today' : classOf(day, day.date === last.date)}>
            <b>{dayOfMonth(day.date)}</b>
            {isToday ? t('pieces.today') : signOf(day, words)}
          </span>
        )
      })}
    </div>
  )
}

/** One line on the days that do not count, and on make-up days that do. */
export function SkippedDays({ days }: { days: readonly DueDay[] }) {
  const words = useWords()
  const text = skippedInWords(days, words)
  return text === '' ? null : <p className="small soft">{text}</p>
}

/** The days that do not count, by reason; weekends only by number when there are many. Empty when every day counts. */
export function skippedInWords(days: readonly DueDay[], words: Words): string {
  const { t, date } = words
  const skipped = days.filter(day => !day.counts)
  const parts: string[] = []
  const weekends = skipped.filter(day => day.why === 'weekend')
  if (weekends.length > 4) parts.push(t('pieces.weekendDays', { count: weekends.length }))
  else if (weekends.length > 0)
    parts.push(t('pieces.reason', { days: list(weekends, words), reason: t('pieces.weekend') }))
  for (const run of runs(skipped.filter(day => day.why !== 'weekend')))
    parts.push(t('pieces.reason', { days: span(run, words), reason: reasonOf(run, words) }))
  const sentences = parts.length
    ? [t('pieces.skipped', { count: skipped.length, days: parts.join(t('pieces.semicolon')) })]
    : []
  for (const day of days) if (day.why === 'make-up') sentences.push(t('pieces.madeUp', { date: date(day.date) }))
  return sentences.join(t('pieces.sentenceSpace'))
}

type Numbered = DueDay & { number: number }

function numbered(days: readonly DueDay[]): Numbered[] {
  let number = 0
  return days.map(day => {
    if (day.counts) number += 1
    return { ...day, number }
  })
}

function classOf(day: DueDay, end: boolean): string | undefined {
  if (end) return 'end'
  if (day.why === 'make-up') return 'extra'
  return day.counts ? undefined : 'rest'
}

function signOf(day: Numbered, { t }: Words): string | number {
  if (day.why === 'make-up') return t('pieces.makeUp')
  if (day.counts) return day.number
  if (day.why === 'stopped') return t('pieces.stopped')
  return t(day.why === 'holiday' ? 'pieces.holiday' : 'pieces.rest')
}

const dayOfMonth = (on: LocalDate): number => Number(on.slice(8))

/** Days that follow one another for the same reason. */
function runs(days: readonly DueDay[]): DueDay[][] {
  const found: DueDay[][] = []
  for (const day of days) {
    const run = found.at(-1)
    const before = run?.at(-1)
    if (run && before?.why === day.why && isNext(before.date, day.date)) run.push(day)
    else found.push([day])
  }
  return found
}

const isNext = (one: LocalDate, other: LocalDate): boolean => Date.parse(other) - Date.parse(one) === 86_400_000

const list = (days: readonly DueDay[], { t, date }: Words): string =>
  days.map(day => date(day.date, 'short')).join(t('pieces.listComma'))

function span(run: readonly DueDay[], words: Words): string {
  const [first, last] = [run[0], run.at(-1)]
  if (!first || !last) return ''
  if (first === last) return words.date(first.date, 'short')
  return words.t('pieces.span', { from: words.date(first.date, 'short'), until: words.date(last.date, 'short') })
}

function reasonOf(run: readonly DueDay[], { t }: Words): string {
  if (run[0]?.why === 'stopped') return t('pieces.stoppedClock')
  const names = [...new Set(run.map(day => day.name).filter(name => name !== null))]
  return names.length > 0 ? names.join(t('pieces.listComma')) : t('pieces.holidays')
}
