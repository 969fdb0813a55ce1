import type { ReactNode } from 'react'
import { Icon, type IconName } from '../icon.tsx'

export type CourseStep = {
  readonly key: string
  readonly state: 'done' | 'now' | 'next' | 'late'
  readonly title: ReactNode
  /** Who and when, below the title. */
  readonly who?: ReactNode
  /** In a wide course: date (bold) and time, in the column at the left. */
  readonly when?: { readonly date: string; readonly time: string }
  readonly detail?: ReactNode
}

const icons: Record<CourseStep['state'], IconName> = {
  done: 'circle-check-filled',
  now: 'circle-dot',
  next: 'circle',
  late: 'alert-triangle',
}

/** What was, is and comes. `wide` has a column for the instants; `onPaper` stands outside a card. */
export function Course({
  steps,
  wide = false,
  onPaper = false,
}: {
  steps: readonly CourseStep[]
  wide?: boolean
  onPaper?: boolean
}) {
  return (
    <ol className={['course', wide && 'wide', onPaper && 'onpaper'].filter(Boolean).join(' ')}>
      {steps.map(step => (
        <li key={step.key} className={step.state} aria-current={step.state === 'now' ? 'step' : undefined}>
          <Icon name={icons[step.state]} />
          {wide ? <WideStep step={step} /> : <Step step={step} />}
        </li>
      ))}
    </ol>
  )
}

function WideStep({ step }: { step: CourseStep }) {
  return (
    <>
      <div>
        <b>{step.when?.date}</b>
        <span className="soft">{step.when?.time}</span>
      </div>
      <div>
        <Step step={step} />
      </div>
    </>
  )
}

function Step({ step: { title, who, detail } }: { step: CourseStep }) {
  return (
    <>
      <h3>{title}</h3>
      {who !== undefined && <p className="who">{who}</p>}
      {detail}
    </>
  )
}
