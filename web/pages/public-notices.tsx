import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { ListSearch, Pager } from '../pieces/pager.tsx'
import { DueState } from '../pieces/state.tsx'
import { TaskList } from '../pieces/task-list.tsx'

export type PublicNoticeLineView = {
  readonly id: string
  readonly number: number
  readonly title: string
  readonly issuer: string
  readonly startsAt: string
  readonly endsAt: string
  readonly count: number
  readonly left: number
}

type PublicNoticesProps = {
  readonly rows: readonly PublicNoticeLineView[]
  readonly ended: boolean
  readonly q: string
  readonly first: string | null
  readonly next: string | null
}

/** The public notices that run, or those that have ended; for anyone. */
export function PublicNoticesPage({ rows, ended, q, first, next }: PublicNoticesProps) {
  const { t, instant } = useWords()
  const whole = q === '' && first === null && next === null
  const title = ended
    ? t('publicNotice.headEnded')
    : rows.length > 0 && whole
      ? t('publicNotice.headSome', { count: rows.length })
      : t(rows.length > 0 ? 'publicNotice.headRunning' : 'publicNotice.headNone')
  return (
    <Page title={t('publicNotice.title')} section="lists">
      <PageHead eyebrow={t('publicNotice.title')} title={title} lead={t('publicNotice.lead')}>
        <a className="btn btn-quiet" href={ended ? paths.publicNotices : `${paths.publicNotices}?ended=1`}>
          {t(ended ? 'publicNotice.showRunning' : 'publicNotice.showEnded')}
        </a>
      </PageHead>
      <Card
        id="h-notices"
        title={t(ended ? 'publicNotice.ended' : 'publicNotice.running')}
        beside={<ListSearch label={t('publicNotice.searchAll')} value={q} keep={ended ? { ended: '1' } : {}} />}
        flush={rows.length > 0}
        footer={<Pager shown={t('publicNotice.shown', { count: rows.length })} previous={first} next={next} />}
      >
        {rows.length === 0 ? (
          <EmptyState title={t(q === '' ? 'publicNotice.none' : 'publicNotice.notFound')}>
            {t(q === '' ? 'publicNotice.noneText' : 'publicNotice.notFoundText')}
          </EmptyState>
        ) : (
          <TaskList
            tasks={rows.map(row => ({
              key: row.id,
              title: t('publicNotice.listOf', { title: row.title }),
              detail: t(ended ? 'publicNotice.lineEnded' : 'publicNotice.line', {
                issuer: row.issuer,
                number: row.number,
                count: row.count,
                from: instant(row.startsAt),
                until: instant(row.endsAt),
              }),
              state: ended ? undefined : <DueState dueAt={row.endsAt} left={row.left} />,
              act: (
                <a
                  className="btn"
                  href={`${paths.publicNotices}/${row.id}`}
                  aria-label={t('publicNotice.openOf', { title: row.title, number: row.number })}
                >
                  {t('publicNotice.open')}
                </a>
              ),
            }))}
          />
        )}
      </Card>
    </Page>
  )
}
