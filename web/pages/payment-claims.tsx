import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { Choices } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager } from '../pieces/pager.tsx'
import { State } from '../pieces/state.tsx'
import type { Words } from '../words.ts'
import { type OpenPaymentView, ReturnedPayments, UnclearPayments } from './payment-lists.tsx'
import { ObjectionList, type ObjectionView } from './payment-objections.tsx'
import { BatchStateMark } from './payment-state.tsx'
import type { OpenBatchView } from './payouts.tsx'
import type { Retry } from './reason-page.tsx'

export type PayableView = {
  readonly case_id: string
  readonly number: string | null
  readonly unit_name: string
  readonly granted_fen: bigint
  readonly last4: string | null
  readonly bank: string | null
  readonly bank_code: string | null
  readonly confirmed_by_name: string | null
  readonly proposed: boolean
  readonly anonymous: number
  /** Why a batch made now would leave it out. */
  readonly leftOut: 'held' | 'contradicted' | 'no-account' | 'came-back' | null
}

/** Lines of a file of receipts by what their payment is now; foreign: no payment of the round has the voucher. */
export const recordedKinds = ['paid', 'returned', 'frozen', 'open', 'foreign'] as const
export type RecordedCounts = Readonly<Record<(typeof recordedKinds)[number], number>>

export type RoundPaymentsProps = Retry & {
  readonly cycle: { readonly id: string; readonly title: string; readonly unit_name: string }
  readonly sums: { readonly count: number; readonly fen: bigint; readonly ready: number; readonly ready_fen: bigint }
  readonly claims: readonly PayableView[]
  readonly first: string | null
  readonly next: string | null
  readonly objections: readonly ObjectionView[]
  readonly unknown: readonly OpenPaymentView[]
  readonly returned: readonly OpenPaymentView[]
  readonly batches: readonly (Omit<OpenBatchView, 'forMe' | 'title'> & { readonly paid: number })[]
  readonly moreBatches: { readonly first: string | null; readonly next: string | null }
  readonly mayMake: boolean
  readonly mayPropose: boolean
  readonly channel: string
  /** How payments can reach the bank here. */
  readonly channels: readonly ('file' | 'bank')[]
  /** How payments stand that were recorded from a file of receipts a moment ago. */
  readonly recorded: RecordedCounts | null
}

/** What of a round can be paid now, what is left out and why, and its batches. */
export function RoundPaymentsPage(props: RoundPaymentsProps) {
  const { cycle, sums, claims, first, next, objections, mayMake, recorded, errors = [] } = props
  const words = useWords()
  const { t } = words
  return (
    <Page title={t('payable.title')} section="payouts">
      <PageHead eyebrow={t('payable.eyebrow', { title: cycle.title, unit: cycle.unit_name })} {...headOf(sums, words)}>
        <a className="btn btn-quiet" href={`/rounds/${cycle.id}`}>
          {t('payable.toRound')}
        </a>
        <a className="btn" href={`/rounds/${cycle.id}/ledger`}>
          {t('payable.toLedger')}
        </a>
        {mayMake && (
          <a className="btn" href={`/receipts?round=${cycle.id}`}>
            <Icon name="upload" />
            {t('payouts.receipts')}
          </a>
        )}
      </PageHead>
      <ErrorSummary errors={errors} labels={{ channel: t('payable.channel') }} />
      {recorded !== null && (
        <Notice
          tone={recorded.frozen > 0 ? 'late' : 'ok'}
          role="status"
          title={t('payable.recorded', {
            count: recorded.paid + recorded.returned + recorded.frozen + recorded.open,
          })}
        >
          {recordedKinds
            .filter(kind => recorded[kind] > 0)
            .map(kind => (
              <p key={kind}>{t(`payable.recordedOf.${kind}`, { count: recorded[kind] })}</p>
            ))}
        </Notice>
      )}
      <ObjectionList objections={objections} />
      <div className="split mb-4">
        <Card
          id="h-payable"
          title={t('payable.list')}
          flush={claims.length > 0}
          footer={
            claims.length > 0 ? (
              <Pager shown={t('payable.shown', { count: claims.length })} previous={first} next={next} />
            ) : undefined
          }
        >
          {claims.length > 0 ? (
            <PayableTable {...props} />
          ) : (
            <EmptyState title={t('payable.none')}>{t('payable.noneText')}</EmptyState>
          )}
        </Card>
        <MakeBatch {...props} />
      </div>
      <UnclearPayments payments={props.unknown} />
      {props.returned.length > 0 && <ReturnedPayments payments={props.returned} />}
      <Batches {...props} />
    </Page>
  )
}

/** What can really be paid is the heading; what only could be is not counted in it. */
function headOf(
  { count, ready, ready_fen }: RoundPaymentsProps['sums'],
  { t }: Words,
): { title: string; lead?: string } {
  if (count === 0) return { title: t('payable.none') }
  if (ready === 0) return { title: t('payable.allWait', { count }), lead: t('payable.whyInRows') }
  const title = t('payable.some', { count: ready, amount: yuan(ready_fen) })
  return count > ready ? { title, lead: t('payable.leftOut', { count: count - ready }) } : { title }
}

function PayableTable({ cycle, claims, mayPropose }: RoundPaymentsProps) {
  const { t } = useWords()
  const columns: LedgerColumn<PayableView>[] = [
    {
      key: 'payee',
      head: t('payouts.payee'),
      kind: 'name',
      cell: row => (
        <>
          {row.unit_name}
          <small>{row.number}</small>
        </>
      ),
    },
    {
      key: 'state',
      head: t('payable.inBatch'),
      kind: 'state',
      cell: ({ leftOut }) =>
        leftOut === null ? (
          <State tone="ok" icon="circle-check">
            {t('payable.ready')}
          </State>
        ) : (
          <State tone={leftOut === 'contradicted' ? 'late' : 'held'} icon="player-pause">
            {t(`payable.why.${leftOut}`)}
          </State>
        ),
    },
    {
      key: 'account',
      head: t('payable.account'),
      cell: row => (
        <>
          {row.last4 === null ? t('payable.noAccount') : t('payable.last4', { last4: row.last4 })}
          {row.bank_code !== null && (
            <small>{t('payable.bankCode', { bank: row.bank ?? '', code: row.bank_code })}</small>
          )}
          {row.proposed ? (
            <small>
              <a href="/payees">{t('payable.proposed')}</a>
            </small>
          ) : (
            mayPropose &&
            (row.leftOut === 'no-account' || row.leftOut === 'came-back') && (
              <small>
                <a href={`/payees/new?case=${row.case_id}`}>{t('payable.recordAccount')}</a>
              </small>
            )
          )}
        </>
      ),
    },
    {
      key: 'objections',
      head: t('payable.objections'),
      cell: row => (row.anonymous > 0 ? t('payable.anonymous', { count: row.anonymous }) : null),
    },
    { key: 'amount', head: t('payouts.amount'), kind: 'number', cell: row => yuan(row.granted_fen) },
  ]
  return (
    <LedgerTable
      caption={t('payable.caption', { title: cycle.title })}
      columns={columns}
      rows={claims}
      keyOf={({ case_id }) => case_id}
    />
  )
}

function MakeBatch({ cycle, sums, mayMake, channel, channels, errors = [], onceKey }: RoundPaymentsProps) {
  const { t } = useWords()
  if (!mayMake || sums.ready === 0) {
    const title = sums.count > 0 && mayMake ? 'payable.nothingReady' : 'payable.notYours'
    return (
      <Card id="h-make" as="aside" title={t('payable.make')}>
        <p>{t(title)}</p>
      </Card>
    )
  }
  return (
    <Card id="h-make" as="aside" title={t('payable.make')}>
      <form method="post" action={`/rounds/${cycle.id}/payments`}>
        <CsrfField />
        <OnceField value={onceKey} />
        <p className="figure">{t('payable.amount', { amount: yuan(sums.ready_fen) })}</p>
        <p>{t('payable.makeText', { count: sums.ready })}</p>
        <Choices
          name="channel"
          label={t('payable.channel')}
          value={channel}
          errors={errors}
          choices={channels.map(each => ({ value: each, label: t(`payable.channels.${each}`) }))}
        />
        <FootBar context={t('payable.context')}>
          <button className="btn btn-primary" type="submit">
            {t('payable.submit', { count: sums.ready, amount: yuan(sums.ready_fen) })}
          </button>
        </FootBar>
      </form>
    </Card>
  )
}

function Batches({ cycle, batches, moreBatches }: RoundPaymentsProps) {
  const { t, instant } = useWords()
  if (batches.length === 0) return null
  const columns: LedgerColumn<RoundPaymentsProps['batches'][number]>[] = [
    {
      key: 'number',
      head: t('batch.number'),
      kind: 'name',
      cell: ({ id, number }) => (
        <a className="tap" href={`/batches/${id}`}>
          {number}
        </a>
      ),
    },
    { key: 'state', head: t('payouts.state'), kind: 'state', cell: ({ state }) => <BatchStateMark state={state} /> },
    {
      key: 'made',
      head: t('batch.made'),
      cell: row => t('payouts.madeBy', { name: row.made_by_name, when: instant(row.made_at, 'short') }),
    },
    {
      key: 'progress',
      head: t('batch.progress'),
      cell: row => (row.state === 'void' ? null : t('batch.paidOf', { paid: row.paid, count: row.count })),
    },
    { key: 'amount', head: t('payouts.amount'), kind: 'number', cell: row => yuan(row.total_fen) },
  ]
  return (
    <Card
      id="h-batches"
      title={t('batch.list')}
      flush
      footer={
        <div className="acts">
          <span className="soft small">{t('batch.shown', { count: batches.length })}</span>
          {moreBatches.first && <a href={moreBatches.first}>{t('batch.newest')}</a>}
          {moreBatches.next && <a href={moreBatches.next}>{t('batch.earlier')}</a>}
        </div>
      }
    >
      <LedgerTable
        caption={t('batch.caption', { title: cycle.title })}
        columns={columns}
        rows={batches}
        keyOf={({ id }) => id}
      />
    </Card>
  )
}
