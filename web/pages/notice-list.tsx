import type { ReactNode } from 'react'
import type { ListState } from '../../domain/can-pay.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { Facts } from '../pieces/facts.tsx'
import { FileRow } from '../pieces/file-row.tsx'
import { LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { ListSearch, Pager } from '../pieces/pager.tsx'
import { DueState, State } from '../pieces/state.tsx'
import { TaskList } from '../pieces/task-list.tsx'
import { NoticeSpan, type NoticeSpanView } from './notice-list-span.tsx'
import {
  type ItemState,
  ItemStateMark,
  type PublishedItem,
  positionColumn,
  publishedColumns,
} from './notice-list-state.tsx'
import type { DueView } from './workbench.tsx'

export type ListItemView = PublishedItem & {
  readonly id: string
  readonly case_id: string
  readonly position: number
  readonly state: ItemState
}

export type NoticeListProps = {
  readonly cycle: { readonly id: string; readonly title: string }
  readonly list: {
    readonly id: string
    readonly number: number
    readonly state: ListState
    readonly made_by_name: string
    readonly created_at: string
    readonly minutes_number: string | null
    readonly minutes_on: string | null
    readonly minutes_file_id: string | null
    readonly minutes_file_name: string | null
    readonly minutes_file_size: number | null
    readonly approved_by_name: string | null
    readonly telephone: string | null
    readonly address: string | null
    readonly website: string | null
    readonly website_file_id: string | null
    readonly website_file_name: string | null
    readonly website_file_size: number | null
  }
  readonly counts: {
    readonly count: number
    readonly totalFen: bigint
    readonly heads: number | null
    readonly held: number
    readonly payable: number
    readonly left: number
  }
  readonly items: readonly ListItemView[]
  readonly q: string
  readonly first: string | null
  readonly next: string | null
  readonly objections: readonly {
    readonly id: string
    readonly number: string
    readonly named: boolean
    readonly item: string
    readonly receivedAt: string
    readonly due: DueView
  }[]
  readonly span: NoticeSpanView | null
  readonly due: DueView | null
  readonly may: ReadonlySet<'discard-list' | 'approve-list' | 'record-website' | 'record-objection'>
  /** Whoever made a list does not approve it. */
  readonly own: boolean
}

/** One list: what stands on it, how far its notice is, and what is to be done. */
export function NoticeListPage(props: NoticeListProps) {
  const { cycle, list, counts, due, may, own } = props
  const words = useWords()
  const { t, instant } = words
  const sum = { count: counts.count, amount: yuan(counts.totalFen) }
  const heading =
    list.state === 'running' && due
      ? t('noticeList.heading.running', { ...sum, left: words.daysLeft(due.left, due.passed) })
      : list.state === 'approved' && props.span
        ? t('noticeList.heading.approved', { ...sum, when: instant(props.span.startsAt, 'sentence') })
        : list.state === 'ended'
          ? t('noticeList.heading.ended', { ...sum, payable: counts.payable, held: counts.held })
          : t(`noticeList.heading.${list.state === 'void' ? 'void' : 'draft'}`, sum)
  return (
    <Page title={t('noticeList.title')} section="lists">
      <PageHead eyebrow={t('noticeList.named', { title: cycle.title, number: list.number })} title={heading}>
        {may.has('discard-list') && (
          <a className="btn btn-quiet" href={`/lists/${list.id}/discard`}>
            {t('noticeList.discard')}
          </a>
        )}
        {list.state !== 'void' && (
          <a
            className={list.state === 'draft' && !may.has('approve-list') ? 'btn btn-primary' : 'btn'}
            href={`/lists/${list.id}/list.xlsx`}
          >
            <Icon name="download" />
            {t('noticeList.sheet')}
          </a>
        )}
        <MainAct {...props} />
      </PageHead>
      {list.state === 'draft' && may.has('approve-list') && own && (
        <Notice title={t('noticeList.ownList')}>{t('noticeList.ownListText')}</Notice>
      )}
      {list.state === 'void' ? (
        <EmptyState title={t('noticeList.voidTitle')}>{t('noticeList.voidText')}</EmptyState>
      ) : (
        <div className="split">
          <div>
            <OpenObjections {...props} />
            <Items {...props} />
          </div>
          <aside>
            <NoticeSpan state={list.state} span={props.span} due={due} />
            <Standing {...props} />
          </aside>
        </div>
      )}
    </Page>
  )
}

function MainAct({ list, may, own, counts }: NoticeListProps) {
  const { t } = useWords()
  const primary = (href: string, word: ReactNode) => (
    <a className="btn btn-primary" href={href}>
      {word}
    </a>
  )
  if (list.state === 'draft')
    return may.has('approve-list') && !own
      ? primary(`/lists/${list.id}/approve`, t('noticeList.approve', { count: counts.count }))
      : null
  if (list.state === 'ended') return primary(`/lists/${list.id}/statement`, t('noticeList.statement'))
  return list.state === 'running' ? (
    <a className="btn" href={`/notices/${list.id}`}>
      {t('noticeList.asPublic')}
    </a>
  ) : null
}

function OpenObjections({ cycle, list, objections, may }: NoticeListProps) {
  const { t, instant } = useWords()
  if (list.state === 'draft' || list.state === 'approved') return null
  const all = (
    <a className="btn btn-quiet" href={`/rounds/${cycle.id}/objections`}>
      {t('noticeList.allObjections')}
    </a>
  )
  if (objections.length === 0)
    return (
      <Card id="h-objections" title={t('noticeList.objections')} beside={all}>
        <p className="soft mb-0">{t('noticeList.noObjections')}</p>
        {may.has('record-objection') && <p className="hint mt-1">{t('noticeList.recordHint')}</p>}
      </Card>
    )
  return (
    <Card id="h-objections" title={t('noticeList.objectionsOpen', { count: objections.length })} beside={all} flush>
      <TaskList
        tasks={objections.map(({ id, number, named, item, receivedAt, due }) => ({
          key: id,
          title: t('noticeList.objectionTo', { item }),
          detail: t(named ? 'noticeList.objectionNamed' : 'noticeList.objectionAnonymous', {
            number,
            when: instant(receivedAt, 'short'),
            due: instant(due.at),
          }),
          state: <DueState dueAt={due.at} left={due.left} passed={due.passed} />,
          act: (
            <a className="btn btn-sm" href={`/objections/${id}`} aria-label={t('noticeList.openObjection', { number })}>
              {t('noticeList.open')}
            </a>
          ),
        }))}
      />
    </Card>
  )
}

function Items({ list, counts, items, q, first, next, may }: NoticeListProps) {
  const words = useWords()
  const { t } = words
  const columns = [
    positionColumn<ListItemView>(words),
    ...publishedColumns<ListItemView>(words, counts.heads !== null),
    {
      key: 'state',
      head: t('noticeList.state'),
      cell: ({ state }: ListItemView) => <ItemStateMark state={state} listState={list.state} />,
    },
    {
      key: 'go',
      head: t('noticeList.act'),
      kind: 'go' as const,
      cell: ({ id, name, state, case_id: caseId }: ListItemView) =>
        may.has('record-objection') && (state === 'listed' || state === 'held') ? (
          <a href={`/lists/${list.id}/items/${id}/objection`} aria-label={t('noticeList.recordFor', { name })}>
            {t('noticeList.record')}
          </a>
        ) : (
          <a href={`/review/${caseId}`} aria-label={t('noticeList.claimOf', { name })}>
            {t('noticeList.claim')}
          </a>
        ),
    },
  ]
  return (
    <Card
      id="h-items"
      title={t('noticeList.itemsTitle', { count: counts.count, amount: yuan(counts.totalFen) })}
      beside={<ListSearch label={t('noticeList.search')} value={q} />}
      flush={items.length > 0}
      footer={<Pager shown={t('noticeList.shownItems', { count: items.length })} previous={first} next={next} />}
    >
      {items.length > 0 ? (
        <LedgerTable caption={t('noticeList.itemsCaption')} columns={columns} rows={items} keyOf={({ id }) => id} />
      ) : (
        <EmptyState title={t('noticeList.notFound')} />
      )}
    </Card>
  )
}

function Standing({ list, counts, may }: NoticeListProps) {
  const { t, date, instant } = useWords()
  const file = (which: 'minutes' | 'website', name: string | null, size: number | null) =>
    name === null ? null : <FileRow name={name} size={size ?? 0} href={`/lists/${list.id}/files/${which}`} />
  return (
    <Card id="h-facts" title={t('noticeList.standing')} as="section">
      <Facts
        rows={[
          [
            t('noticeList.made'),
            t('noticeList.madeBy', { name: list.made_by_name, when: instant(list.created_at, 'short') }),
          ],
          ...(list.minutes_number === null
            ? []
            : ([
                [
                  t('noticeList.minutes'),
                  <>
                    {t('noticeList.minutesOf', { number: list.minutes_number, date: date(list.minutes_on ?? '') })}
                    {file('minutes', list.minutes_file_name, list.minutes_file_size)}
                  </>,
                ],
                [t('noticeList.approvedBy'), list.approved_by_name ?? ''],
                [t('noticeList.telephone'), list.telephone ?? ''],
                [t('noticeList.address'), list.address ?? ''],
                [
                  t('noticeList.website'),
                  <>
                    {list.website === null ? (
                      <State tone="due" icon="alert-triangle">
                        {t('noticeList.noWebsite')}
                      </State>
                    ) : (
                      <a href={list.website} rel="noreferrer" className="text-break">
                        {list.website}
                      </a>
                    )}
                    {file('website', list.website_file_name, list.website_file_size) ?? (
                      <p className="soft small mb-0">{t('noticeList.noPicture')}</p>
                    )}
                    {may.has('record-website') && (
                      <a className="inline" href={`/lists/${list.id}/website`}>
                        {t('noticeList.recordWebsite')}
                      </a>
                    )}
                  </>,
                ],
              ] as const)),
          ...(counts.left > 0
            ? ([[t('noticeList.leftTitle'), t('noticeList.left', { count: counts.left })]] as const)
            : []),
        ]}
      />
    </Card>
  )
}
