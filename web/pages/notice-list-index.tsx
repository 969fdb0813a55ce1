import type { ListState } from '../../domain/can-pay.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager } from '../pieces/pager.tsx'
import { DueState } from '../pieces/state.tsx'
import { TaskList } from '../pieces/task-list.tsx'
import type { Words } from '../words.ts'
import { ListStateMark } from './notice-list-state.tsx'

export type ListLineView = {
  readonly id: string
  readonly number: number
  readonly state: ListState
  readonly title: string
  readonly madeBy: string
  readonly startsAt: string | null
  readonly endsAt: string | null
  readonly createdAt: string
  readonly count: number
  readonly totalFen: bigint
  readonly held: number
  readonly openObjections: number
  /** Working days until it ends, while it runs. */
  readonly left: number | null
}

type IndexProps = {
  readonly unlisted: readonly {
    readonly cycleId: string
    readonly title: string
    readonly count: number
    readonly totalFen: bigint
  }[]
  readonly active: readonly ListLineView[]
  readonly ended: readonly ListLineView[]
  readonly first: string | null
  readonly next: string | null
  readonly mayMake: boolean
  /** Those of one round only. */
  readonly ofRound: boolean
}

/** The lists of the reader's rounds, and what is ready to be listed. */
export function NoticeListsPage({ unlisted, active, ended, first, next, mayMake, ofRound }: IndexProps) {
  const words = useWords()
  const { t } = words
  const waiting = active.filter(({ state }) => state === 'draft').length
  const running = active.filter(({ state }) => state === 'running').length
  const ready = unlisted.reduce((sum, { count }) => sum + count, 0)
  const heading =
    waiting > 0
      ? t('noticeList.headDrafts', { count: waiting })
      : running > 0
        ? t('noticeList.headRunning', { count: running })
        : ready > 0
          ? t('noticeList.headReady', { count: ready })
          : t('noticeList.headNone')
  const nothing = unlisted.length + active.length + ended.length === 0 && first === null
  return (
    <Page title={t('noticeList.title')} section="lists">
      <PageHead eyebrow={t('noticeList.title')} title={heading}>
        {ofRound && (
          <a className="btn btn-quiet" href={paths.lists}>
            {t('noticeList.allRounds')}
          </a>
        )}
      </PageHead>
      {nothing && <EmptyState title={t('noticeList.none')}>{t('noticeList.noneText')}</EmptyState>}
      {active.length > 0 && (
        <Card id="h-active" title={t('noticeList.active')} flush>
          <LedgerTable
            caption={t('noticeList.active')}
            columns={columnsOf(words)}
            rows={active}
            keyOf={({ id }) => id}
          />
        </Card>
      )}
      {unlisted.length > 0 && (
        <Card id="h-ready" title={t('noticeList.ready')} flush>
          <TaskList
            tasks={unlisted.map(({ cycleId, title, count, totalFen }, index) => ({
              key: cycleId,
              title,
              detail: t('noticeList.readyDetail', { count, amount: yuan(totalFen) }),
              act: mayMake ? (
                <a
                  className={index === 0 ? 'btn btn-primary' : 'btn'}
                  href={`/rounds/${cycleId}/lists/new`}
                  aria-label={t('noticeList.makeFor', { title })}
                >
                  {t('noticeList.make')}
                </a>
              ) : undefined,
            }))}
          />
        </Card>
      )}
      {(ended.length > 0 || first !== null) && (
        <Card
          id="h-ended"
          title={t('noticeList.ended')}
          flush
          footer={<Pager shown={t('noticeList.shown', { count: ended.length })} previous={first} next={next} />}
        >
          <LedgerTable caption={t('noticeList.ended')} columns={columnsOf(words)} rows={ended} keyOf={({ id }) => id} />
        </Card>
      )}
    </Page>
  )
}

function columnsOf({ t, instant }: Words): LedgerColumn<ListLineView>[] {
  return [
    {
      key: 'list',
      head: t('noticeList.list'),
      kind: 'name',
      cell: ({ id, title, number }) => (
        <a className="tap" href={`/lists/${id}`}>
          {t('noticeList.named', { title, number })}
        </a>
      ),
    },
    { key: 'state', head: t('noticeList.state'), kind: 'state', cell: ({ state }) => <ListStateMark state={state} /> },
    { key: 'count', head: t('noticeList.count'), kind: 'number', cell: ({ count }) => count },
    { key: 'amount', head: t('noticeList.amount'), kind: 'number', cell: ({ totalFen }) => yuan(totalFen) },
    {
      key: 'objections',
      head: t('noticeList.openObjections'),
      cell: ({ openObjections, held }) =>
        openObjections === 0 ? null : t('noticeList.objectionsHeld', { count: openObjections, held }),
    },
    {
      key: 'when',
      head: t('noticeList.when'),
      cell: ({ state, startsAt, endsAt, createdAt, madeBy, left }) =>
        state === 'draft' ? (
          t('noticeList.madeBy', { name: madeBy, when: instant(createdAt, 'short') })
        ) : state === 'running' && endsAt !== null && left !== null ? (
          <>
            <DueState dueAt={endsAt} left={left} /> {t('noticeList.until', { when: instant(endsAt) })}
          </>
        ) : state === 'approved' ? (
          t('noticeList.from', { when: instant(startsAt ?? '') })
        ) : (
          t('noticeList.over', { when: instant(endsAt ?? '') })
        ),
    },
  ]
}
