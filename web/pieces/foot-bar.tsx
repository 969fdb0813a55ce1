import type { ReactNode } from 'react'

/** The page's acts, fixed at the foot on a phone, with one line of context: saved at, what is frozen. */
export function FootBar({ context, children }: { context?: ReactNode; children: ReactNode }) {
  return (
    <div className="footbar">
      {context !== undefined && <p className="soft">{context}</p>}
      {children}
    </div>
  )
}
