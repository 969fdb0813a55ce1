import type { ReactNode } from 'react'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'

type PagerProps = {
  /** Which rows are shown, and in which order. */
  shown: ReactNode
  /** Null where there is none. */
  previous: string | null
  next: string | null
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
          <a className="btn btn-sm" href={previous} rel="prev">
            <Icon name="chevron-left" />
            {t('pieces.previous')}
          </a>
        )}
        {next === null ? (
          <span className="quiet small">{t('pieces.next')}</span>
        ) : (
          <a className="btn btn-sm" href={next} rel="next">
            {t('pieces.next')}
            <Icon name="chevron-right" />
          </a>
        )}
      </nav>
    </div>
  )
}

/** A search within a list. */
export function ListSearch({
  label,
  name = 'q',
  value,
  keep = {},
}: {
  label: string
  name?: string
  value?: string
  keep?: Readonly<Record<string, string>>
}) {
  const { t } = useWords()
  return (
    <search>
      <form className="acts">
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
