import type { ReactNode } from 'react'
import { clockTimeOf, localDateOf } from '../../domain/local-time.ts'
import { useFrame, useWords } from '../frame.tsx'
import { Icon, type IconName } from '../icon.tsx'

/** What a state means: `plain`, `mine` to be done by the reader, `ok`, `due` near, `late` overdue or failed, `held`, `deemed` by silence. */
export type Tone = 'plain' | 'mine' | 'ok' | 'due' | 'late' | 'held' | 'deemed'

/** One state of one thing: a shape, a word, then colour. */
export function State({ tone = 'plain', icon, children }: { tone?: Tone; icon: IconName; children: ReactNode }) {
  return (
    <span className={tone === 'plain' ? 'state' : `state ${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  )
}

/** How near a deadline is, by the working days left; today's is told by its time, and one on a rest day before the next working day by its date. */
export function DueState({ dueAt, left, passed = false }: { dueAt: string; left: number; passed?: boolean }) {
  const { now } = useFrame()
  const { t, daysLeft, instant } = useWords()
  if (left < 0 || passed)
    return (
      <State tone="late" icon="alert-triangle">
        {daysLeft(left, passed)}
      </State>
    )
  if (left === 0)
    return (
      <State tone="due" icon="hourglass">
        {localDateOf(dueAt) === localDateOf(now) ? t('pieces.todayAt', { time: clockTimeOf(dueAt) }) : instant(dueAt)}
      </State>
    )
  const [tone, icon] = toneOf(left)
  return (
    <State tone={tone} icon={icon}>
      {daysLeft(left)}
    </State>
  )
}

const toneOf = (left: number) => (left > 3 ? (['plain', 'clock'] as const) : (['due', 'hourglass'] as const))

/** The mark of an addressee that silence does not cover. */
export function Must() {
  return <span className="must">{useWords().t('pieces.must')}</span>
}
