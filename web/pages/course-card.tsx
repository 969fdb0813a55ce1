import type { Timeline } from '../../domain/timeline.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { Course, type CourseStep } from '../pieces/course.tsx'
import { Details } from '../pieces/details.tsx'

/** `sample`: what is only known at its moment is an example here. */
export type NoticeView = { readonly subject: string; readonly text: string; readonly sample: boolean }

/** A course as it will run, with the calendars that it was counted by. */
export function CourseCard({
  steps,
  note,
  calendar,
}: {
  steps: readonly CourseStep[]
  note: string
  calendar: Timeline['calendar']
}) {
  const { t } = useWords()
  const years = calendar.map(({ year, sources }) =>
    sources.length > 0
      ? t('launch.timing.calendarYear', { year, sources: sources.join(t('pieces.listComma')) })
      : t('launch.timing.calendarNone', { year }),
  )
  return (
    <Card
      id="h-course"
      title={t('launch.timing.course')}
      beside={<span className="quiet small">{note}</span>}
      footer={<p className="small soft">{t('launch.timing.calendar', { years: years.join(t('pieces.semicolon')) })}</p>}
    >
      <Course wide steps={steps} />
    </Card>
  )
}

/** The words of a notice, opened when asked for; `sample`: what of them is an example, in words. */
export function NoticeText({
  notice,
  sample,
  open = false,
}: {
  notice: NoticeView | undefined
  sample: string
  open?: boolean
}) {
  const { t } = useWords()
  if (!notice) return null
  return (
    <Details open={open} summary={<span className="small">{t('launch.timing.notice')}</span>}>
      {notice.sample && <p className="quiet small">{sample}</p>}
      <p className="small">
        <b>{notice.subject}</b>
      </p>
      {notice.text.split('\n\n').map(paragraph => (
        <p key={paragraph} className="soft small">
          {paragraph}
        </p>
      ))}
    </Details>
  )
}
