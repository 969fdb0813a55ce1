import type { ReactNode } from 'react'
import { Phrase } from './phrase.tsx'

type PageHeadProps = {
  /** Small, above the heading: where the matter comes from, or the moment. */
  eyebrow?: ReactNode
  /** The answer that the page gives, as a sentence or a title. */
  title: string
  /** One line below the heading. */
  lead?: ReactNode
  /** Rare acts or the deadline, at the right. */
  children?: ReactNode
}

/** The head of a page: heading and what belongs beside it. */
export function PageHead({ eyebrow, title, lead, children }: PageHeadProps) {
  return (
    <div className="pagehead">
      <div>
        {eyebrow !== undefined && <p className="eyebrow">{eyebrow}</p>}
        <h1>
          <Phrase>{title}</Phrase>
        </h1>
        {lead !== undefined && <p>{lead}</p>}
      </div>
      {children !== undefined && <div className="acts">{children}</div>}
    </div>
  )
}
