import { Fragment, type ReactNode } from 'react'
import { useWords } from '../frame.tsx'

/**
 * A column of a ledger.
 *
 * - `name`: the row's heading, one a table
 * - `state`: stands at the right of the heading on a phone, without a label
 * - `number`: right-aligned
 * - `pick`: a checkbox
 * - `go`: the row's act
 * - `index`: the row's number, not on a phone
 * - `text` (default): label and value on a phone; `null` is nothing to say
 */
export type LedgerColumn<Row> = {
  readonly key: string
  readonly head: string
  /** Shorter than the head, beside the value on a phone. */
  readonly label?: string
  readonly kind?: 'name' | 'state' | 'number' | 'pick' | 'go' | 'index' | 'text'
  readonly cell: (row: Row) => ReactNode
}

type LedgerTableProps<Row> = {
  /** What the table lists and in which order; heard, not seen. */
  caption: string
  columns: readonly LedgerColumn<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** What the one open row shows below itself. */
  detail?: (row: Row) => ReactNode
  /** Totals. */
  foot?: ReactNode
}

/** Every table: what is wrong first, rows that become cards on a phone. */
export function LedgerTable<Row>({ caption, columns, rows, keyOf, detail, foot }: LedgerTableProps<Row>) {
  return (
    <table className="ledger">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map(column => (
            <th key={column.key} scope="col" className={column.kind === 'number' ? 'num' : undefined}>
              {column.kind === 'pick' || column.kind === 'go' ? (
                <span className="visually-hidden">{column.head}</span>
              ) : (
                column.head
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(row => {
          const below = detail?.(row) ?? null
          return (
            <Fragment key={keyOf(row)}>
              <tr className={below === null ? undefined : 'open'}>
                {columns.map(column => (
                  <Cell key={column.key} column={column} row={row} />
                ))}
              </tr>
              {below !== null && (
                <tr className="detail">
                  <td colSpan={columns.length}>
                    <div>{below}</div>
                  </td>
                </tr>
              )}
            </Fragment>
          )
        })}
      </tbody>
      {foot !== undefined && <tfoot>{foot}</tfoot>}
    </table>
  )
}

function Cell<Row>({ column, row }: { column: LedgerColumn<Row>; row: Row }) {
  const { t } = useWords()
  const content = column.cell(row)
  switch (column.kind) {
    case 'name':
      return <th scope="row">{content}</th>
    case 'state':
      return <td>{content}</td>
    case 'pick':
      return <td className="pick">{content}</td>
    case 'go':
      return <td className="go num">{content}</td>
    case 'index':
      return <td className="index">{content}</td>
    default: {
      const nothing = content === null || content === undefined
      const classes = [column.kind === 'number' && 'num', nothing && 'nil'].filter(Boolean).join(' ')
      return (
        <td data-label={column.label ?? column.head} className={classes || undefined}>
          {nothing ? t('pieces.nil') : content}
        </td>
      )
    }
  }
}
