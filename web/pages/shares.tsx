import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager } from '../pieces/pager.tsx'
import { State } from '../pieces/state.tsx'

export type ShareTotalView = {
  readonly scheme: string
  readonly title: string
  readonly year: number
  readonly county_id: string
  readonly county_name: string
  readonly count: number
  readonly fen: bigint
  readonly reversed: number
  readonly reversed_fen: bigint
  readonly href: string
}

export type ShareLineView = {
  readonly payout_id: string
  readonly key: string
  readonly unit_name: string
  readonly county_name: string
  readonly title: string
  readonly year: number
  readonly paid_fen: bigint
  readonly amount_fen: bigint
  readonly working: readonly string[]
  readonly at: string
  readonly reversed_at: string | null
}

type SharesProps = {
  readonly totals: readonly ShareTotalView[]
  /** The payments of one county, or none. */
  readonly open: {
    readonly total: ShareTotalView
    readonly lines: readonly ShareLineView[]
    readonly first: string | null
    readonly next: string | null
  } | null
  /** The reader may look at a payment’s own page. */
  readonly mayFollow: boolean
}

/** What the city owes the counties: by scheme, year and county, down to each payment that it follows from. */
export function SharesPage({ totals, open, mayFollow }: SharesProps) {
  const { t } = useWords()
  const sum = totals.reduce((total, { fen }) => total + fen, 0n)
  const columns: LedgerColumn<ShareTotalView>[] = [
    {
      key: 'county',
      head: t('shares.county'),
      kind: 'name',
      cell: row => (
        <a className="tap" href={row.href}>
          {row.county_name}
        </a>
      ),
    },
    { key: 'scheme', head: t('shares.scheme'), cell: ({ title }) => title },
    { key: 'year', head: t('shares.year'), cell: ({ year }) => t('shares.ofYear', { year }) },
    { key: 'count', head: t('shares.payments'), kind: 'number', cell: ({ count }) => count },
    {
      key: 'reversed',
      head: t('shares.reversed'),
      cell: row =>
        row.reversed === 0 ? null : t('shares.reversedOf', { count: row.reversed, amount: yuan(row.reversed_fen) }),
    },
    { key: 'amount', head: t('payouts.amount'), kind: 'number', cell: row => yuan(row.fen) },
  ]
  return (
    <Page title={t('shares.title')} section="payouts">
      <PageHead
        eyebrow={t('shares.title')}
        title={totals.length > 0 ? t('shares.heading', { amount: yuan(sum) }) : t('shares.none')}
        lead={t('shares.lead')}
      >
        {totals.length > 0 && (
          <a className="btn" href="/shares.xlsx">
            <Icon name="download" />
            {t('shares.export')}
          </a>
        )}
      </PageHead>
      {open && <Payments open={open} mayFollow={mayFollow} />}
      <Card id="h-totals" title={t('shares.byCounty')} flush={totals.length > 0}>
        {totals.length > 0 ? (
          <LedgerTable
            caption={t('shares.caption')}
            columns={columns}
            rows={totals}
            keyOf={({ scheme, year, county_id }) => `${scheme} ${year} ${county_id}`}
            foot={
              <tr>
                <th scope="row">{t('shares.total')}</th>
                <td />
                <td />
                <td className="num" data-label={t('shares.payments')}>
                  {totals.reduce((total, { count }) => total + count, 0)}
                </td>
                <td />
                <td className="num" data-label={t('payouts.amount')}>
                  {yuan(sum)}
                </td>
              </tr>
            }
          />
        ) : (
          <EmptyState title={t('shares.none')}>{t('shares.noneText')}</EmptyState>
        )}
      </Card>
    </Page>
  )
}

function Payments({
  open: { total, lines, first, next },
  mayFollow,
}: {
  open: NonNullable<SharesProps['open']>
  mayFollow: boolean
}) {
  const { t, instant } = useWords()
  const columns: LedgerColumn<ShareLineView>[] = [
    {
      key: 'payment',
      head: t('shares.payment'),
      kind: 'name',
      cell: row => (
        <>
          {row.unit_name}
          <small>{mayFollow ? <a href={`/payments/${row.payout_id}`}>{row.key}</a> : row.key}</small>
        </>
      ),
    },
    {
      key: 'state',
      head: t('payouts.state'),
      kind: 'state',
      cell: row =>
        row.reversed_at === null ? (
          <State tone="ok" icon="circle-check">
            {t('shares.stands')}
          </State>
        ) : (
          <State icon="arrow-back-up">{t('shares.reversedAt', { when: instant(row.reversed_at, 'short') })}</State>
        ),
    },
    { key: 'paid', head: t('shares.paid'), kind: 'number', cell: row => yuan(row.paid_fen) },
    {
      key: 'working',
      head: t('shares.working'),
      cell: row => (
        <div>
          {row.working.map(line => (
            <div key={line}>{line}</div>
          ))}
        </div>
      ),
    },
    {
      key: 'amount',
      head: t('shares.share'),
      kind: 'number',
      cell: row => (row.reversed_at === null ? yuan(row.amount_fen) : <del>{yuan(row.amount_fen)}</del>),
    },
  ]
  return (
    <Card
      id="h-payments"
      title={t('shares.ofCounty', { county: total.county_name, title: total.title, year: total.year })}
      beside={
        <a className="btn btn-quiet" href="/shares">
          {t('shares.all')}
        </a>
      }
      flush
      footer={<Pager shown={t('shares.shown', { count: lines.length })} previous={first} next={next} />}
    >
      <LedgerTable
        caption={t('shares.paymentsCaption', { county: total.county_name })}
        columns={columns}
        rows={lines}
        keyOf={({ payout_id }) => payout_id}
        foot={
          <tr>
            <th scope="row">{t('shares.countyTotal', { count: total.count })}</th>
            <td />
            <td />
            <td />
            <td className="num" data-label={t('shares.share')}>
              {yuan(total.fen)}
            </td>
          </tr>
        }
      />
    </Card>
  )
}
