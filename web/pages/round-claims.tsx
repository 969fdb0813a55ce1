import type { ClaimState } from '../../domain/claim.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import type { IconName } from '../icon.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { ListSearch, Pager } from '../pieces/pager.tsx'
import { State, type Tone } from '../pieces/state.tsx'

export type RoundClaimView = {
  readonly case_id: string
  readonly number: string
  readonly name: string
  readonly filing_number: string
  readonly state: ClaimState
  readonly held: boolean
  readonly received_at: string | null
  readonly asked_fen: bigint | null
  readonly granted_fen: bigint | null
}

type RoundClaimsProps = {
  readonly cycle: { readonly id: string; readonly title: string }
  readonly rows: readonly RoundClaimView[]
  readonly counts: readonly { readonly state: ClaimState; readonly claims: number }[]
  readonly state: ClaimState | null
  readonly q: string
  readonly first: string | null
  readonly next: string | null
  /** The reader may see each claim, not only their money. */
  readonly mayOpen: boolean
}

/** The claims of a round, of all states or of one. */
export function RoundClaimsPage({ cycle, rows, counts, state, q, first, next, mayOpen }: RoundClaimsProps) {
  const { t, instant } = useWords()
  const path = `/rounds/${cycle.id}/claims`
  const total = counts.reduce((sum, { claims }) => sum + claims, 0)
  const shown = state ? (counts.find(each => each.state === state)?.claims ?? 0) : total
  const columns: LedgerColumn<RoundClaimView>[] = [
    {
      key: 'name',
      head: t('round.claims.name'),
      kind: 'name',
      cell: row => <ClaimName caseId={row.case_id} name={row.name} mayOpen={mayOpen} />,
    },
    {
      key: 'state',
      head: t('round.claims.state'),
      kind: 'state',
      cell: row => (
        <>
          <ClaimStateMark state={row.state} />
          {row.held && (
            <State tone="held" icon="player-pause">
              {t('round.claims.held')}
            </State>
          )}
        </>
      ),
    },
    { key: 'number', head: t('round.claims.number'), cell: row => <span className="nowrap">{row.number}</span> },
    { key: 'filing', head: t('round.claims.filing'), cell: row => row.filing_number },
    {
      key: 'received',
      head: t('round.claims.received'),
      cell: row => (row.received_at ? instant(row.received_at, 'short') : null),
    },
    {
      key: 'asked',
      head: t('round.claims.asked'),
      kind: 'number',
      cell: row => (row.asked_fen === null ? null : yuan(row.asked_fen)),
    },
    {
      key: 'granted',
      head: t('round.claims.granted'),
      kind: 'number',
      cell: row => (row.granted_fen === null ? null : yuan(row.granted_fen)),
    },
  ]
  return (
    <Page title={t('round.claims.title')} section="rounds">
      <PageHead
        eyebrow={cycle.title}
        title={
          q !== ''
            ? t('round.claims.found', { q })
            : state
              ? t('round.claims.ofState', { state: t(`round.claimStates.${state}`), count: shown })
              : t('round.claims.all', { count: total })
        }
      >
        <a className="btn btn-quiet" href={`/rounds/${cycle.id}`}>
          {t('round.acts.back')}
        </a>
      </PageHead>
      {counts.length > 0 && (
        <nav className="acts mb-3" aria-label={t('round.claims.filter')}>
          <a className="tap small" href={path} aria-current={state === null ? 'true' : undefined}>
            {t('round.claims.every', { count: total })}
          </a>
          {counts.map(each => (
            <a
              key={each.state}
              className="tap small"
              href={`${path}?state=${each.state}`}
              aria-current={state === each.state ? 'true' : undefined}
            >
              {t('round.funnel.of', { state: t(`round.claimStates.${each.state}`), count: each.claims })}
            </a>
          ))}
        </nav>
      )}
      <Card
        id="h-list"
        title={state ? t(`round.claimStates.${state}`) : t('round.claims.title')}
        flush={rows.length > 0}
        beside={<ListSearch label={t('round.claims.search')} value={q} keep={state ? { state } : {}} />}
        footer={
          rows.length > 0 ? (
            <Pager shown={t('round.claims.shown', { count: rows.length })} previous={first} next={next} />
          ) : undefined
        }
      >
        {rows.length > 0 ? (
          <LedgerTable caption={t('round.claims.caption')} columns={columns} rows={rows} keyOf={row => row.case_id} />
        ) : (
          <EmptyState title={t(q === '' ? 'round.claims.none' : 'round.claims.noneFound', { q })}>
            {t(q === '' ? 'round.claims.noneText' : 'round.claims.noneFoundText')}
          </EmptyState>
        )}
      </Card>
    </Page>
  )
}

const marks: Record<ClaimState, { readonly tone: Tone; readonly icon: IconName }> = {
  draft: { tone: 'plain', icon: 'pencil' },
  submitted: { tone: 'plain', icon: 'clock' },
  correcting: { tone: 'due', icon: 'edit' },
  accepted: { tone: 'plain', icon: 'clock' },
  supplementing: { tone: 'held', icon: 'player-pause' },
  reviewed: { tone: 'plain', icon: 'signature' },
  waiting: { tone: 'due', icon: 'hourglass' },
  committed: { tone: 'plain', icon: 'check' },
  listed: { tone: 'plain', icon: 'file-text' },
  payable: { tone: 'plain', icon: 'check' },
  'in-payment': { tone: 'plain', icon: 'send' },
  paid: { tone: 'ok', icon: 'circle-check' },
  'not-accepted': { tone: 'plain', icon: 'ban' },
  refused: { tone: 'plain', icon: 'circle-x' },
  lapsed: { tone: 'deemed', icon: 'circle-dashed' },
  'struck-out': { tone: 'plain', icon: 'circle-x' },
  withdrawn: { tone: 'plain', icon: 'ban' },
}

/** An applicant by its name, leading to its claim where the reader may see that. */
export function ClaimName({ caseId, name, mayOpen }: { caseId: string; name: string; mayOpen: boolean }) {
  return mayOpen ? (
    <a className="tap" href={`/review/${caseId}`}>
      {name}
    </a>
  ) : (
    name
  )
}

/** In which state a claim is. */
export function ClaimStateMark({ state }: { state: ClaimState }) {
  const { t } = useWords()
  return <State {...marks[state]}>{t(`round.claimStates.${state}`)}</State>
}
