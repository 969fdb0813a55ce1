import type { ListState } from '../../domain/can-pay.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import type { LedgerColumn } from '../pieces/ledger-table.tsx'
import { State } from '../pieces/state.tsx'
import type { Words } from '../words.ts'

const looks = {
  draft: { tone: 'mine', icon: 'pencil' },
  approved: { tone: 'plain', icon: 'calendar' },
  running: { tone: 'due', icon: 'hourglass' },
  ended: { tone: 'ok', icon: 'circle-check' },
  void: { tone: 'plain', icon: 'ban' },
} as const

/** The state of a list. */
export function ListStateMark({ state }: { state: ListState }) {
  return <State {...looks[state]}>{useWords().t(`noticeList.states.${state}`)}</State>
}

const itemLooks = {
  listed: { tone: 'plain', icon: 'hourglass' },
  held: { tone: 'held', icon: 'player-pause' },
  payable: { tone: 'ok', icon: 'circle-check' },
  'struck-out': { tone: 'plain', icon: 'ban' },
  'back-to-review': { tone: 'plain', icon: 'arrow-back-up' },
} as const
export type ItemState = keyof typeof itemLooks

export function ItemStateMark({ state, listState }: { state: ItemState; listState?: ListState }) {
  const { t } = useWords()
  if (state === 'listed' && (listState === 'draft' || listState === 'approved'))
    return (
      <State tone="plain" icon="clock">
        {t('noticeList.notYet')}
      </State>
    )
  return <State {...itemLooks[state]}>{t(`noticeList.items.${state}`)}</State>
}

/** What the public sees of one claim on a list, and nothing beside it. */
export type PublishedItem = {
  readonly name: string
  readonly credit_code: string
  readonly places: number
  readonly heads: number | null
  readonly amount_fen: bigint
}

/** The columns that are published; heads only where a scheme counts them. */
export function publishedColumns<Row extends PublishedItem>({ t }: Words, withHeads: boolean): LedgerColumn<Row>[] {
  return [
    { key: 'name', head: t('noticeList.name'), kind: 'name', cell: ({ name }) => name },
    {
      key: 'code',
      head: t('noticeList.code'),
      label: t('noticeList.codeShort'),
      cell: ({ credit_code: code }) => code,
    },
    { key: 'places', head: t('noticeList.places'), kind: 'number', cell: ({ places }) => places },
    ...(withHeads
      ? [
          {
            key: 'heads',
            head: t('noticeList.heads'),
            kind: 'number' as const,
            cell: ({ heads }: Row) => heads,
          },
        ]
      : []),
    { key: 'amount', head: t('noticeList.amount'), kind: 'number', cell: ({ amount_fen: fen }) => yuan(fen) },
  ]
}

/** The number of an item on its list. */
export const positionColumn = <Row extends { readonly position: number }>({ t }: Words): LedgerColumn<Row> => ({
  key: 'position',
  head: t('noticeList.position'),
  kind: 'index',
  cell: ({ position }) => position,
})

/** The last row of a published list; `after` columns stand behind the amount. */
export function TotalRow({
  places,
  heads,
  totalFen,
  after,
}: {
  places: number
  heads: number | null
  totalFen: bigint
  after: number
}) {
  const { t } = useWords()
  return (
    <tr>
      <td className="index" />
      <th scope="row">{t('noticeList.total')}</th>
      <td />
      <td className="num" data-label={t('noticeList.places')}>
        {places}
      </td>
      {heads !== null && (
        <td className="num" data-label={t('noticeList.heads')}>
          {heads}
        </td>
      )}
      <td className="num" data-label={t('noticeList.amount')}>
        {yuan(totalFen)}
      </td>
      {after > 0 && <td colSpan={after} />}
    </tr>
  )
}
