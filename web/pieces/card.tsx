import type { ReactNode } from 'react'

type CardProps = {
  /** Unique on the page: names the section and can be jumped to. */
  id: string
  title: ReactNode
  /** At the right of the title: a count, a search, the section's act. */
  beside?: ReactNode
  footer?: ReactNode
  /** Tables and task lists fill the card to its edges. */
  flush?: boolean
  as?: 'section' | 'aside' | 'nav' | 'article'
  children: ReactNode
}

/** A section with a heading in a frame of its own. */
export function Card({ id, title, beside, footer, flush = false, as: Tag = 'section', children }: CardProps) {
  return (
    <Tag className="card" aria-labelledby={id}>
      <div className="card-header">
        <h2 className="card-title" id={id}>
          {title}
        </h2>
        {beside !== undefined && <div className="acts ms-auto">{beside}</div>}
      </div>
      {flush ? children : <div className="card-body">{children}</div>}
      {footer !== undefined && <div className="card-footer">{footer}</div>}
    </Tag>
  )
}
