import type { ReactNode } from 'react'
import { useFrame } from '../frame.tsx'

type LiveProps = {
  /** Unique on the page. */
  id: string
  /** Seconds between two looks. */
  every?: number
  children: ReactNode
}

/** A part of the page that looks for news by itself; without JavaScript it is what it was when the page was opened. */
export function Live({ id, every = 15, children }: LiveProps) {
  const { address } = useFrame()
  const htmx = {
    'hx-get': address,
    'hx-trigger': `every ${Math.round(every * 1000)}ms`, // htmx reads no fractions
    'hx-select': `#${id}`,
    'hx-swap': 'outerMorph',
  }
  return (
    <div id={id} {...htmx}>
      {children}
    </div>
  )
}
