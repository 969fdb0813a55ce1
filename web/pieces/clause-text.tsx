import type { ReactNode } from 'react'

type ClauseTextProps = {
  /** Stays the same when wording changes; the place to jump to. */
  anchor: string
  /** As it is written in the draft. */
  number: string
  heading?: string
  text: ReactNode
  /** Opinions on it, or the way to give one. */
  children?: ReactNode
}

/** One clause of a draft with its anchor. */
export function ClauseText({ anchor, number, heading, text, children }: ClauseTextProps) {
  return (
    <div className="clause" id={`c-${anchor}`}>
      <div className="no">{number}</div>
      <div>
        {heading !== undefined && heading !== '' && <h3>{heading}</h3>}
        <Paragraphs>{text}</Paragraphs>
      </div>
      {children !== undefined && <div className="under">{children}</div>}
    </div>
  )
}

function Paragraphs({ children }: { children: ReactNode }) {
  if (typeof children !== 'string') return <p>{children}</p>
  return children
    .split('\n')
    .filter(line => line.trim() !== '')
    .map((line, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the paragraphs of one text, in their order
      <p key={index}>{line}</p>
    ))
}

/** What somebody said on a clause. */
export function OpinionText({ from, children }: { from: ReactNode; children: ReactNode }) {
  return (
    <div className="opinion">
      <p className="from">{from}</p>
      {typeof children === 'string' ? <p>{children}</p> : children}
    </div>
  )
}

/** Wording that an adopted opinion adds. */
export function Added({ children }: { children: ReactNode }) {
  return <ins className="wording">{children}</ins>
}

/** Wording that an adopted opinion takes away. */
export function Removed({ children }: { children: ReactNode }) {
  return <del className="wording">{children}</del>
}
