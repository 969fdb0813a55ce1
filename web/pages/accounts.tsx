import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { Facts } from '../pieces/facts.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { ListSearch, Pager, type PageStep } from '../pieces/pager.tsx'
import type { Words } from '../words.ts'
import { type AdminSection, AdminTabs } from './admin-tabs.tsx'
import { AccountState, LoginActs } from './people.tsx'

export type AccountView = {
  readonly id: string
  readonly subject: string
  readonly personId: string
  readonly personName: string
  readonly unitNames: readonly string[]
  readonly account: 'open' | 'one-time' | 'disabled'
  readonly sessions: number
  readonly own: boolean
}

type AccountsProps = {
  readonly tabs: readonly AdminSection[]
  readonly q: string
  readonly rows: readonly AccountView[]
  readonly next: PageStep | null
  readonly first: PageStep | null
  readonly done: 'disabled' | 'enabled' | null
  readonly refused: string | null
  /** The viewer may open a person's page. */
  readonly mayManagePeople: boolean
}

/** Accounts: who can sign in, and with what. */
export function AccountsPage(props: AccountsProps) {
  const words = useWords()
  const { t } = words
  const { q, rows, done, refused } = props
  return (
    <Page title={t('accounts.title')} section="people">
      <PageHead
        title={q === '' ? t('accounts.heading') : t('accounts.headingFound', { q })}
        lead={t('accounts.chooseFirst')}
      />
      <AdminTabs sections={props.tabs} current="accounts" />
      {done && <Notice tone="ok" role="status" title={t(`accounts.${done}`)} />}
      {refused && (
        <Notice tone="late" role="alert" title={t('problem.conflict')}>
          {refused}
        </Notice>
      )}
      <Card
        id="h-accounts"
        title={t('accounts.card')}
        flush
        beside={<ListSearch label={t('accounts.search')} value={q} posted="/admin/accounts/search" />}
        footer={<Pager shown={t('admin.shown', { rows: rows.length })} previous={props.first} next={props.next} />}
      >
        {rows.length === 0 ? (
          <div className="card-body">
            <EmptyState title={t('admin.none')}>{t('admin.noneText')}</EmptyState>
          </div>
        ) : (
          <LedgerTable
            caption={t('accounts.caption')}
            columns={columnsOf(props, words)}
            rows={rows}
            keyOf={({ id }) => id}
          />
        )}
      </Card>
    </Page>
  )
}

function columnsOf({ mayManagePeople }: AccountsProps, { t }: Words): LedgerColumn<AccountView>[] {
  return [
    { key: 'subject', head: t('accounts.subject'), kind: 'name', cell: ({ subject }) => subject },
    {
      key: 'state',
      head: t('accounts.state'),
      kind: 'state',
      cell: ({ account }) => <AccountState account={account} />,
    },
    {
      key: 'person',
      head: t('accounts.person'),
      cell: ({ personId, personName }) =>
        mayManagePeople ? (
          <a className="tap" href={`${paths.people}/${personId}`}>
            {personName}
          </a>
        ) : (
          personName
        ),
    },
    {
      key: 'units',
      head: t('accounts.units'),
      cell: ({ unitNames }) => (unitNames.length > 0 ? unitNames.join(t('pieces.listComma')) : null),
    },
    {
      key: 'sessions',
      head: t('accounts.sessions'),
      kind: 'number',
      cell: ({ sessions }) => (sessions === 0 ? null : sessions),
    },
    {
      key: 'act',
      head: t('accounts.act'),
      kind: 'go',
      cell: row =>
        row.own ? (
          <span className="quiet small">{t('accounts.own')}</span>
        ) : (
          <LoginActs login={row} back="/admin/accounts" />
        ),
    },
  ]
}

/** The one look at a one-time password. */
export function OneTimePasswordPage({
  personName,
  subject,
  password,
  back,
}: {
  personName: string
  subject: string
  /** null: the same form had been sent before, and the password is kept nowhere. */
  password: string | null
  back: string
}) {
  const { t } = useWords()
  const title = password === null ? t('accounts.already') : t('accounts.oneTime', { person: personName })
  return (
    <Page title={title} section="people" reading>
      <PageHead title={title} />
      {password === null ? (
        <Notice tone="due" title={t('accounts.already')}>
          {t('accounts.alreadyText')}
        </Notice>
      ) : (
        <Card id="h-once" title={t('accounts.oneTimePassword')}>
          <Facts
            rows={[
              [t('accounts.oneTimeSubject'), subject],
              [
                t('accounts.oneTimePassword'),
                <code key="password" className="nowrap">
                  {password}
                </code>,
              ],
            ]}
          />
          <p className="mt-3">{t('accounts.oneTimeText')}</p>
        </Card>
      )}
      <p className="mt-4">
        <a className="btn btn-primary" href={back}>
          {t('accounts.done')}
        </a>
      </p>
    </Page>
  )
}
