import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { Details } from '../pieces/details.tsx'
import { fieldId } from '../pieces/field.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { State } from '../pieces/state.tsx'
import type { Words } from '../words.ts'
import type { ChildView } from './review-view.ts'

/** A longer roll stands folded, so that what is decided is not below it. */
export const mostOpen = 20

/** The roll of children, names and numbers masked. */
export function ChildrenCard({ rows }: { rows: readonly ChildView[] }) {
  const words = useWords()
  const { t } = words
  const cut = rows.filter(({ counted }) => !counted).length
  return (
    <div className="mt-4">
      <Card
        id="h-children"
        title={t('review.children.title', { count: rows.length })}
        {...(cut > 0 ? { beside: t('review.children.cutCount', { count: cut }) } : {})}
      >
        <Details summary={t('review.children.caption')} open={rows.length <= mostOpen}>
          <LedgerTable
            caption={t('review.children.caption')}
            rows={rows}
            keyOf={({ position }) => String(position)}
            columns={[
              ...columnsOf(words),
              {
                key: 'counted',
                head: t('review.children.counted'),
                cell: ({ counted, reason }) =>
                  counted ? t('review.children.yes') : t('review.children.no', { reason }),
              },
            ]}
          />
        </Details>
      </Card>
    </div>
  )
}

/** The same with a mark for each child that is not counted, and the reason. */
export function ChildrenFields({ rows, errors }: { rows: readonly ChildView[]; errors: readonly FieldError[] }) {
  const words = useWords()
  const { t, wrong } = words
  const columns: LedgerColumn<ChildView>[] = [
    ...columnsOf(words),
    {
      key: 'cut',
      head: t('review.children.cut'),
      cell: ({ position, counted, name }) => (
        <label>
          <input type="checkbox" name="cut" value={position} defaultChecked={!counted} /> {t('review.children.cut')}
          <span className="visually-hidden">{t('review.children.of', { row: position + 1, name })}</span>
        </label>
      ),
    },
    {
      key: 'why',
      head: t('review.children.why'),
      cell: ({ position, reason, name }) => {
        const field = `cutReason.${position}`
        const error = errors.find(each => each.field === field)
        return (
          <span className={error ? 'field wrong' : undefined}>
            {error && <span className="why">{wrong(error)}</span>}
            <input
              className="form-control"
              type="text"
              id={fieldId(field)}
              name={field}
              defaultValue={reason}
              aria-label={t('review.children.whyOf', { row: position + 1, name })}
              aria-invalid={error ? true : undefined}
            />
          </span>
        )
      },
    },
  ]
  return (
    <LedgerTable
      caption={t('review.children.caption')}
      rows={rows}
      columns={columns}
      keyOf={({ position }) => String(position)}
    />
  )
}

const columnsOf = ({ t, date }: Words): LedgerColumn<ChildView>[] => [
  {
    key: 'child',
    head: t('review.children.child'),
    kind: 'name',
    cell: ({ position, name, marked }) => (
      <>
        {t('review.children.row', { row: position + 1, name })}{' '}
        {marked && (
          <State tone="due" icon="help-circle">
            {t('review.children.marked')}
          </State>
        )}
      </>
    ),
  },
  { key: 'number', head: t('review.children.number'), cell: ({ number }) => number },
  { key: 'born', head: t('review.children.born'), cell: ({ bornOn }) => date(bornOn, 'letter') },
  { key: 'class', head: t('review.children.class'), cell: ({ classKind }) => classKind },
  {
    key: 'enrolled',
    head: t('review.children.enrolled'),
    cell: ({ from, until }) =>
      from || until
        ? t('pieces.span', { from: from ? date(from, 'short') : '', until: until ? date(until, 'short') : '' })
        : null,
  },
]
