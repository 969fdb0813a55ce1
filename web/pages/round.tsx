import type { RoundState } from '../../domain/cycle.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import { Details } from '../pieces/details.tsx'
import { Facts } from '../pieces/facts.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { Live } from '../pieces/live.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { DueState } from '../pieces/state.tsx'
import { TaskList } from '../pieces/task-list.tsx'
import type { Words } from '../words.ts'
import { ClaimName } from './round-claims.tsx'
import { type RoundFacts, roundFactRows } from './round-facts.tsx'
import { Funnel, type StateFigures, sumOf } from './round-funnel.tsx'
import { leftOf, MoneyBar, MoneyChart, type MoneyDayView, type RoundMoney } from './round-money.tsx'
import type { DueView } from './workbench.tsx'

export type WaitingView = {
  readonly case_id: string
  readonly number: string
  readonly name: string
  readonly amount_fen: bigint
}
export type RoundDueView = {
  readonly taskId: string
  readonly caseId: string | null
  readonly step: string
  readonly number: string | null
  readonly name: string
  readonly due: DueView
}
export type RoundAct = 'add-appropriation' | 'withdraw' | 'make-list' | 'make-batch' | 'see-money' | 'see-cycle'

export type RoundPageProps = {
  readonly cycle: {
    readonly id: string
    readonly title: string
    readonly number: string
    readonly state: RoundState
    readonly withdrawn_at: string | null
    readonly withdrawn_reason: string | null
    readonly finished_at: string | null
  }
  readonly facts: RoundFacts
  readonly figures: StateFigures
  readonly drafts: number
  readonly money: RoundMoney
  readonly days: readonly MoneyDayView[]
  readonly today: string
  readonly waiting: readonly WaitingView[]
  /** What a list, or a batch, made now would hold. */
  readonly listable: { readonly count: number; readonly fen: bigint }
  readonly payable: { readonly count: number; readonly fen: bigint }
  /** When no more claims are taken. */
  readonly closing: DueView | null
  readonly due: {
    readonly rows: readonly RoundDueView[]
    readonly count: number
    readonly most: number
    readonly until: string
  }
  readonly may: ReadonlySet<RoundAct>
}

/** A round that is under way or over: what is left, how far the claims are, who waits, what is due. */
export function RoundPage(props: RoundPageProps) {
  const words = useWords()
  const { t, instant } = words
  const { cycle, facts, figures, money, may } = props
  const path = `/rounds/${cycle.id}`
  return (
    <Page title={cycle.title} section="rounds">
      {cycle.state === 'withdrawn' && (
        <Notice
          title={t('round.withdrawn', {
            when: instant(cycle.withdrawn_at ?? ''),
            reason: cycle.withdrawn_reason ?? '',
          })}
        />
      )}
      <PageHead
        eyebrow={[cycle.title, t(`round.states.${cycle.state}`)].join(t('frame.separator'))}
        title={headingOf(props, words)}
      >
        {may.has('add-appropriation') && (
          <a className="btn btn-quiet" href={`${path}/appropriation`}>
            {t('round.acts.addAppropriation')}
          </a>
        )}
        {may.has('withdraw') && (
          <a className="btn btn-quiet" href={`${path}/withdraw`}>
            {t('round.acts.withdraw')}
          </a>
        )}
        <a className="btn" href={`${path}/round.xlsx`}>
          <Icon name="download" />
          {t('ledger.export')}
        </a>
        <MainAct {...props} />
      </PageHead>
      <Live id="standing">
        <div className="split mb-4">
          <div>
            <Card
              id="h-funnel"
              title={t('round.funnel.title', { count: sumOf(figures, [...figures.keys()]).claims })}
              flush
              beside={
                <a className="btn" href={`${path}/claims`}>
                  {t('round.acts.claims')}
                </a>
              }
            >
              <Funnel figures={figures} path={path} />
            </Card>
            <Card id="h-waiting" title={t('round.waiting.title')} flush={props.waiting.length > 0}>
              <Waiting {...props} />
            </Card>
          </div>
          <div>
            <Closing {...props} />
            <Card
              id="h-money"
              title={t('round.money.title')}
              as="aside"
              beside={<span className="quiet small">{t('round.inYuan')}</span>}
            >
              <MoneyBar money={money} />
            </Card>
            <Card id="h-due" title={t('round.due.title')} as="aside" flush={props.due.count > 0}>
              <Due {...props} />
            </Card>
          </div>
        </div>
      </Live>
      <Card id="h-chart" title={t('round.chart.title')}>
        <MoneyChart days={props.days} today={props.today} />
      </Card>
      <div className="split even mt-4">
        <Card id="h-more" title={t('round.more.title')}>
          <ul className="list-unstyled">
            {(['lists', 'objections', ...(may.has('see-money') ? (['payments', 'ledger'] as const) : [])] as const).map(
              each => (
                <li key={each}>
                  <a className="tap" href={each === 'lists' ? `${paths.lists}?round=${cycle.id}` : `${path}/${each}`}>
                    {t(`round.more.${each}`)}
                  </a>
                </li>
              ),
            )}
          </ul>
        </Card>
        <Card id="h-facts" title={t('round.factsTitle')}>
          <Details summary={t('round.factsOpen')}>
            <Facts rows={[[t('round.facts.no'), cycle.number], ...roundFactRows(facts, words)]} />
          </Details>
        </Card>
      </div>
    </Page>
  )
}

function headingOf({ cycle, figures, money }: RoundPageProps, { t }: Words): string {
  const waiting = figures.get('waiting')?.claims ?? 0
  const paid = figures.get('paid')?.claims ?? 0
  if (cycle.state === 'withdrawn') return t('round.heading.withdrawn')
  if (cycle.state === 'finished') return t('round.heading.finished', { count: paid, amount: yuan(money.paidFen) })
  const left = t('round.heading.left', { amount: yuan(leftOf(money)) })
  return waiting > 0 ? t('round.heading.waiting', { left, count: waiting }) : t('round.heading.nobody', { left })
}

function MainAct({ cycle, listable, payable, may }: RoundPageProps) {
  const { t } = useWords()
  const act = may.has('make-batch')
    ? ({ ...payable, words: 'payable', href: `/rounds/${cycle.id}/payments` } as const)
    : ({ ...listable, words: 'committed', href: `/rounds/${cycle.id}/lists/new` } as const)
  if (act.count === 0 || !(may.has('make-batch') || may.has('make-list'))) return null
  return (
    <a className="btn btn-primary" href={act.href}>
      {t(`round.acts.${act.words}`, { count: act.count, amount: yuan(act.fen) })}
    </a>
  )
}

function Closing({ cycle, closing, drafts, facts }: RoundPageProps) {
  const { t, instant } = useWords()
  if (cycle.state === 'open' && closing && !closing.passed)
    return (
      <DeadlinePanel name={t('round.closing.name')} dueAt={closing.at} left={closing.left} passed={closing.passed}>
        {t('round.closing.means')}
        {drafts > 0 && t('pieces.sentenceSpace') + t('round.closing.drafts', { count: drafts })}
      </DeadlinePanel>
    )
  return (
    <section className="deadline calm" aria-label={t('round.closing.name')}>
      <p className="left">{t('round.closing.closed')}</p>
      <p className="when">{facts.closesAt && t('round.closing.closedAt', { when: instant(facts.closesAt) })}</p>
      <p className="means">{t(cycle.state === 'settling' ? 'round.closing.settling' : 'round.closing.over')}</p>
    </section>
  )
}

function Waiting({ waiting, figures, cycle, may }: RoundPageProps) {
  const { t } = useWords()
  const { claims = 0, grantedFen = 0n } = figures.get('waiting') ?? {}
  if (waiting.length === 0)
    return <EmptyState title={t('round.waiting.none')}>{t('round.waiting.noneText')}</EmptyState>
  const columns: LedgerColumn<WaitingView & { readonly place: number }>[] = [
    { key: 'place', head: t('round.waiting.place'), cell: ({ place }) => t('round.waiting.nth', { place }) },
    {
      key: 'name',
      head: t('round.claims.name'),
      kind: 'name',
      cell: row => <ClaimName caseId={row.case_id} name={row.name} mayOpen={may.has('see-cycle')} />,
    },
    { key: 'number', head: t('round.claims.number'), cell: ({ number }) => number },
    { key: 'amount', head: t('round.claims.granted'), kind: 'number', cell: row => yuan(row.amount_fen) },
  ]
  return (
    <>
      <LedgerTable
        caption={t('round.waiting.caption')}
        columns={columns}
        rows={waiting.map((row, index) => ({ ...row, place: index + 1 }))}
        keyOf={row => row.case_id}
      />
      <div className="card-footer small soft">
        {t('round.waiting.total', { count: claims, amount: yuan(grantedFen) })}
        {claims > waiting.length && (
          <a className="inline" href={`/rounds/${cycle.id}/claims?state=waiting`}>
            {t('round.waiting.all')}
          </a>
        )}
      </div>
    </>
  )
}

function Due({ due, may }: RoundPageProps) {
  const { t, instant, named } = useWords()
  if (due.count === 0)
    return (
      <EmptyState title={t('round.due.none')}>
        {t('round.due.noneText', { when: instant(due.until, 'short') })}
      </EmptyState>
    )
  const counted =
    due.count < due.most ? t('round.due.count', { count: due.count }) : t('round.due.atLeast', { count: due.most })
  return (
    <>
      <TaskList
        tasks={due.rows.map(row => ({
          key: row.taskId,
          title: [row.number, row.name].filter(Boolean).join(' '),
          detail: [named('round.due.steps', row.step), instant(row.due.at, 'short')].join(t('frame.separator')),
          state: <DueState dueAt={row.due.at} left={row.due.left} passed={row.due.passed} />,
          act:
            row.caseId && may.has('see-cycle') ? (
              <a
                className="btn btn-sm"
                href={`/review/${row.caseId}`}
                aria-label={t('round.due.open', { name: row.name })}
              >
                {t('sign.open')}
              </a>
            ) : undefined,
        }))}
      />
      <p className="card-footer small soft mb-0">{counted}</p>
    </>
  )
}
