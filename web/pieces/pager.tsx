import type { ReactNode } from 'react'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { CsrfField } from './form-fields.tsx'

/** Another page of a list: its address, or, where the address must not tell what was searched for, a form to send. */
export type PageStep = string | { readonly action: string; readonly values: Readonly<Record<string, string>> }

type PagerProps = {
  /** Which rows are shown, and in which order. */
  shown: ReactNode
  /** Null where there is none. */
  previous: PageStep | null
  next: PageStep | null
}

/** The foot of a list that has pages; each page starts after a key, so it stays right while rows change. */
export function Pager({ shown, previous, next }: PagerProps) {
  const { t } = useWords()
  return (
    <div className="acts">
      <span className="soft small">{shown}</span>
      <nav className="acts last" aria-label={t('pieces.pages')}>
        {previous === null ? (
          <span className="quiet small">{t('pieces.previous')}</span>
        ) : (
          <Step to={previous} rel="prev">
            <Icon name="chevron-left" />
            {t('pieces.previous')}
          </Step>
        )}
        {next === null ? (
          <span className="quiet small">{t('pieces.next')}</span>
        ) : (
          <Step to={next} rel="next">
            {t('pieces.next')}
            <Icon name="chevron-right" />
          </Step>
        )}
      </nav>
    </div>
  )
}

function Step({ to, rel, children }: { to: PageStep; rel: 'prev' | 'next'; children: ReactNode }) {
  if (typeof to === 'string')
    return (
      <a className="btn btn-sm" href={to} rel={rel}>
        {children}
      </a>
    )
  return (
    <form method="post" action={to.action}>
      <CsrfField />
      {Object.entries(to.values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button className="btn btn-sm" type="submit">
        {children}
      </button>
    </form>
  )
}

/** A search within a list. With `posted`, the address to send it to: names and numbers of persons do not belong into an address. */
export function ListSearch({
  label,
  name = 'q',
  value,
  keep = {},
  posted,
}: {
  label: string
  name?: string
  value?: string
  keep?: Readonly<Record<string, string>>
  posted?: string
}) {
  const { t } = useWords()
  return (
    <search>
      <form className="acts" {...(posted !== undefined && { method: 'post', action: posted })}>
        {posted !== undefined && <CsrfField />}
        {Object.entries(keep).map(([key, kept]) => (
          <input key={key} type="hidden" name={key} value={kept} />
        ))}
        <label className="visually-hidden" htmlFor={`search-${name}`}>
          {label}
        </label>
        <input
          className="form-control w-auto"
          id={`search-${name}`}
          type="search"
          name={name}
          defaultValue={value}
          placeholder={label}
        />
        <button className="btn" type="submit">
          {t('pieces.search')}
        </button>
      </form>
    </search>
  )
}
