import type { CycleState } from '../../domain/cycle.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { ListSearch, Pager } from '../pieces/pager.tsx'
import { CycleStateMark } from './cycle-state.tsx'

export type CycleListView = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly state: CycleState
  readonly officer_name: string
  readonly due_at: string | null
  readonly addressees: number
  readonly answered: number
}

type CycleListProps = {
  readonly rows: readonly CycleListView[]
  readonly q: string
  readonly previous: string | null
  readonly next: string | null
  readonly mayLaunch: boolean
}

/** The solicitations that the reader may see, newest first. */
export function CycleListPage({ rows, q, previous, next, mayLaunch }: CycleListProps) {
  const { t, instant } = useWords()
  const running = rows.filter(({ state }) => state !== 'finished' && state !== 'withdrawn').length
  const columns: LedgerColumn<CycleListView>[] = [
    {
      key: 'matter',
      head: t('cycles.matter'),
      kind: 'name',
      cell: row => (
        <a className="tap" href={`/cycles/${row.id}`}>
          {t('cycle.quoted', { title: row.title })}
        </a>
      ),
    },
    { key: 'state', head: t('cycles.state'), kind: 'state', cell: ({ state }) => <CycleStateMark state={state} /> },
    { key: 'number', head: t('cycles.number'), cell: ({ number }) => number },
    { key: 'officer', head: t('cycles.officer'), cell: row => row.officer_name },
    { key: 'due', head: t('cycles.due'), cell: row => (row.due_at ? instant(row.due_at, 'short') : null) },
    {
      key: 'answers',
      head: t('cycles.answers'),
      cell: row =>
        row.addressees === 0
          ? null
          : row.due_at
            ? t('cycles.of', { count: row.addressees, answered: row.answered })
            : t('cycles.planned', { count: row.addressees }),
    },
  ]
  return (
    <Page title={t('cycles.title')} section="solicitations">
      <PageHead
        eyebrow={t('cycles.title')}
        title={
          running > 0 && q === '' && previous === null && next === null
            ? t('cycles.some', { count: running })
            : t('cycles.all')
        }
      >
        {mayLaunch && (
          <a className="btn btn-primary" href="/cycles/new">
            {t('cycles.new')}
          </a>
        )}
      </PageHead>
      <Card
        id="h-list"
        title={t('cycles.list')}
        flush={rows.length > 0}
        beside={<ListSearch label={t('cycles.search')} value={q} />}
        footer={
          rows.length > 0 ? (
            <Pager shown={t('cycles.shown', { count: rows.length })} previous={previous} next={next} />
          ) : undefined
        }
      >
        {rows.length > 0 ? (
          <LedgerTable caption={t('cycles.caption')} columns={columns} rows={rows} keyOf={({ id }) => id} />
        ) : q === '' ? (
          <EmptyState title={t('cycles.none')}>{t('cycles.noneText')}</EmptyState>
        ) : (
          <EmptyState title={t('cycles.noneFound', { q })}>{t('cycles.noneFoundText')}</EmptyState>
        )}
      </Card>
    </Page>
  )
}
