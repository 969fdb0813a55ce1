import type { PayoutState } from '../../domain/claim.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { FileField, SelectField } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { State } from '../pieces/state.tsx'
import { PayoutStateMark } from './payment-state.tsx'
import type { Retry } from './reason-page.tsx'

type ReceiptsProps = Retry & {
  readonly rounds: readonly { readonly id: string; readonly title: string }[]
  readonly round: string
  /** The columns that a file has. */
  readonly columns: readonly string[]
}

/** Takes the treasury's file of receipts and returns; nothing is recorded before it was looked at. */
export function ReceiptsPage({ rounds, round, columns, errors = [] }: ReceiptsProps) {
  const { t } = useWords()
  // The file has an error for each row and column; all of them belong to the one field.
  const labels = Object.fromEntries(
    errors.map(({ field, params = {} }) => [
      field,
      params.row === undefined
        ? t('receipts.file')
        : t('receipts.at', { row: params.row, column: String(params.column ?? '') }),
    ]),
  )
  const own = errors.map(error => (error.field.startsWith('receipts') ? { ...error, field: 'receipts' } : error))
  return (
    <Page title={t('receipts.title')} section="payouts">
      <PageHead eyebrow={t('payouts.title')} title={t('receipts.title')} lead={t('receipts.lead')} />
      <ErrorSummary errors={errors} labels={{ ...labels, round: t('receipts.round') }}>
        {t('receipts.nothingTaken')}
      </ErrorSummary>
      {rounds.length === 0 ? (
        <EmptyState title={t('receipts.noRounds')}>{t('receipts.noRoundsText')}</EmptyState>
      ) : (
        <form method="post" action="/receipts" encType="multipart/form-data">
          <CsrfField />
          <div className="card">
            <div className="card-body">
              <SelectField
                name="round"
                label={t('receipts.round')}
                value={round}
                errors={errors}
                choices={rounds.map(({ id, title }) => ({ value: id, label: title }))}
              />
              <FileField
                name="receipts"
                label={t('receipts.file')}
                hint={t('receipts.hint', { columns: columns.join(t('pieces.listComma')) })}
                accept=".csv,text/csv"
                errors={own}
              />
            </div>
          </div>
          <FootBar context={t('receipts.context')}>
            <button className="btn btn-primary" type="submit">
              {t('receipts.read')}
            </button>
          </FootBar>
        </form>
      )}
    </Page>
  )
}

export type ReceiptView = {
  readonly row: number
  readonly key: string
  readonly says: 'accepted' | 'paid' | 'returned' | 'not-found' | 'never-received'
  readonly amountFen: bigint | null
  readonly reason: string | null
  /** Null where no payment of the round has the voucher. */
  readonly payment: {
    readonly unit_name: string
    readonly amountFen: bigint
    readonly from: PayoutState
    /** What it would become; null where nothing changes. */
    readonly to: PayoutState | null
    readonly contradiction: boolean
  } | null
}

const mostShown = 200
// What people must look at first: vouchers nobody knows, contradictions, other amounts.
const rankOf = ({ payment }: ReceiptView): number =>
  payment === null || payment.contradiction ? 0 : payment.to === 'frozen' ? 1 : payment.to === null ? 3 : 2

type PreviewProps = {
  readonly cycle: { readonly id: string; readonly title: string }
  readonly rows: readonly ReceiptView[]
  readonly text: string
}

/** What a file of receipts would change, row by row, before it does. */
export function ReceiptsPreviewPage({ cycle, rows, text }: PreviewProps) {
  const { t } = useWords()
  const shown = rows.toSorted((one, other) => rankOf(one) - rankOf(other) || one.row - other.row).slice(0, mostShown)
  const changing = rows.filter(({ payment }) => payment?.to)
  const count = (to: PayoutState) => changing.filter(({ payment }) => payment?.to === to).length
  const columns: LedgerColumn<ReceiptView>[] = [
    { key: 'row', head: t('receipts.row'), cell: ({ row }) => row },
    {
      key: 'key',
      head: t('receipts.key'),
      kind: 'name',
      cell: ({ key, payment }) => (
        <>
          {payment?.unit_name ?? t('receipts.unknownKey')}
          <small>{key}</small>
        </>
      ),
    },
    {
      key: 'says',
      head: t('receipts.says'),
      cell: ({ says, reason }) => (
        <>
          {t(`receipts.words.${says}`)}
          {reason && (
            <small>
              <samp>{reason}</samp>
            </small>
          )}
        </>
      ),
    },
    { key: 'effect', head: t('receipts.effect'), cell: row => <Effect row={row} /> },
    {
      key: 'amount',
      head: t('payouts.amount'),
      kind: 'number',
      cell: row => row.amountFen !== null && yuan(row.amountFen),
    },
  ]
  return (
    <Page title={t('receipts.title')} section="payouts">
      <PageHead
        eyebrow={t('receipts.eyebrow', { title: cycle.title })}
        title={t('receipts.preview', { rows: rows.length, paid: count('paid'), returned: count('returned') })}
        lead={t('receipts.previewLead')}
      />
      {count('frozen') > 0 && (
        <Notice tone="late" title={t('receipts.willFreeze', { count: count('frozen') })}>
          {t('receipts.willFreezeText')}
        </Notice>
      )}
      <Card
        id="h-rows"
        title={t('receipts.rows')}
        flush
        footer={rows.length > mostShown ? t('receipts.more', { count: rows.length - mostShown }) : undefined}
      >
        <LedgerTable caption={t('receipts.caption')} columns={columns} rows={shown} keyOf={({ row }) => String(row)} />
      </Card>
      <form method="post" action="/receipts/record">
        <CsrfField />
        <OnceField />
        <input type="hidden" name="round" value={cycle.id} />
        <input type="hidden" name="text" value={text} />
        <FootBar context={t('receipts.confirmContext')}>
          <a className="btn" href={`/receipts?round=${cycle.id}`}>
            {t('receipts.another')}
          </a>
          <button className="btn btn-primary" type="submit">
            {t('receipts.record', { count: rows.filter(({ payment }) => payment !== null).length })}
          </button>
        </FootBar>
      </form>
    </Page>
  )
}

function Effect({ row: { payment } }: { row: ReceiptView }) {
  const { t } = useWords()
  if (payment === null)
    return (
      <State tone="due" icon="help-circle">
        {t('receipts.noPayment')}
      </State>
    )
  if (payment.contradiction)
    return (
      <State tone="late" icon="alert-triangle">
        {t('receipts.contradicts')}
      </State>
    )
  if (payment.to === null)
    return <State icon="check">{t('receipts.nothingNew', { state: t(`payoutState.${payment.from}`) })}</State>
  return (
    <>
      <PayoutStateMark state={payment.to} />
      {payment.to === 'frozen' && <small>{t('receipts.ours', { amount: yuan(payment.amountFen) })}</small>}
    </>
  )
}
