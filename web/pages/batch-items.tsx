import type { PayoutState } from '../../domain/claim.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { Pager } from '../pieces/pager.tsx'
import { State } from '../pieces/state.tsx'
import type { Words } from '../words.ts'
import type { BatchProps } from './batch.tsx'
import { PayoutStateMark } from './payment-state.tsx'

export type BatchItemView = {
  readonly id: string
  readonly place: number
  readonly key: string
  readonly unit_name: string
  readonly amount_fen: bigint
  readonly granted_fen: bigint
  readonly state: PayoutState
  readonly last4: string
  readonly bank: string
  readonly bank_code: string
  readonly confirmed_by_name: string | null
  readonly confirmed_at: string | null
  readonly before_last4: string | null
  readonly before_code: string | null
  readonly returned_at: string | null
  readonly returned_why: string | null
  readonly bank_answer: string | null
}

/** What a batch pays, each with its key; before it is released what was changed is marked, afterwards what became of it. */
export function BatchItems({ cycle, batch, items, first, next, leftOut }: BatchProps) {
  const words = useWords()
  const { t } = words
  const checking = batch.state === 'made'
  const columns: LedgerColumn<BatchItemView>[] = [
    { key: 'place', head: t('batch.place'), cell: ({ place }) => place },
    {
      key: 'payee',
      head: t('payouts.payee'),
      kind: 'name',
      cell: row => (
        <>
          <a className="tap" href={`/payments/${row.id}`}>
            {row.unit_name}
          </a>
          <small>{t('batch.purpose', { title: cycle.title, key: row.key })}</small>
        </>
      ),
    },
    {
      key: 'account',
      head: t('batch.account'),
      cell: row => (
        <>
          {t('payable.last4', { last4: row.last4 })}
          <small>{t('batch.bankCode', { code: row.bank_code })}</small>
        </>
      ),
    },
    checking
      ? { key: 'check', head: t('batch.checkHead'), cell: row => <ItemCheck row={row} /> }
      : {
          key: 'state',
          head: t('payouts.state'),
          cell: row => (
            <>
              <PayoutStateMark state={row.state} />
              {row.state === 'returned' && row.bank_answer && <small>{row.bank_answer}</small>}
            </>
          ),
        },
    { key: 'amount', head: t('payouts.amount'), kind: 'number', cell: row => yuan(row.amount_fen) },
  ]
  const equal = batch.granted_fen === batch.total_fen && batch.sum_fen === batch.total_fen
  const paged = first !== null || next !== null
  return (
    <Card
      id="h-items"
      title={t('batch.items')}
      beside={
        <span className="quiet small">{t('batch.fingerprint', { mark: fingerprint(batch.content_sha256) })}</span>
      }
      flush
      footer={
        paged ? (
          <Pager
            shown={t('batch.itemsShown', { count: items.length, total: batch.count })}
            previous={first}
            next={next}
          />
        ) : leftOut.count > 0 && checking ? (
          t('batch.leftOut', { count: leftOut.count, amount: yuan(leftOut.fen) })
        ) : undefined
      }
    >
      <LedgerTable
        caption={t('batch.itemsCaption')}
        columns={columns}
        rows={items}
        keyOf={({ id }) => id}
        foot={
          <tr>
            <td className="index" />
            <th scope="row">{t('batch.total', { count: batch.count })}</th>
            <td />
            <td>
              <State tone={equal ? 'ok' : 'late'} icon={equal ? 'circle-check' : 'alert-triangle'}>
                {t(equal ? 'batch.equal' : 'batch.differs')}
              </State>
            </td>
            <td className="num" data-label={t('payouts.amount')}>
              {yuan(batch.total_fen)}
            </td>
          </tr>
        }
      />
    </Card>
  )
}

function ItemCheck({ row }: { row: BatchItemView }) {
  const words = useWords()
  const { t } = words
  if (row.amount_fen !== row.granted_fen)
    return (
      <State tone="late" icon="alert-triangle">
        {t('batch.amountDiffers')}
      </State>
    )
  if (row.state === 'frozen') return <PayoutStateMark state="frozen" />
  if (row.before_last4 === null)
    return (
      <State tone="ok" icon="circle-check">
        {t('batch.same')}
      </State>
    )
  return (
    <>
      <State tone="due" icon="help-circle">
        {t('batch.changed')}
      </State>
      <small>{changeOf(row, words)}</small>
    </>
  )
}

function changeOf(row: BatchItemView, { t, instant }: Words): string {
  const parts = [
    row.returned_at && t('batch.cameBack', { when: instant(row.returned_at, 'short'), why: row.returned_why ?? '' }),
    t('batch.wasAccount', { last4: row.before_last4 ?? '', code: row.before_code ?? '' }),
    t('batch.confirmedBy', {
      name: row.confirmed_by_name ?? '',
      when: row.confirmed_at ? instant(row.confirmed_at, 'short') : '',
    }),
  ]
  return parts.filter(Boolean).join(t('pieces.semicolon'))
}

/** The first signs of a hash, in groups that can be read out. */
const fingerprint = (sha256: string): string => (sha256.slice(0, 12).toUpperCase().match(/.{4}/g) ?? []).join('-')
