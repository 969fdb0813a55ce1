import type { ReactNode } from 'react'
import { Phrase } from './phrase.tsx'

export type Task = {
  readonly key: string
  readonly title: string
  readonly detail?: ReactNode
  readonly state?: ReactNode
  /** A link or a form with one button. */
  readonly act?: ReactNode
}

/** Work to do, most urgent first; with `lead` the first one stands out and carries the page's primary button. */
export function TaskList({ tasks, lead = false }: { tasks: readonly Task[]; lead?: boolean }) {
  return (
    <ul className="tasks">
      {tasks.map(({ key, title, detail, state, act }, index) => {
        const first = lead && index === 0
        return (
          <li key={key} className={first ? 'first' : undefined}>
            <div>
              {first && state !== undefined && <p>{state}</p>}
              <h3>
                <Phrase>{title}</Phrase>
              </h3>
              {detail !== undefined && <p>{detail}</p>}
            </div>
            <div className="acts">
              {!first && state}
              {act}
            </div>
          </li>
        )
      })}
    </ul>
  )
}
