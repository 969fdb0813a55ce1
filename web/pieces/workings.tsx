import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'

/** One line of how an amount came about. `fen`: a whole number as text; `clause`: null where this office set it. */
export type WorkingLine = {
  readonly id: string
  readonly expression: string
  readonly clause: string | null
  readonly rounding: string | null
  readonly fen: string
}

/** How an amount came about, each line with its clause, and what it comes to (`total`: null where it comes to nothing yet). */
export function Workings({
  lines,
  title,
  total,
}: {
  lines: readonly WorkingLine[]
  title: string
  total?: string | null
}) {
  const { t } = useWords()
  return (
    <table className="workings">
      <tbody>
        {lines.map(({ id, expression, clause, rounding, fen }) => (
          <tr key={id} className={fen.startsWith('-') ? 'cut' : undefined}>
            <th scope="row">
              {expression}
              <small>
                {[clause ?? t('pieces.setHere'), ...(rounding === null ? [] : [rounding])].join(t('pieces.semicolon'))}
              </small>
            </th>
            <td>{yuan(BigInt(fen)).replace('-', '−')}</td>
          </tr>
        ))}
      </tbody>
      {total !== undefined && (
        <tfoot>
          <tr>
            <th scope="row">{title}</th>
            <td>{total === null ? t('pieces.nil') : yuan(BigInt(total))}</td>
          </tr>
        </tfoot>
      )}
    </table>
  )
}
