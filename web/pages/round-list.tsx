import type { RoundState } from '../../domain/cycle.ts'
import { localDateOf } from '../../domain/local-time.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import type { IconName } from '../icon.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager } from '../pieces/pager.tsx'
import { State, type Tone } from '../pieces/state.tsx'

export type RoundListRow = {
  readonly id: string
  readonly title: string
  readonly state: RoundState
  readonly unit_name: string
  readonly year: number
  readonly opens_at: string | null
  readonly closes_at: string | null
  readonly appropriated_fen: bigint
  readonly committed_fen: bigint
  readonly paid_fen: bigint
  readonly claims: number
}

const marks: Record<RoundState, { readonly tone: Tone; readonly icon: IconName }> = {
  draft: { tone: 'plain', icon: 'pencil' },
  signing: { tone: 'plain', icon: 'signature' },
  revising: { tone: 'due', icon: 'arrow-back-up' },
  'going-out': { tone: 'plain', icon: 'send' },
  open: { tone: 'plain', icon: 'clock' },
  settling: { tone: 'plain', icon: 'edit' },
  finished: { tone: 'ok', icon: 'circle-check' },
  withdrawn: { tone: 'plain', icon: 'ban' },
}

/** In which state a round is. */
export function RoundStateMark({ state }: { state: RoundState }) {
  const { t } = useWords()
  return <State {...marks[state]}>{t(`round.states.${state}`)}</State>
}

type RoundListProps = {
  readonly rows: readonly RoundListRow[]
  readonly first: string | null
  readonly next: string | null
  readonly mayLaunch: boolean
}

/** The rounds that the reader may see, newest first. */
export function RoundListPage({ rows, first, next, mayLaunch }: RoundListProps) {
  const { t, date } = useWords()
  const running = rows.filter(({ state }) => state === 'open' || state === 'settling').length
  const money = (key: string, head: string, fen: (row: RoundListRow) => bigint): LedgerColumn<RoundListRow> => ({
    key,
    head,
    kind: 'number',
    cell: row => yuan(fen(row)),
  })
  const day = (at: string | null) => (at ? date(localDateOf(at), 'short') : t('pieces.nil'))
  const columns: LedgerColumn<RoundListRow>[] = [
    {
      key: 'title',
      head: t('round.list.round'),
      kind: 'name',
      cell: row => (
        <>
          <a className="tap" href={`/rounds/${row.id}`}>
            {row.title}
          </a>
          <small className="d-block quiet">{row.unit_name}</small>
        </>
      ),
    },
    { key: 'state', head: t('round.list.state'), kind: 'state', cell: ({ state }) => <RoundStateMark state={state} /> },
    { key: 'year', head: t('round.list.year'), cell: ({ year }) => t('round.yearOf', { year }) },
    {
      key: 'dates',
      head: t('round.list.dates'),
      cell: row =>
        row.closes_at ? (
          <span className="nowrap">{t('pieces.span', { from: day(row.opens_at), until: day(row.closes_at) })}</span>
        ) : null,
    },
    { key: 'claims', head: t('round.list.claims'), kind: 'number', cell: ({ claims }) => (claims > 0 ? claims : null) },
    money('appropriated', t('round.money.appropriated'), row => row.appropriated_fen),
    money('committed', t('round.money.committed'), row => row.committed_fen),
    money('paid', t('round.money.paid'), row => row.paid_fen),
    money('left', t('round.money.left'), row => row.appropriated_fen - row.committed_fen),
  ]
  return (
    <Page title={t('round.list.title')} section="rounds">
      <PageHead
        eyebrow={t('round.list.title')}
        title={
          rows.length === 0
            ? t('round.list.none')
            : running > 0
              ? t('round.list.some', { count: running })
              : t('round.list.noneRunning')
        }
      >
        {mayLaunch && (
          <a className="btn btn-primary" href="/rounds/new">
            {t('round.list.new')}
          </a>
        )}
      </PageHead>
      <Card
        id="h-list"
        title={t('round.list.all')}
        flush={rows.length > 0}
        beside={<span className="quiet small">{t('round.inYuan')}</span>}
        footer={
          rows.length > 0 ? (
            <Pager shown={t('round.list.shown', { count: rows.length })} previous={first} next={next} />
          ) : undefined
        }
      >
        {rows.length > 0 ? (
          <LedgerTable caption={t('round.list.caption')} columns={columns} rows={rows} keyOf={({ id }) => id} />
        ) : (
          <EmptyState title={t('round.list.none')}>
            {t(mayLaunch ? 'round.list.noneLaunch' : 'round.list.noneText')}
          </EmptyState>
        )}
      </Card>
    </Page>
  )
}
