import type { ReactNode } from 'react'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'

export type Check = {
  readonly key: string
  /** Passed, worth a look, or in the way. */
  readonly state: 'ok' | 'due' | 'late'
  readonly title: ReactNode
  readonly detail?: ReactNode
  /** What mends it. */
  readonly act?: { readonly href: string; readonly word: string }
}

/** What stops an act or asks for a second look. */
export function Checklist({ checks }: { checks: readonly Check[] }) {
  const { t } = useWords()
  return (
    <ul className="checklist">
      {checks.map(({ key, state, title, detail, act }) => (
        <li key={key} className={state}>
          {state === 'ok' && <Icon name="circle-check" label={t('pieces.passed')} />}
          {state === 'due' && <Icon name="alert-triangle" label={t('pieces.warned')} />}
          {state === 'late' && <Icon name="circle-x" label={t('pieces.failed')} />}
          <div>
            <b>{title}</b>
            {detail !== undefined && <small>{detail}</small>}
            {act && (
              <a href={act.href} className="inline">
                {act.word}
              </a>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}
