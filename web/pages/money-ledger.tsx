import type { LedgerAccount } from '../../domain/claim.ts'
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

export type MovementView = {
  readonly id: bigint
  readonly at: string
  readonly occasion: string
  readonly debit: LedgerAccount
  readonly credit: LedgerAccount
  readonly fen: bigint
  readonly claim_number: string | null
  readonly unit_name: string | null
  readonly payout_id: string | null
  readonly key: string | null
}

export type BalanceView = {
  readonly account: LedgerAccount
  readonly debit: bigint
  readonly credit: bigint
  /** What stood on the account after the last movement of the page. */
  readonly afterwards: bigint
}

type MoneyLedgerProps = {
  readonly cycle: { readonly id: string; readonly title: string; readonly unit_name: string }
  readonly movements: readonly MovementView[]
  readonly accounts: readonly BalanceView[]
  readonly count: number
  /** Postings whose sides differ: none, ever. */
  readonly uneven: number
  readonly first: string | null
  readonly next: string | null
}

/** A round's money in double entry: each movement with both its accounts, and what stands on each account. */
export function MoneyLedgerPage({ cycle, movements, accounts, count, uneven, first, next }: MoneyLedgerProps) {
  const { t } = useWords()
  const debit = accounts.reduce((total, account) => total + account.debit, 0n)
  const credit = accounts.reduce((total, account) => total + account.credit, 0n)
  const balanced = debit === credit && uneven === 0
  const paid = accounts.find(({ account }) => account === 'paid')
  return (
    <Page title={t('moneyLedger.title')} section="rounds">
      <PageHead
        eyebrow={t('payable.eyebrow', { title: cycle.title, unit: cycle.unit_name })}
        title={t('moneyLedger.heading', {
          count,
          paid: yuan((paid?.debit ?? 0n) - (paid?.credit ?? 0n)),
        })}
      >
        <State tone={balanced ? 'ok' : 'late'} icon={balanced ? 'circle-check' : 'alert-triangle'}>
          {t(balanced ? 'moneyLedger.balanced' : 'moneyLedger.uneven')}
        </State>
        <a className="btn btn-quiet" href={`/rounds/${cycle.id}/payments`}>
          {t('batch.toRound')}
        </a>
        <a className="btn" href={`/rounds/${cycle.id}/ledger.xlsx`}>
          <Icon name="download" />
          {t('moneyLedger.export')}
        </a>
      </PageHead>
      {movements.length === 0 ? (
        <EmptyState title={t('moneyLedger.none')}>{t('moneyLedger.noneText')}</EmptyState>
      ) : (
        <>
          <Balances accounts={accounts} balanced={balanced} debit={debit} credit={credit} last={next === null} />
          <Movements cycle={cycle} movements={movements} first={first} next={next} />
        </>
      )}
    </Page>
  )
}

function Balances({
  accounts,
  balanced,
  debit,
  credit,
  last,
}: {
  accounts: readonly BalanceView[]
  balanced: boolean
  debit: bigint
  credit: bigint
  last: boolean
}) {
  const { t } = useWords()
  const columns: LedgerColumn<BalanceView>[] = [
    {
      key: 'account',
      head: t('moneyLedger.account'),
      kind: 'name',
      cell: row => t(`moneyLedger.accounts.${row.account}`),
    },
    { key: 'debit', head: t('moneyLedger.debit'), kind: 'number', cell: row => yuan(row.debit) },
    { key: 'credit', head: t('moneyLedger.credit'), kind: 'number', cell: row => yuan(row.credit) },
    ...(last
      ? []
      : [
          {
            key: 'afterwards',
            head: t('moneyLedger.afterwards'),
            kind: 'number' as const,
            cell: (row: BalanceView) => minus(row.afterwards),
          },
        ]),
    { key: 'balance', head: t('moneyLedger.balance'), kind: 'number', cell: row => minus(row.debit - row.credit) },
  ]
  return (
    <Card id="h-balances" title={t('moneyLedger.balances')} flush>
      <LedgerTable
        caption={t('moneyLedger.balancesCaption')}
        columns={columns}
        rows={accounts}
        keyOf={({ account }) => account}
        foot={
          <tr>
            <th scope="row">{t(balanced ? 'moneyLedger.proof' : 'moneyLedger.noProof')}</th>
            <td className="num" data-label={t('moneyLedger.debit')}>
              {yuan(debit)}
            </td>
            <td className="num" data-label={t('moneyLedger.credit')}>
              {yuan(credit)}
            </td>
            {last ? null : <td />}
            <td className="num" data-label={t('moneyLedger.balance')}>
              {minus(debit - credit)}
            </td>
          </tr>
        }
      />
    </Card>
  )
}

function Movements({
  cycle,
  movements,
  first,
  next,
}: Pick<MoneyLedgerProps, 'cycle' | 'movements' | 'first' | 'next'>) {
  const { t, instant, named } = useWords()
  const columns: LedgerColumn<MovementView>[] = [
    { key: 'at', head: t('moneyLedger.at'), cell: row => <span className="nowrap">{instant(row.at, 'short')}</span> },
    {
      key: 'what',
      head: t('moneyLedger.what'),
      kind: 'name',
      cell: row => (
        <>
          {named('moneyLedger.occasions', row.occasion)}
          {row.unit_name && (
            <small>{t('moneyLedger.claim', { unit: row.unit_name, number: row.claim_number ?? '' })}</small>
          )}
        </>
      ),
    },
    { key: 'debit', head: t('moneyLedger.debitAccount'), cell: row => t(`moneyLedger.accounts.${row.debit}`) },
    { key: 'credit', head: t('moneyLedger.creditAccount'), cell: row => t(`moneyLedger.accounts.${row.credit}`) },
    {
      key: 'payment',
      head: t('moneyLedger.payment'),
      cell: row => row.payout_id && <a href={`/payments/${row.payout_id}`}>{row.key}</a>,
    },
    { key: 'amount', head: t('payouts.amount'), kind: 'number', cell: row => yuan(row.fen) },
  ]
  return (
    <Card
      id="h-movements"
      title={t('moneyLedger.movements')}
      flush
      footer={<Pager shown={t('moneyLedger.shown', { count: movements.length })} previous={first} next={next} />}
    >
      <LedgerTable
        caption={t('moneyLedger.caption', { title: cycle.title })}
        columns={columns}
        rows={movements}
        keyOf={({ id }) => String(id)}
      />
    </Card>
  )
}

/** A balance, with a true minus. */
const minus = (fen: bigint): string => yuan(fen).replace('-', '−')
