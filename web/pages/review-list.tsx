import type { ClaimState } from '../../domain/claim.ts'
import { yuan } from '../../domain/yuan.ts'
import { useFrame, useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { ListSearch, Pager } from '../pieces/pager.tsx'
import { DueState, State } from '../pieces/state.tsx'
import { type Task, TaskList } from '../pieces/task-list.tsx'
import type { Words } from '../words.ts'
import type { DueView } from './overdue.tsx'
import { type ReviewStep, reviewPath, reviewSection } from './review-view.ts'

export type ReviewTaskView = {
  readonly id: string
  readonly caseId: string
  readonly step: ReviewStep
  readonly number: string
  readonly name: string
  readonly title: string
  readonly openedAt: string
  readonly due: DueView | null
  readonly amountFen: string | null
  readonly openWarnings: number
  readonly declared: boolean
}

export type UnderWayView = {
  readonly caseId: string
  readonly number: string
  readonly name: string
  readonly title: string
  readonly state: ClaimState
  readonly amountFen: string | null
  readonly due: DueView | null
}

type ReviewListProps = {
  readonly tasks: readonly ReviewTaskView[]
  readonly rows: readonly UnderWayView[]
  readonly q: string
  readonly first: string | null
  /** An interest has just been declared. */
  readonly stoodAside: boolean
  readonly next: string | null
  readonly nextDate: { readonly at: string; readonly title: string; readonly step: string | null } | null
}

/** What of claims waits for the reader, the most urgent first; and every claim under way in the unit. */
export function ReviewListPage(props: ReviewListProps) {
  const words = useWords()
  const { t } = words
  const { actor } = useFrame()
  const { tasks, rows, q } = props
  return (
    <Page title={t('review.title')} section={reviewSection(actor)}>
      {props.stoodAside && (
        <Notice tone="ok" role="status" title={t('review.told.title')}>
          {t('review.told.interest')}
        </Notice>
      )}
      <PageHead eyebrow={t('review.title')} title={heading(tasks, words)} />
      <Card id="h-mine" title={t('review.list.mine')} flush={tasks.length > 0}>
        {tasks.length === 0 ? (
          <Nothing {...props} />
        ) : (
          <TaskList lead={isPressing(tasks[0])} tasks={tasks.map((task, index) => taskOf(task, index === 0, words))} />
        )}
      </Card>
      <div className="mt-4">
        <Card
          id="h-all"
          title={t('review.list.all')}
          beside={<ListSearch label={t('review.list.search')} value={q} />}
          flush={rows.length > 0}
          footer={
            rows.length > 0 && (
              <Pager shown={t('review.list.shown', { count: rows.length })} previous={props.first} next={props.next} />
            )
          }
        >
          {rows.length === 0 ? (
            <EmptyState title={q === '' ? t('review.list.noneAll') : t('review.list.noneFound', { q })}>
              {t(q === '' ? 'review.list.noneAllText' : 'review.list.noneFoundText')}
            </EmptyState>
          ) : (
            <UnderWay rows={rows} />
          )}
        </Card>
      </div>
    </Page>
  )
}

// Red is for what is late or due today.
const isPressing = (task: ReviewTaskView | undefined): boolean =>
  task?.due != null && (task.due.left <= 0 || task.due.passed)

function heading(tasks: readonly ReviewTaskView[], { t }: Words): string {
  const late = tasks.filter(({ due }) => due && (due.left < 0 || due.passed)).length
  if (tasks.length === 0) return t('review.list.none')
  return late > 0
    ? t('review.list.someLate', { count: tasks.length, late })
    : t('review.list.some', { count: tasks.length })
}

function Nothing({ nextDate }: ReviewListProps) {
  const { t, instant, named } = useWords()
  if (nextDate === null) return <EmptyState title={t('review.list.none')}>{t('review.list.nothingComes')}</EmptyState>
  const values = {
    when: instant(nextDate.at, 'sentence'),
    title: nextDate.title,
    step: nextDate.step === null ? t('review.list.closes') : named('cycle.steps', nextDate.step),
  }
  return <EmptyState title={t('review.list.none')}>{t('review.list.next', values)}</EmptyState>
}

function taskOf(task: ReviewTaskView, primary: boolean, { t, instant }: Words): Task {
  const { step, number, name, title, due, amountFen, openWarnings, declared, openedAt } = task
  return {
    key: task.id,
    title: `${number} ${name}`,
    detail: [
      title,
      ...(amountFen === null ? [] : [t('review.list.amount', { amount: yuan(BigInt(amountFen)) })]),
      due ? t('review.list.due', { when: instant(due.at) }) : t('review.list.stopped'),
      t('review.list.since', { when: instant(openedAt, 'short') }),
      ...(step === 'review' && openWarnings > 0 ? [t('review.list.warnings', { count: openWarnings })] : []),
      ...(step !== 'acceptance' && !declared ? [t('review.list.undeclared')] : []),
    ].join(t('frame.separator')),
    state: due ? (
      <DueState dueAt={due.at} left={due.left} passed={due.passed} />
    ) : (
      <State tone="held" icon="player-pause">
        {t('review.standsStill')}
      </State>
    ),
    act: (
      <a className={primary ? 'btn btn-primary' : 'btn'} href={reviewPath(task.caseId)}>
        {t(`workbench.claimAct.${step}`)}
      </a>
    ),
  }
}

function UnderWay({ rows }: { rows: readonly UnderWayView[] }) {
  const { t, named } = useWords()
  return (
    <LedgerTable
      caption={t('review.list.caption')}
      rows={rows}
      keyOf={({ caseId }) => caseId}
      columns={[
        {
          key: 'claim',
          head: t('review.list.claim'),
          kind: 'name',
          cell: ({ caseId, number, name }) => <a className="tap" href={reviewPath(caseId)}>{`${number} ${name}`}</a>,
        },
        { key: 'round', head: t('review.list.round'), cell: ({ title }) => title },
        {
          key: 'amount',
          head: t('review.list.sum'),
          kind: 'number',
          cell: ({ amountFen }) => (amountFen === null ? null : yuan(BigInt(amountFen))),
        },
        { key: 'stands', head: t('review.list.stands'), cell: ({ state }) => named('review.states', state) },
        {
          key: 'due',
          head: t('review.list.left'),
          kind: 'state',
          cell: ({ due }) => (due ? <DueState dueAt={due.at} left={due.left} passed={due.passed} /> : null),
        },
      ]}
    />
  )
}
