import { localDateOf } from '../../domain/local-time.ts'
import type { RoundCourse, RoundCourseKey, RoundMoment } from '../../domain/round-course.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import type { CourseStep } from '../pieces/course.tsx'
import { DayStrip, SkippedDays } from '../pieces/day-strip.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import type { Words } from '../words.ts'
import { CourseCard, NoticeText, type NoticeView } from './course-card.tsx'

export type RoundCourseView = RoundCourse & {
  readonly today: string
  readonly institutions: number
  /** Its first day has begun already: it opens as soon as it is signed. */
  readonly overdue: boolean
  readonly silence: 'accepted' | 'climbs'
  readonly draftReminder: number
  /** What institutions are told, by the key of the moment. */
  readonly notices: ReadonlyMap<RoundCourseKey, NoticeView>
}

/** How a round will run: each moment with its reason, the days that count, and what institutions are told. */
export function RoundCourseCard({ course, note }: { course: RoundCourseView | null; note: string }) {
  const words = useWords()
  const { t } = words
  if (!course)
    return (
      <Card id="h-course" title={t('launch.timing.course')}>
        <EmptyState title={t('round.course.none')}>{t('round.course.noneText')}</EmptyState>
      </Card>
    )
  return (
    <CourseCard
      steps={course.moments.map(moment => stepOf(moment, course, words))}
      note={note}
      calendar={course.calendar}
    />
  )
}

function stepOf(moment: RoundMoment, course: RoundCourseView, words: Words): CourseStep {
  const { t } = words
  const { key, from, days } = moment
  const title = t(`round.course.${key}.title`, { count: course.institutions })
  return {
    key,
    state: 'next',
    title,
    when: whenOf(moment, course, words),
    detail: (
      <>
        <p className="soft">{reasonOf(moment, course, words)}</p>
        {from !== null && days.length > 0 && (
          <>
            <DayStrip from={from} days={days} name={title} />
            <SkippedDays days={days} />
          </>
        )}
        <NoticeText notice={course.notices.get(key)} sample={t('round.course.sample')} />
      </>
    ),
  }
}

function whenOf({ key, at }: RoundMoment, { today, overdue }: RoundCourseView, { t, date, instant }: Words) {
  if (key === 'opens' && overdue) return { date: t('round.course.atSignature'), time: '' }
  const on = localDateOf(at)
  const time = instant(at, 'short').replace(/^.*\s/, '')
  const year = on.slice(0, 4)
  const latest =
    key === 'opens' || key === 'reminder' || key === 'closes' ? time : `${t('round.course.latest')} ${time}`
  return {
    date: date(on).replace(new RegExp(`^${year}年|,? ${year}$`), ''),
    time: year === today.slice(0, 4) ? latest : t('launch.entry.atYear', { year, time: latest }),
  }
}

function reasonOf({ key, at, period, days }: RoundMoment, course: RoundCourseView, words: Words): string {
  const { t } = words
  const length = period
    ? 'workingDays' in period
      ? t('launch.timing.workingDaysValue', { count: period.workingDays })
      : t('launch.timing.calendarDaysValue', { count: period.calendarDays })
    : ''
  const counted = days.filter(({ counts }) => counts).length
  switch (key) {
    case 'signature':
      return t(
        at > (course.moments.find(each => each.key === 'opens')?.at ?? at)
          ? 'round.course.signature.late'
          : 'round.course.signature.reason',
        { length },
      )
    case 'opens':
      return t('round.course.opens.reason', { count: course.institutions })
    case 'reminder':
      return t('round.course.reminder.reason', { count: course.draftReminder })
    case 'closes':
      return counted > 0 ? t('round.course.closes.reason', { count: counted }) : t('round.course.closes.plain')
    case 'acceptance':
      return t(course.silence === 'accepted' ? 'round.course.acceptance.deemed' : 'round.course.acceptance.climbs', {
        length,
      })
    default:
      return t(`round.course.${key}.reason`, { length })
  }
}
