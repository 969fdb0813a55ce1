import type { ReactNode } from 'react'

/** Something that opens when asked for. */
export function Details({
  summary,
  open = false,
  children,
}: {
  summary: ReactNode
  open?: boolean
  children: ReactNode
}) {
  return (
    <details open={open}>
      <summary className="tap">{summary}</summary>
      {children}
    </details>
  )
}
