import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager } from '../pieces/pager.tsx'
import { DueState, State } from '../pieces/state.tsx'
import type { Words } from '../words.ts'
import type { DueView } from './workbench.tsx'

export type ObjectionLineView = {
  readonly id: string
  readonly number: string
  readonly named: boolean
  readonly item: string
  readonly listNumber: number
  readonly receivedAt: string
  readonly due: DueView
  readonly outcome: 'upheld' | 'dismissed' | null
  readonly effect: 'struck-out' | 'back-to-review' | null
  readonly answeredAt: string | null
  readonly statedAt: string | null
}

type ObjectionListProps = {
  readonly cycle: { readonly id: string; readonly title: string }
  readonly counts: {
    readonly named: number
    readonly anonymous: number
    readonly open: number
    readonly upheld: number
    readonly dismissed: number
  }
  readonly rows: readonly ObjectionLineView[]
  readonly first: string | null
  readonly next: string | null
}

/** The objections of a round, open ones first. */
export function ObjectionListPage({ cycle, counts, rows, first, next }: ObjectionListProps) {
  const words = useWords()
  const { t } = words
  const total = counts.named + counts.anonymous
  return (
    <Page title={t('objection.listTitle')} section="lists">
      <PageHead
        eyebrow={cycle.title}
        title={
          counts.open > 0
            ? t('objection.listOpen', { count: counts.open })
            : t(total > 0 ? 'objection.listAnswered' : 'objection.listNone', { count: total })
        }
        lead={total > 0 ? t('objection.listCounts', counts) : undefined}
      >
        <a className="btn btn-quiet" href="/lists">
          {t('noticeList.back')}
        </a>
      </PageHead>
      <Card
        id="h-objections"
        title={t('objection.listTitle')}
        flush={rows.length > 0}
        footer={<Pager shown={t('objection.shown', { count: rows.length })} previous={first} next={next} />}
      >
        {rows.length === 0 ? (
          <EmptyState title={t('objection.listNone', { count: 0 })}>{t('objection.listNoneText')}</EmptyState>
        ) : (
          <LedgerTable caption={t('objection.caption')} columns={columnsOf(words)} rows={rows} keyOf={({ id }) => id} />
        )}
      </Card>
    </Page>
  )
}

const columnsOf = ({ t, instant }: Words): LedgerColumn<ObjectionLineView>[] => [
  {
    key: 'item',
    head: t('objection.item'),
    kind: 'name',
    cell: ({ id, item }) => (
      <a className="tap" href={`/objections/${id}`}>
        {item}
      </a>
    ),
  },
  { key: 'state', head: t('objection.state'), kind: 'state', cell: row => <ObjectionState row={row} /> },
  { key: 'number', head: t('objection.number'), cell: ({ number }) => number },
  {
    key: 'how',
    head: t('objection.how'),
    cell: ({ named }) => t(named ? 'objection.byName' : 'objection.anonymously'),
  },
  {
    key: 'list',
    head: t('objection.list'),
    cell: ({ listNumber }) => t('objection.listNumber', { number: listNumber }),
  },
  { key: 'received', head: t('objection.receivedAt'), cell: ({ receivedAt }) => instant(receivedAt, 'short') },
  {
    key: 'stated',
    head: t('objection.stated'),
    cell: ({ statedAt, named }) => (statedAt ? instant(statedAt, 'short') : named ? t('objection.notStated') : null),
  },
  {
    key: 'due',
    head: t('objection.dueAt'),
    cell: ({ due, outcome, answeredAt }) =>
      outcome === null ? instant(due.at) : t('objection.answeredShort', { when: instant(answeredAt ?? '', 'short') }),
  },
]

/** How near its answer is, or what became of it. */
function ObjectionState({ row }: { row: Pick<ObjectionLineView, 'outcome' | 'effect' | 'due'> }) {
  const { t } = useWords()
  const { outcome, effect, due } = row
  if (outcome === null) return <DueState dueAt={due.at} left={due.left} passed={due.passed} />
  if (outcome === 'dismissed')
    return (
      <State tone="ok" icon="circle-check">
        {t('objection.dismissed')}
      </State>
    )
  return (
    <State tone="plain" icon={effect === 'struck-out' ? 'ban' : 'arrow-back-up'}>
      {t(effect === 'struck-out' ? 'objection.struckOut' : 'objection.backToReview')}
    </State>
  )
}
