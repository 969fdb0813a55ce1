import type { ListState } from '../../domain/can-pay.ts'
import type { DueDay } from '../../domain/deadline.ts'
import { addDays } from '../../domain/local-time.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { DayStrip, SkippedDays } from '../pieces/day-strip.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import type { DueView } from './workbench.tsx'

export type NoticeSpanView = {
  readonly startsAt: string
  readonly endsAt: string
  readonly days: readonly DueDay[]
  /** The first day counts; else the day after it is the first. */
  readonly firstCounts: boolean
  readonly count: number
}

type SpanProps = { readonly state: ListState; readonly span: NoticeSpanView | null; readonly due: DueView | null }

/** When the notice of a list runs, and why. */
export function NoticeSpan({ state, span, due }: SpanProps) {
  const { t, instant } = useWords()
  if (state === 'draft')
    return (
      <Card id="h-span" title={t('noticeList.span')} as="section">
        <p className="mb-0">{t('noticeList.spanDraft')}</p>
      </Card>
    )
  if (!span) return null
  if (state === 'running' && due)
    return (
      <DeadlinePanel
        name={t('noticeList.span')}
        dueAt={span.endsAt}
        left={due.left}
        passed={due.passed}
        days={<SpanStrip span={span} />}
      >
        {t('noticeList.spanMeans', { from: instant(span.startsAt, 'sentence'), count: span.count })}
      </DeadlinePanel>
    )
  return (
    <Card id="h-span" title={t('noticeList.span')} as="section">
      <p>{t('noticeList.spanDates', { from: instant(span.startsAt), until: instant(span.endsAt) })}</p>
      <SpanStrip span={span} />
      <SkippedDays days={span.days} />
      {state === 'ended' && <p className="soft mb-0">{t('noticeList.spanEnded')}</p>}
    </Card>
  )
}

/** Why a notice ends when it does: its days, counted or not. */
export function SpanStrip({ span }: { span: NoticeSpanView }) {
  const { t } = useWords()
  const first = span.days[0]
  if (!first) return null
  return (
    <DayStrip
      from={addDays(first.date, -1)}
      days={span.days}
      firstCounts={span.firstCounts}
      name={t('noticeList.span')}
    />
  )
}
