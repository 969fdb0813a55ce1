import type { ReactNode } from 'react'
import { Icon, type IconName } from '../icon.tsx'

type NoticeProps = {
  tone?: 'plain' | 'ok' | 'due' | 'late'
  /** A full sentence. */
  title: ReactNode
  /** `h2` where it is the first heading below the page's. */
  heading?: 'h2' | 'h3'
  /** `status` for what has just been done, `alert` for what has just failed. */
  role?: 'status' | 'alert'
  icon?: IconName
  /** Not on paper. */
  screenOnly?: boolean
  children?: ReactNode
}

const icons = { plain: 'info-circle', ok: 'circle-check', due: 'alert-triangle', late: 'alert-circle' } as const

/** What the reader must know before anything else on the page; one a page. */
export function Notice({
  tone = 'plain',
  title,
  heading: Heading = 'h2',
  role,
  icon,
  screenOnly = false,
  children,
}: NoticeProps) {
  const classes = ['notice', tone !== 'plain' && tone, screenOnly && 'noprint'].filter(Boolean).join(' ')
  return (
    <div className={classes} role={role} tabIndex={role === 'alert' ? -1 : undefined}>
      <Icon name={icon ?? icons[tone]} />
      <div>
        <Heading>{title}</Heading>
        {typeof children === 'string' ? <p>{children}</p> : children}
      </div>
    </div>
  )
}

/** Nothing to show: says what is next and when. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Notice title={title} heading="h3">
      {children}
    </Notice>
  )
}
