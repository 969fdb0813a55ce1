import type { ReactNode } from 'react'
import { roles } from '../../domain/actor.ts'
import type { CycleState, RoundState } from '../../domain/cycle.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { Facts } from '../pieces/facts.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Phrase } from '../pieces/phrase.tsx'
import { DueState, Must } from '../pieces/state.tsx'

import { type Task, TaskList } from '../pieces/task-list.tsx'
import type { Words } from '../words.ts'
import { CycleStateMark } from './cycle-state.tsx'
import { type BarCounts, barStates, LedgerBar } from './ledger-bar.tsx'
import { RoundStateMark } from './round-list.tsx'

/** When something falls due, as seen now. `left`: working days. */
export type DueView = { readonly at: string; readonly left: number; readonly passed: boolean }

export type DutyView = {
  readonly key: string
  readonly kind: 'task' | 'undelivered' | 'late-answer' | 'release'
  readonly step: string
  readonly title: string
  /** The matter is a round of a subsidy. */
  readonly ofRound: boolean
  readonly claim: string | null
  readonly unitName: string | null
  readonly openOpinions: number
  readonly urged: number
  readonly prepared: boolean
  readonly openedAt: string
  readonly due: DueView | null
  readonly href: string
}

export type MatterView = {
  readonly id: string
  readonly title: string
  readonly state: CycleState
  readonly due: DueView | null
  readonly addressees: number
  readonly answered: number
  readonly drafted: number
  readonly hasDeadline: boolean
  readonly opinions: number
  readonly disposed: number
  readonly href: string
}

export type AwaitedView = {
  readonly key: string
  readonly kind: 'task' | 'release'
  readonly step: string
  readonly who: string
  /** As what they are asked; null for a whole unit. */
  readonly role: string | null
  readonly title: string
  readonly ofRound: boolean
  readonly openedAt: string
  /** Working days since it was sent. */
  readonly waited: number
  readonly signedForAt: string | null
  /** Where they can be reminded; null where they cannot be. */
  readonly remindHref: string | null
}

export type ComingView = {
  readonly key: string
  readonly what: 'rung' | 'due' | 'step-due' | 'claims-due'
  readonly kind: string
  readonly step: string
  readonly title: string
  readonly count: number
  readonly at: string
}

export type WorkbenchProps = {
  readonly duties: readonly DutyView[]
  readonly matters: readonly MatterView[]
  readonly total: number
  /** Rounds that the reader is in charge of. */
  readonly rounds: readonly OwnRoundView[]
  /** The bar of the first running matter, and who has to answer and has not. */
  readonly lead: { readonly counts: BarCounts; readonly mandatorySilent: readonly string[] } | null
  readonly awaited: readonly AwaitedView[]
  readonly week: readonly { readonly on: string; readonly coming: readonly ComingView[] }[]
  readonly mayLaunch: boolean
  readonly today: string
}

/** What is due, what one is in charge of, for whom one waits, and the days to come. */
export function WorkbenchPage(props: WorkbenchProps) {
  const words = useWords()
  const { t, date } = words
  const pressing = props.duties.filter(({ due }) => due !== null && (due.left <= 0 || due.passed))
  const later = props.duties.filter(duty => !pressing.includes(duty))
  return (
    <Page title={t('workbench.title')} section="workbench">
      <PageHead eyebrow={date(props.today)} title={heading(pressing, words)} />
      <div className="split">
        <div>
          <Card id="h-due" title={t('workbench.dueCard')} flush={pressing.length > 0}>
            {pressing.length > 0 ? (
              <TaskList lead tasks={pressing.map((duty, index) => taskOf(duty, index === 0, words))} />
            ) : (
              <NothingDue next={later.find(({ due }) => due !== null)} />
            )}
          </Card>
          {later.length > 0 && (
            <Card id="h-later" title={t('workbench.laterCard')} flush>
              <TaskList tasks={later.map((duty, index) => taskOf(duty, pressing.length + index === 0, words))} />
            </Card>
          )}
          <Mine {...props} primary={props.duties.length === 0} />
          {props.rounds.length > 0 && <OwnRounds rounds={props.rounds} />}
        </div>
        <div>
          <Card id="h-wait" title={t('workbench.waiting')} flush={props.awaited.length > 0}>
            {props.awaited.length > 0 ? (
              <TaskList tasks={props.awaited.map(awaited => awaitedTask(awaited, words))} />
            ) : (
              <p className="quiet">{t('workbench.noWaiting')}</p>
            )}
          </Card>
          <Card id="h-week" title={t('workbench.week')}>
            <Facts rows={props.week.map(({ on, coming }) => [date(on), comingOf(coming, words)])} />
          </Card>
        </div>
      </div>
    </Page>
  )
}

function heading(pressing: readonly DutyView[], { t }: Words): string {
  const late = pressing.filter(({ due }) => due && (due.left < 0 || due.passed)).length
  const due = pressing.length - late
  if (due > 0 && late > 0) return t('workbench.bothDue', { due, late })
  if (due > 0) return t('workbench.onlyDue', { due })
  return late > 0 ? t('workbench.onlyLate', { late }) : t('workbench.nothingDue')
}

function NothingDue({ next }: { next: DutyView | undefined }) {
  const words = useWords()
  const { t, instant } = words
  return (
    <EmptyState title={t('workbench.noneDue')}>
      {next?.due
        ? t('workbench.noneDueNext', { when: instant(next.due.at, 'sentence'), what: dutyTitle(next, words) })
        : t('workbench.noneDueEver')}
    </EmptyState>
  )
}

function taskOf(duty: DutyView, primary: boolean, words: Words): Task {
  return {
    key: duty.key,
    title: dutyTitle(duty, words),
    detail: dutyDetail(duty, words),
    state: duty.due ? <DueState dueAt={duty.due.at} left={duty.due.left} passed={duty.due.passed} /> : undefined,
    act: (
      <a className={primary ? 'btn btn-primary' : 'btn'} href={duty.href}>
        {dutyAct(duty, words)}
      </a>
    ),
  }
}

function dutyTitle(duty: DutyView, { t }: Words): string {
  const values = { title: duty.title, unit: duty.unitName ?? '', count: duty.openOpinions }
  if (duty.kind === 'undelivered') return t('workbench.duty.undelivered', values)
  if (duty.kind === 'late-answer') return t('workbench.duty.late', values)
  if (duty.kind === 'release') return t('workbench.duty.release', values)
  if (duty.claim !== null) return t(`workbench.claimDuty.${claimKey(duty)}`, { claim: duty.claim })
  const step = stepKey(duty)
  return t(`workbench.duty.${duty.ofRound && step === 'signature' ? 'signRound' : step}`, values)
}

function dutyAct(duty: DutyView, { t }: Words): string {
  if (duty.kind === 'undelivered') return t('workbench.act.undelivered')
  if (duty.kind === 'late-answer') return t('workbench.act.late')
  if (duty.kind === 'release') return t('workbench.act.release')
  if (duty.claim !== null) return t(`workbench.claimAct.${claimKey(duty)}`)
  return t(`workbench.act.${stepKey(duty)}`, { count: duty.openOpinions })
}

const stepKeys = ['signature', 'revision', 'answer', 'disposition', 'approval', 'feedback'] as const

const claimKeys = ['acceptance', 'review', 'approval', 'correction', 'supplement', 'account', 'objection'] as const
const claimKey = ({ step }: DutyView) => claimKeys.find(key => key === step) ?? 'other'

function stepKey({ step, openOpinions }: DutyView) {
  if (step === 'disposition' && openOpinions === 0) return 'dispositionDone' as const
  return stepKeys.find(key => key === step) ?? 'feedback'
}

function dutyDetail(duty: DutyView, { t, instant }: Words): string {
  const values = { title: duty.title }
  if (duty.kind === 'undelivered') return t('workbench.dutyDetail.undelivered', values)
  if (duty.kind === 'late-answer') return t('workbench.dutyDetail.late', values)
  return [
    ...(duty.claim === null ? [] : [duty.title]),
    duty.due
      ? t('workbench.dutyDetail.due', { due: instant(duty.due.at) })
      : duty.claim !== null && duty.step === 'review'
        ? t('workbench.dutyDetail.stopped')
        : t('workbench.dutyDetail.opened', { when: instant(duty.openedAt, 'short') }),
    ...(duty.urged > 0 ? [t('workbench.dutyDetail.urged', { count: duty.urged })] : []),
    ...(duty.prepared ? [t('workbench.dutyDetail.prepared')] : []),
  ].join(t('frame.separator'))
}

function Mine({ matters, total, lead, mayLaunch, primary }: WorkbenchProps & { primary: boolean }) {
  const { t } = useWords()
  const [first, ...others] = matters
  const rest = lead ? others : matters
  if (!first && !mayLaunch) return null
  return (
    <Card
      id="h-mine"
      title={t('workbench.mine')}
      flush
      beside={
        <>
          {mayLaunch && (
            <a className={primary ? 'btn btn-primary' : 'btn btn-quiet'} href="/cycles/new">
              {t('workbench.start')}
            </a>
          )}
          {total > 0 && (
            <a className="btn btn-quiet" href="/cycles">
              {t('workbench.all', { count: total })}
            </a>
          )}
        </>
      }
    >
      {!first && (
        <div className="card-body">
          <EmptyState title={t('workbench.noMatters')}>{t('workbench.noMattersText')}</EmptyState>
        </div>
      )}
      {first && lead && <LeadMatter matter={first} {...lead} />}
      {rest.length > 0 && <Others matters={rest} />}
    </Card>
  )
}

function LeadMatter({
  matter,
  counts,
  mandatorySilent,
}: {
  matter: MatterView
  counts: BarCounts
  mandatorySilent: readonly string[]
}) {
  const { t, instant } = useWords()
  const answered = counts.opinions + counts['no-opinion']
  const total = barStates.reduce((sum, state) => sum + counts[state], 0)
  return (
    <div className="card-body">
      <div className="acts">
        <h3>
          <a href={matter.href}>
            <Phrase>{t('cycle.quoted', { title: matter.title })}</Phrase>
          </a>
        </h3>
        <span className="last">
          {matter.due && <DueState dueAt={matter.due.at} left={matter.due.left} passed={matter.due.passed} />}
        </span>
      </div>
      <p className="soft">
        {t('workbench.summary', { due: matter.due ? instant(matter.due.at) : '', total, answered })}
        {mandatorySilent.length > 0 && (
          <>
            {t('pieces.comma')}
            {mandatorySilent.join(t('pieces.listComma'))}
            <Must /> {t('workbench.mandatorySilent')}
          </>
        )}
      </p>
      <LedgerBar counts={counts} href={state => `${matter.href}?state=${state}`} />
    </div>
  )
}

function Others({ matters }: { matters: readonly MatterView[] }) {
  const words = useWords()
  const { t, instant } = words
  const columns: LedgerColumn<MatterView>[] = [
    {
      key: 'matter',
      head: t('workbench.matter'),
      kind: 'name',
      cell: ({ title, href }) => (
        <a className="tap" href={href}>
          {t('cycle.quoted', { title })}
        </a>
      ),
    },
    { key: 'progress', head: t('workbench.progress'), cell: matter => progressOf(matter, words) },
    {
      key: 'next',
      head: t('workbench.next'),
      cell: ({ due }) => (due ? instant(due.at, 'short') : t('workbench.notStarted')),
    },
    {
      key: 'state',
      head: t('workbench.state'),
      kind: 'state',
      cell: ({ due, state }) =>
        due ? <DueState dueAt={due.at} left={due.left} passed={due.passed} /> : <CycleStateMark state={state} />,
    },
  ]
  return <LedgerTable caption={t('workbench.othersCaption')} columns={columns} rows={matters} keyOf={({ id }) => id} />
}

type OwnRoundView = {
  readonly id: string
  readonly title: string
  readonly state: RoundState
  readonly appropriated_fen: bigint
  readonly committed_fen: bigint
  readonly claims: number
  readonly waiting: number
}

function OwnRounds({ rounds }: { rounds: readonly OwnRoundView[] }) {
  const { t } = useWords()
  const columns: LedgerColumn<OwnRoundView>[] = [
    {
      key: 'round',
      head: t('round.list.round'),
      kind: 'name',
      cell: ({ id, title }) => (
        <a className="tap" href={`/rounds/${id}`}>
          {title}
        </a>
      ),
    },
    { key: 'state', head: t('round.list.state'), kind: 'state', cell: ({ state }) => <RoundStateMark state={state} /> },
    { key: 'claims', head: t('round.list.claims'), kind: 'number', cell: ({ claims }) => claims || null },
    { key: 'waiting', head: t('round.waiting.title'), kind: 'number', cell: ({ waiting }) => waiting || null },
    {
      key: 'left',
      head: t('workbench.roundLeft'),
      kind: 'number',
      cell: row => yuan(row.appropriated_fen - row.committed_fen),
    },
  ]
  return (
    <Card
      id="h-rounds"
      title={t('workbench.rounds')}
      flush
      beside={
        <a className="btn btn-quiet" href={paths.rounds}>
          {t('round.list.all')}
        </a>
      }
    >
      <LedgerTable caption={t('workbench.rounds')} columns={columns} rows={rounds} keyOf={({ id }) => id} />
    </Card>
  )
}

function progressOf(matter: MatterView, { t }: Words): string {
  const { state } = matter
  if (state === 'draft' && matter.hasDeadline) return t('workbench.progressOf.draftDeadline')
  if (state === 'signing') return t('workbench.progressOf.signing', { count: matter.drafted })
  if (state === 'open') return t('workbench.progressOf.open', { count: matter.addressees, answered: matter.answered })
  if (state === 'disposing')
    return t('workbench.progressOf.disposing', { count: matter.opinions, done: matter.disposed })
  return t(`workbench.progressOf.${state}`)
}

function awaitedTask(awaited: AwaitedView, { t, instant }: Words): Task {
  const { title, who, waited, openedAt, signedForAt } = awaited
  const what =
    awaited.kind === 'release'
      ? t('workbench.awaited.release', { who })
      : t(
          `workbench.awaited.${awaited.step === 'approval' ? 'approval' : awaited.step === 'answer' ? 'answer' : awaited.ofRound ? 'signRound' : 'signature'}`,
          { title },
        )
  const when = instant(openedAt, 'short')
  const since =
    waited > 0 ? t('workbench.awaited.since', { when, count: waited }) : t('workbench.awaited.sinceToday', { when })
  const detail =
    awaited.step === 'answer' && awaited.kind === 'task'
      ? signedForAt
        ? t('workbench.awaited.signedFor', { when: instant(signedForAt, 'short') })
        : t('workbench.awaited.notSignedFor')
      : since
  return {
    key: awaited.key,
    title: awaited.kind === 'release' ? t('workbench.supervisor') : inRole(awaited, t),
    detail: (
      <>
        {what}
        <br />
        {detail}
      </>
    ),
    act: awaited.remindHref ? (
      <a className="btn btn-sm" href={awaited.remindHref} aria-label={`${t('workbench.remind')} ${who}`}>
        {t('workbench.remind')}
      </a>
    ) : undefined,
  }
}

function inRole({ who, role }: AwaitedView, t: Words['t']): string {
  const known = roles.find(each => each === role)
  return known ? t('workbench.inRole', { who, role: t(`roles.${known}`) }) : who
}

function comingOf(coming: readonly ComingView[], words: Words): ReactNode {
  const { t } = words
  if (coming.length === 0) return <span className="quiet">{t('workbench.none')}</span>
  return coming.map((each, index) => (
    <span key={each.key}>
      {index > 0 && <br />}
      {each.what === 'rung' ? comingRung(each, words) : <b>{comingDue(each, words)}</b>}
    </span>
  ))
}

const rungKeys = ['reminder', 'sign-for-reminder', 'urging', 'supervision-order', 'circular'] as const

function comingRung({ kind, step, count }: ComingView, { t }: Words): string {
  const key = rungKeys.find(each => each === kind) ?? 'reminder'
  if (step !== 'answer' && (key === 'reminder' || key === 'urging'))
    return t('workbench.coming.step', { step: stepName(step, t) })
  return t(`workbench.coming.${key}`, { count })
}

function comingDue({ what, step, title, at, count }: ComingView, { t, instant, named }: Words): string {
  const time = instant(at, 'short').replace(/^.*\s/, '')
  if (what === 'claims-due')
    return t('workbench.coming.claimsDue', { time, title, count, step: named('round.due.steps', step) })
  return what === 'due'
    ? t('workbench.coming.due', { time, title })
    : t('workbench.coming.stepDue', { time, title, step: stepName(step, t) })
}

/** What a step is called. */
export const stepName = (step: string, t: Words['t']): string =>
  t(`cycle.steps.${stepKeys.find(key => key === step) ?? 'answer'}`)
