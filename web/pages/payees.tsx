import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager } from '../pieces/pager.tsx'
import { DueState, State } from '../pieces/state.tsx'
import type { PayeeAccount } from './payee.tsx'

type PayeesProps = {
  readonly accounts: readonly PayeeAccount[]
  readonly first: string | null
  readonly next: string | null
}

/** Accounts that somebody proposed and a second person has not looked at, the oldest first. */
export function PayeesPage({ accounts, first, next }: PayeesProps) {
  const { t, instant } = useWords()
  const columns: LedgerColumn<PayeeAccount>[] = [
    {
      key: 'payee',
      head: t('payouts.payee'),
      kind: 'name',
      cell: row => (
        <>
          <a className="tap" href={`/payees/${row.id}`}>
            {row.unit_name}
          </a>
          <small>{row.claim_number}</small>
        </>
      ),
    },
    { key: 'state', head: t('payouts.state'), kind: 'state', cell: row => <AccountMark account={row} /> },
    {
      key: 'now',
      head: t('payees.now'),
      cell: row => (row.now_last4 === null ? null : t('payable.last4', { last4: row.now_last4 })),
    },
    {
      key: 'new',
      head: t('payees.proposed'),
      cell: row => (
        <>
          {t('payable.last4', { last4: row.last4 })}
          <small>{t('batch.bankCode', { code: row.bank_code })}</small>
        </>
      ),
    },
    {
      key: 'by',
      head: t('payees.by'),
      cell: row => t('payees.madeBy', { name: row.made_by_name, when: instant(row.made_at, 'short') }),
    },
    {
      key: 'due',
      head: t('payouts.due'),
      cell: ({ due }) =>
        due && (
          <>
            <DueState dueAt={due.at} left={due.left} passed={due.passed} />
            <small>{instant(due.at)}</small>
          </>
        ),
    },
    {
      key: 'go',
      head: t('payees.check'),
      kind: 'go',
      cell: ({ id, own }) => (
        <a className="btn btn-sm" href={`/payees/${id}`}>
          {t(own ? 'payouts.open' : 'payees.check')}
        </a>
      ),
    },
  ]
  return (
    <Page title={t('payees.title')} section="payees">
      <PageHead
        eyebrow={t('payees.title')}
        title={accounts.length > 0 ? t('payees.some', { count: accounts.length }) : t('payees.none')}
        lead={t('payees.lead')}
      >
        <a className="btn" href="/payees/new">
          {t('payees.new')}
        </a>
      </PageHead>
      <Card
        id="h-accounts"
        title={t('payees.list')}
        flush={accounts.length > 0}
        footer={
          accounts.length > 0 ? (
            <Pager shown={t('payees.shown', { count: accounts.length })} previous={first} next={next} />
          ) : undefined
        }
      >
        {accounts.length > 0 ? (
          <LedgerTable caption={t('payees.caption')} columns={columns} rows={accounts} keyOf={({ id }) => id} />
        ) : (
          <EmptyState title={t('payees.none')}>{t('payees.noneText')}</EmptyState>
        )}
      </Card>
    </Page>
  )
}

function AccountMark({ account: { own, elsewhere, now_last4, returned_at } }: { account: PayeeAccount }) {
  const { t } = useWords()
  if (elsewhere.length > 0)
    return (
      <State tone="late" icon="alert-triangle">
        {t('payees.sameElsewhere')}
      </State>
    )
  if (own)
    return (
      <State tone="held" icon="player-pause">
        {t('payees.ownMark')}
      </State>
    )
  return (
    <State tone="due" icon="hourglass">
      {t(returned_at !== null ? 'payees.afterReturn' : now_last4 === null ? 'payees.firstAccount' : 'payees.changed')}
    </State>
  )
}
