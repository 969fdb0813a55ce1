import { useWords } from '../frame.tsx'

/** How a segment is filled: they differ in lightness and hatching, not only in colour. */
export type Fill = 'opinion' | 'none' | 'deemed' | 'silent' | 'unsigned' | 'failed'

export type BarPart = {
  readonly key: string
  readonly fill: Fill
  readonly word: string
  readonly count: number
  /** Shows the rows of this state. */
  readonly href: string
  readonly current?: boolean
}

/** How many are in which state; its legend is the filter. Parts of nothing stay in the legend only where `keep` asks for it. */
export function StateBar({ parts, label }: { parts: readonly BarPart[]; label?: string }) {
  const { t } = useWords()
  const total = parts.reduce((sum, part) => sum + part.count, 0)
  const inWords =
    t('pieces.total', { total }) +
    t('pieces.colon') +
    parts.map(({ word, count }) => t('pieces.part', { word, count })).join(t('pieces.comma'))
  return (
    <div className="statebar">
      <svg role="img" aria-label={label ?? inWords}>
        {segments(parts, total).map(({ key, fill, from, width }) => (
          <rect key={key} className={`f-${fill}`} x={percent(from)} width={percent(width)} height="100%" />
        ))}
      </svg>
      <ul>
        {parts.map(({ key, fill, word, count, href, current }) => (
          <li key={key}>
            <a href={href} aria-current={current ? 'true' : undefined}>
              <svg viewBox="0 0 14 14" aria-hidden="true">
                <rect className={`f-${fill}`} width="14" height="14" />
              </svg>
              <span>{word}</span>
              <b>{count}</b>
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

function segments(parts: readonly BarPart[], total: number) {
  let before = 0
  return parts
    .filter(({ count }) => count > 0)
    .map(({ key, fill, count }) => {
      const segment = { key, fill, from: before / total, width: count / total }
      before += count
      return segment
    })
}

const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`
