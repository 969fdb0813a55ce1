import { Fragment, type ReactNode } from 'react'

/** Names and values. */
export function Facts({ rows }: { rows: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}

/** A few large counts, each with its name and, small, what it is out of. */
export function Figures({ figures }: { figures: readonly { name: string; value: ReactNode; of?: ReactNode }[] }) {
  return (
    <dl className="figures">
      {figures.map(({ name, value, of }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {of !== undefined && <small> {of}</small>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
