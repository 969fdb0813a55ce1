import type { FieldError } from '../../domain/refusal.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager } from '../pieces/pager.tsx'
import { type PublishedItem, publishedColumns } from './notice-list-state.tsx'

export type ListableView = PublishedItem & { readonly case_id: string; readonly number: string }

type NewListProps = {
  readonly cycle: { readonly id: string; readonly title: string }
  readonly counts: {
    readonly count: number
    readonly totalFen: bigint
    readonly waiting: number
    readonly undecided: number
  }
  readonly rows: readonly ListableView[]
  /** Null: all are chosen. There are too many to pick from: all of them are listed. */
  readonly chosen: ReadonlySet<string> | null
  readonly all: boolean
  /** No more than so many stand on one list. */
  readonly most: number
  readonly waiting: readonly { readonly case_id: string; readonly name: string; readonly amount_fen: bigint }[]
  readonly first: string | null
  readonly next: string | null
  readonly errors?: readonly FieldError[]
  readonly onceKey?: string | undefined
}

/** A new list: the committed claims of a round, exactly as the public will see them. */
export function NewNoticeListPage(props: NewListProps) {
  const { cycle, counts, rows, chosen, all, most, waiting, errors = [], onceKey } = props
  const words = useWords()
  const { t } = words
  const action = `/rounds/${cycle.id}/lists/new`
  const columns = publishedColumns<ListableView>(
    words,
    rows.some(({ heads }) => heads !== null),
  )
  const listed = Math.min(counts.count, most)
  return (
    <Page title={t('noticeList.newTitle')} section="lists">
      <PageHead
        eyebrow={cycle.title}
        title={
          counts.count > 0
            ? t('noticeList.newHead', { count: counts.count, amount: yuan(counts.totalFen) })
            : t('noticeList.newNothing')
        }
        lead={t('noticeList.newLead')}
      />
      <ErrorSummary errors={errors} labels={{ caseIds: t('noticeList.choose') }} />
      <form method="post" action={action}>
        <CsrfField />
        <OnceField value={onceKey} />
        {rows.length === 0 ? (
          <EmptyState title={t('noticeList.newNothing')}>{t('noticeList.newNothingText')}</EmptyState>
        ) : (
          <Card
            id="f-caseIds"
            title={t('noticeList.preview')}
            beside={<span className="quiet small">{t('noticeList.previewNote')}</span>}
            flush
            footer={
              all ? (
                <Pager
                  shown={t('noticeList.allListed', { count: listed, most })}
                  previous={props.first}
                  next={props.next}
                />
              ) : (
                <span className="soft small">{t('noticeList.pickHint')}</span>
              )
            }
          >
            <LedgerTable
              caption={t('noticeList.preview')}
              columns={[
                ...(all
                  ? []
                  : [
                      {
                        key: 'pick',
                        head: t('noticeList.choose'),
                        kind: 'pick' as const,
                        cell: ({ case_id: id, name }: ListableView) => (
                          <input
                            className="form-check-input"
                            type="checkbox"
                            name="caseIds"
                            value={id}
                            defaultChecked={chosen === null || chosen.has(id)}
                            aria-label={t('noticeList.put', { name })}
                          />
                        ),
                      },
                    ]),
                ...columns,
                { key: 'number', head: t('noticeList.ownNumber'), cell: ({ number }) => number },
              ]}
              rows={rows}
              keyOf={({ case_id: id }) => id}
            />
          </Card>
        )}
        <NotListed waiting={waiting} counts={counts} />
        <FootBar context={rows.length > 0 ? t('noticeList.newContext') : undefined}>
          <a className="btn" href="/lists">
            {t('noticeList.back')}
          </a>
          {rows.length > 0 && (
            <button className="btn btn-primary" type="submit">
              {all ? t('noticeList.makeAll', { count: listed }) : t('noticeList.makeList')}
            </button>
          )}
        </FootBar>
      </form>
    </Page>
  )
}

/** What cannot be listed yet, and why. */
function NotListed({ waiting, counts }: Pick<NewListProps, 'waiting' | 'counts'>) {
  const words = useWords()
  const { t } = words
  if (counts.waiting === 0 && counts.undecided === 0) return null
  return (
    <Card id="h-not" title={t('noticeList.notListable')}>
      {counts.waiting > 0 && (
        <>
          <p>{t('noticeList.waiting', { count: counts.waiting })}</p>
          <ol>
            {waiting.map(({ case_id: id, name, amount_fen: fen }) => (
              <li key={id}>{t('noticeList.waitingItem', { name, amount: yuan(fen) })}</li>
            ))}
          </ol>
          {counts.waiting > waiting.length && (
            <p className="soft">{t('noticeList.waitingMore', { count: counts.waiting - waiting.length })}</p>
          )}
        </>
      )}
      {counts.undecided > 0 && <p className="soft">{t('noticeList.undecided', { count: counts.undecided })}</p>}
    </Card>
  )
}
