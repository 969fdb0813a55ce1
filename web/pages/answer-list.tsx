import { useWords } from '../frame.tsx'
import type { IconName } from '../icon.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { ListSearch, Pager } from '../pieces/pager.tsx'
import { Phrase } from '../pieces/phrase.tsx'
import { DueState, Must, State, type Tone } from '../pieces/state.tsx'

/** Where a letter stands, for the unit that it was sent to. */
export type LetterState =
  | 'unsigned'
  | 'silent'
  | 'opinions'
  | 'no-opinion'
  | 'deemed-no-objection'
  | 'overdue'
  | 'late'
  | 'withdrawn'
  | 'copy'

export type ListedLetter = {
  readonly id: string
  readonly title: string
  readonly issuer: string
  readonly state: LetterState
  readonly mandatory: boolean
  readonly dueAt: string
  /** Working days left while an answer is waited for; null otherwise. */
  readonly left: number | null
  readonly passed: boolean
}

type AnswerListProps = {
  view: 'waiting' | 'all'
  waiting: number
  q: string
  letters: readonly ListedLetter[]
  next: string | null
  /** Whether this is a later page of the list. */
  later: boolean
}

/** The letters to a unit: what waits for its answer, the nearest deadline first. */
export function AnswerListPage({ view, waiting, q, letters, next, later }: AnswerListProps) {
  const { t } = useWords()
  const address = (more: Record<string, string>) =>
    `${paths.letters}?${new URLSearchParams({ view, ...(q ? { q } : {}), ...more })}`
  return (
    <Page title={t('answers.title')} section="letters">
      <PageHead
        title={waiting > 0 ? t('answers.headingWaiting', { count: waiting }) : t('answers.headingNone')}
        eyebrow={t('answers.title')}
      />
      <nav className="tabs" aria-label={t('answers.views')}>
        {(['waiting', 'all'] as const).map(each => (
          <a key={each} href={`${paths.letters}?view=${each}`} aria-current={each === view ? 'page' : undefined}>
            {t(`answers.${each}`)}
          </a>
        ))}
      </nav>
      <Card
        id="letters"
        title={t(view === 'waiting' ? 'answers.waiting' : 'answers.all')}
        beside={<ListSearch label={t('answers.search')} value={q} keep={{ view }} />}
        footer={
          <Pager
            shown={t('answers.shown', { count: letters.length })}
            previous={later ? address({}) : null}
            next={next === null ? null : address({ after: next })}
          />
        }
        flush
      >
        {letters.length === 0 ? (
          <div className="card-body">
            <EmptyState title={t(view === 'waiting' && !q ? 'answers.emptyWaiting' : 'answers.emptyAll')}>
              {t(view === 'waiting' && !q ? 'answers.emptyWaitingText' : 'answers.emptyAllText')}
            </EmptyState>
          </div>
        ) : (
          <Letters letters={letters} />
        )}
      </Card>
    </Page>
  )
}

function Letters({ letters }: { letters: readonly ListedLetter[] }) {
  const { t, instant } = useWords()
  const columns: LedgerColumn<ListedLetter>[] = [
    {
      key: 'title',
      head: t('answers.letter'),
      kind: 'name',
      cell: letter => (
        <a href={`${paths.letters}/${letter.id}`}>
          <Phrase>{letter.title}</Phrase>
          {letter.mandatory && <Must />}
        </a>
      ),
    },
    { key: 'state', head: t('answers.state'), kind: 'state', cell: letter => <LetterMark state={letter.state} /> },
    { key: 'issuer', head: t('answers.issuer'), cell: letter => letter.issuer },
    {
      key: 'due',
      head: t('answers.due'),
      cell: letter =>
        letter.state === 'copy' ? null : (
          <>
            {letter.left !== null && <DueState dueAt={letter.dueAt} left={letter.left} passed={letter.passed} />}{' '}
            <span className="nowrap">{instant(letter.dueAt)}</span>
          </>
        ),
    },
  ]
  return <LedgerTable caption={t('answers.caption')} columns={columns} rows={letters} keyOf={({ id }) => id} />
}

const marks: Record<LetterState, { tone: Tone; icon: IconName }> = {
  unsigned: { tone: 'mine', icon: 'circle-dot' },
  silent: { tone: 'mine', icon: 'circle-dot' },
  opinions: { tone: 'ok', icon: 'circle-check' },
  'no-opinion': { tone: 'ok', icon: 'circle-check' },
  'deemed-no-objection': { tone: 'deemed', icon: 'circle-dashed' },
  overdue: { tone: 'late', icon: 'alert-triangle' },
  late: { tone: 'due', icon: 'clock' },
  withdrawn: { tone: 'plain', icon: 'ban' },
  copy: { tone: 'plain', icon: 'mail' },
}

function LetterMark({ state }: { state: LetterState }) {
  const { t } = useWords()
  return <State {...marks[state]}>{t(`answers.states.${state}`)}</State>
}
