import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import { Facts } from '../pieces/facts.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { ListSearch, Pager } from '../pieces/pager.tsx'
import { DueState } from '../pieces/state.tsx'
import type { Words } from '../words.ts'
import { type NoticeSpanView, SpanStrip } from './notice-list-span.tsx'
import { type PublishedItem, positionColumn, publishedColumns, TotalRow } from './notice-list-state.tsx'
import type { DueView } from './workbench.tsx'

export type PublicItem = PublishedItem & { readonly id: string; readonly position: number }

export type PublicNoticeProps = {
  readonly notice: {
    readonly id: string
    readonly number: number
    readonly title: string
    readonly issuer: string
    readonly telephone: string
    readonly address: string
    readonly website: string | null
  }
  readonly basis: string
  readonly hours: string
  readonly state: 'running' | 'ended' | 'taken-down'
  readonly due: DueView
  readonly span: NoticeSpanView
  readonly counts: {
    readonly count: number
    readonly totalFen: bigint
    readonly places: number
    readonly heads: number | null
    readonly left: number
  }
  readonly items: readonly PublicItem[]
  readonly q: string
  readonly first: string | null
  readonly next: string | null
}

/** One public notice: what is published, until when, and how to object. */
export function PublicNoticePage(props: PublicNoticeProps) {
  const { notice, state, due, span, counts } = props
  const { t, instant } = useWords()
  return (
    <Page title={t('publicNotice.title')} section="lists">
      {state === 'taken-down' && (
        <Notice title={t('publicNotice.takenDown')}>
          {t('publicNotice.takenDownText', { when: instant(span.endsAt) })}
        </Notice>
      )}
      {state === 'ended' && (
        <Notice title={t('publicNotice.over')}>{t('publicNotice.overText', { when: instant(span.endsAt) })}</Notice>
      )}
      <PageHead
        eyebrow={t('publicNotice.eyebrow', { issuer: notice.issuer, number: notice.number })}
        title={t('publicNotice.listOf', { title: notice.title })}
        lead={t('publicNotice.dates', { from: instant(span.startsAt), until: instant(span.endsAt) })}
      >
        {state === 'running' && (
          <span className="d-md-none">
            <DueState dueAt={due.at} left={due.left} passed={due.passed} />
          </span>
        )}
      </PageHead>
      <div className="split">
        {state === 'taken-down' ? (
          <Card id="h-list" title={t('publicNotice.gone')}>
            <p className="mb-0">{t('publicNotice.goneText', { count: counts.count, amount: yuan(counts.totalFen) })}</p>
          </Card>
        ) : (
          <List {...props} />
        )}
        <aside>
          {state === 'running' && (
            <DeadlinePanel
              name={t('publicNotice.period')}
              dueAt={due.at}
              left={due.left}
              passed={due.passed}
              days={<SpanStrip span={span} />}
            >
              {t('publicNotice.means', { from: instant(span.startsAt, 'sentence'), count: span.count })}
            </DeadlinePanel>
          )}
          <HowToObject {...props} />
        </aside>
      </div>
    </Page>
  )
}

function List({ notice, basis, state, counts, items, q, first, next }: PublicNoticeProps) {
  const words = useWords()
  const { t } = words
  const whole = q === '' && first === null && next === null
  return (
    <Card
      id="h-list"
      title={t('publicNotice.listTitle', { count: counts.count, amount: yuan(counts.totalFen) })}
      beside={
        <>
          <ListSearch label={t('publicNotice.search')} value={q} />
          <a className="btn btn-quiet" href={`${paths.publicNotices}/${notice.id}/list.xlsx`}>
            <Icon name="download" />
            {t('publicNotice.download')}
          </a>
        </>
      }
      flush={items.length > 0}
      footer={
        <>
          <Pager shown={t('publicNotice.shownItems', { count: items.length })} previous={first} next={next} />
          <p className="small soft mt-2 mb-0">
            {t('publicNotice.basis', { basis })}
            {counts.left > 0 && t('publicNotice.left', { count: counts.left })}
          </p>
        </>
      }
    >
      {items.length === 0 ? (
        <EmptyState title={t('publicNotice.nobody')} />
      ) : (
        <LedgerTable
          caption={t('publicNotice.caption')}
          columns={columnsOf(notice.id, state, counts.heads !== null, words)}
          rows={items}
          keyOf={({ id }) => id}
          foot={whole ? <TotalRow {...counts} after={state === 'running' ? 1 : 0} /> : undefined}
        />
      )}
    </Card>
  )
}

const columnsOf = (noticeId: string, state: PublicNoticeProps['state'], withHeads: boolean, words: Words) => [
  positionColumn<PublicItem>(words),
  ...publishedColumns<PublicItem>(words, withHeads),
  ...(state === 'running'
    ? [
        {
          key: 'go',
          head: words.t('publicNotice.act'),
          kind: 'go' as const,
          cell: ({ id, name }: PublicItem) => (
            <a
              className="tap"
              href={`${paths.publicNotices}/${noticeId}/items/${id}/object`}
              aria-label={words.t('publicNotice.objectTo', { name })}
            >
              {words.t('publicNotice.object')}
            </a>
          ),
        },
      ]
    : []),
]

function HowToObject({ notice, hours, state, items, q }: PublicNoticeProps) {
  const { t } = useWords()
  const [only] = items
  return (
    <section className="card" aria-labelledby="h-object">
      <div className="card-body">
        <h2 id="h-object" className="mb-2">
          {t(state === 'running' ? 'publicNotice.howTo' : 'publicNotice.contact')}
        </h2>
        {state === 'running' && (
          <>
            <p>{t('publicNotice.anyone')}</p>
            <p className="soft">{t('publicNotice.whatItMeans')}</p>
            <p className="hint">{t('publicNotice.choose')}</p>
            {only && items.length === 1 && q !== '' && (
              <FootBar>
                <a className="btn btn-primary" href={`${paths.publicNotices}/${notice.id}/items/${only.id}/object`}>
                  {t('publicNotice.objectTo', { name: only.name })}
                </a>
              </FootBar>
            )}
          </>
        )}
        <div className="mt-3">
          <Facts
            rows={[
              [
                t('noticeList.telephone'),
                <a key="tel" className="inline" href={`tel:${notice.telephone.replace(/[^\d+]/g, '')}`}>
                  {notice.telephone}
                </a>,
              ],
              [t('noticeList.address'), notice.address],
              [t('publicNotice.hours'), hours],
              ...(notice.website === null
                ? []
                : ([
                    [
                      t('noticeList.website'),
                      <a key="site" className="text-break" href={notice.website} rel="noreferrer">
                        {notice.website}
                      </a>,
                    ],
                  ] as const)),
            ]}
          />
        </div>
      </div>
    </section>
  )
}
