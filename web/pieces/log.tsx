import type { ReactNode } from 'react'
import { useWords } from '../frame.tsx'

export type LogEntry = {
  readonly key: string
  readonly at: string
  /** The channel, or what was done. */
  readonly what: string
  readonly children: ReactNode
}

/** What was done when; another system's own words stand in `<samp>`. */
export function Log({ entries }: { entries: readonly LogEntry[] }) {
  const { instant } = useWords()
  return (
    <ol className="log">
      {entries.map(({ key, at, what, children }) => (
        <li key={key}>
          <time dateTime={at}>{instant(at, 'log')}</time>
          <span>{what}</span>
          <span>{children}</span>
        </li>
      ))}
    </ol>
  )
}
