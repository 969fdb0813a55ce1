import type { ReactNode } from 'react'
import { localDateOf } from '../../domain/local-time.ts'
import { useFrame, useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'

type DeadlinePanelProps = {
  /** What the deadline is of, for those who hear the page. */
  name: string
  dueAt: string
  /** Whole working days left; negative: overdue by so many. */
  left: number
  /** A deadline of today that lies behind. */
  passed?: boolean
  /** A year's holidays are not published yet. */
  provisional?: boolean
  /** A day strip. */
  days?: ReactNode
  /** What silence means, what comes next. */
  children?: ReactNode
}

/** The panel of a page that has one deadline: what is left, when it is, what follows. Calm over three working days. */
export function DeadlinePanel({
  name,
  dueAt,
  left,
  passed = false,
  provisional = false,
  days,
  children,
}: DeadlinePanelProps) {
  const { t, instant } = useWords()
  const late = left < 0 || passed
  const tone = late ? 'late' : left > 3 ? 'calm' : ''
  return (
    <section className={`deadline ${tone}`.trim()} aria-label={name}>
      <p className="left">
        {late && <Icon name="alert-triangle" />} <Left dueAt={dueAt} left={left} passed={passed} />
      </p>
      <p className="when">{late ? t('pieces.dueAt', { when: instant(dueAt) }) : instant(dueAt)}</p>
      {days}
      {children !== undefined && <p className="means">{children}</p>}
      {provisional && <p className="means">{t('pieces.provisional')}</p>}
    </section>
  )
}

function Left({ dueAt, left, passed }: { dueAt: string; left: number; passed: boolean }) {
  const { now } = useFrame()
  const { t } = useWords()
  const today = localDateOf(dueAt) === localDateOf(now)
  if (left === 0) return t(passed ? 'pieces.overdueLessThanADay' : today ? 'pieces.dueToday' : 'pieces.dueBeforeWork')
  const count = Math.abs(left)
  const [before, after] =
    left < 0
      ? [t('pieces.overdueBefore'), t('pieces.overdueAfter', { count })]
      : [t('pieces.leftBefore'), t('pieces.leftAfter', { count })]
  return (
    <>
      {before}
      <b>{count}</b>
      {after}
    </>
  )
}
