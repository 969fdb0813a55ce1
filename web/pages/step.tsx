import type { ReactNode } from 'react'
import type { CycleState } from '../../domain/cycle.ts'
import type { DueWorking } from '../../domain/deadline.ts'
import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { Course, type CourseStep } from '../pieces/course.tsx'
import { DayStrip, SkippedDays } from '../pieces/day-strip.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { Facts } from '../pieces/facts.tsx'
import { SelectField, TextArea, TextField } from '../pieces/field.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { Log } from '../pieces/log.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Must } from '../pieces/state.tsx'
import type { Words } from '../words.ts'
import { CycleStateMark } from './cycle-state.tsx'
import type { DueView } from './overdue.tsx'

export type ClockView = { readonly dueAt: string; readonly working: DueWorking; readonly reason: string | null }

export type LadderView = {
  readonly id: string
  readonly kind: string
  readonly to: string
  readonly at: string
  readonly state: string
  readonly releasedByName: string | null
  readonly reason: string | null
}

export type DecisionView = {
  readonly id: string
  readonly at: string
  readonly act: string
  readonly verdict: string | null
  readonly reason: string | null
  readonly clause: string | null
  readonly personName: string
  readonly unitName: string
  /** A person or a date that the decision names. */
  readonly to: string | null
}

export type SendingView = {
  readonly id: string
  readonly at: string
  readonly occasion: string
  readonly channel: string | null
  readonly address: string | null
  readonly state: string | null
  readonly answer: string | null
  readonly ambiguous: boolean
}

export type StepProps = {
  readonly cycle: {
    id: string
    number: string
    title: string
    state: CycleState
    unitName: string
    officerName: string
  }
  readonly task: {
    readonly id: string
    readonly step: string
    readonly round: number
    readonly role: string
    readonly unitName: string
    readonly person: string | null
    readonly phone: string | null
    readonly mandatory: boolean
    readonly state: 'open' | 'done' | 'void'
    readonly outcome: string | null
    readonly openedAt: string
    readonly closedAt: string | null
    readonly closedByName: string | null
    readonly urged: number
  }
  readonly theCase: { signedForAt: string | null; signedForByName: string | null; undelivered: boolean } | null
  readonly due: DueView | null
  readonly clocks: readonly ClockView[]
  readonly rungs: readonly LadderView[]
  readonly decisions: readonly DecisionView[]
  readonly sendings: readonly SendingView[]
  readonly mayUrge: boolean
  readonly mayReassign: boolean
  /** Where the viewer can release what is prepared. */
  readonly mayRelease: boolean
  readonly candidates: readonly { readonly id: string; readonly name: string }[]
  readonly errors: readonly FieldError[]
  readonly typed: Readonly<Record<string, string>>
  readonly notice: StepNotice | null
}

export type StepNotice =
  | { readonly kind: 'reassigned' }
  | { readonly kind: 'urged'; readonly urged: number }
  | { readonly kind: 'refused'; readonly why: string }

/** The story of one step: what was asked of whom, how its date was counted, its ladder, what was done. */
export function StepPage(props: StepProps) {
  const words = useWords()
  const { t } = words
  const { task, errors } = props
  const labels = {
    personId: t('step.reassign.person'),
    reason: t('step.reassign.reason'),
    message: t('step.urge.message'),
  }
  return (
    <Page title={t('step.title')} section="overdue">
      <PageHead
        eyebrow={
          <>
            <a href={paths.overdue}>{t('step.back')}</a>
            {t('frame.separator')}
            {props.cycle.number}
          </>
        }
        title={heading(props, words)}
        lead={t('overdue.matterOf', { title: props.cycle.title, step: words.named('cycle.steps', task.step) })}
      />
      {props.notice && <StepNote notice={props.notice} person={props.task.person ?? ''} />}
      <ErrorSummary errors={errors} labels={labels} />
      <div className="split">
        <div>
          <Card id="h-course" title={t('step.course')}>
            <Course wide steps={courseOf(props, words)} />
          </Card>
          <Card id="h-ladder" title={t('step.ladder')}>
            <Course wide steps={ladderOf(props, words)} />
          </Card>
          <Card id="h-log" title={t('step.log')}>
            {props.sendings.length === 0 ? <p className="quiet">{t('step.noLog')}</p> : <Sendings {...props} />}
          </Card>
        </div>
        <div>
          <ClockCard {...props} />
          <Card id="h-facts" title={t('step.facts')}>
            <StepFacts {...props} />
          </Card>
          {props.mayUrge && <UrgeCard {...props} />}
          {props.mayReassign && <ReassignCard {...props} />}
        </div>
      </div>
    </Page>
  )
}

function heading({ task, due }: StepProps, { t, named, daysLeft }: Words): string {
  const values = { unit: task.unitName, step: named('cycle.steps', task.step) }
  if (task.state === 'done') return t('step.heading.done', values)
  if (task.state === 'void') return t('step.heading.void', values)
  return due
    ? t('step.heading.open', { ...values, days: daysLeft(due.left, due.passed) })
    : t('step.heading.noDate', values)
}

function StepNote({ notice, person }: { notice: StepNotice; person: string }) {
  const { t } = useWords()
  if (notice.kind === 'refused')
    return (
      <Notice tone="late" role="alert" title={t('problem.conflict')}>
        {notice.why}
      </Notice>
    )
  if (notice.kind === 'reassigned')
    return (
      <Notice tone="ok" role="status" title={t('step.reassign.done', { person })}>
        {t('step.reassign.doneText')}
      </Notice>
    )
  return (
    <Notice tone="ok" role="status" title={t('overdue.urged.some', { count: notice.urged })}>
      {t('overdue.urged.someText')}
    </Notice>
  )
}

function when(at: string, { instant }: Words): { date: string; time: string } {
  const parts = instant(at, 'short').split(' ')
  const time = parts.at(-1) ?? ''
  return { date: parts.slice(0, -1).join(' ').replace(/,$/, ''), time }
}

/** What happened, in order, and the date to come. */
function courseOf({ task, theCase, decisions, due }: StepProps, words: Words): CourseStep[] {
  const { t, named, instant, daysLeft } = words
  const opened: CourseStep = {
    key: 'opened',
    state: 'done',
    when: when(task.openedAt, words),
    title: t('step.decisions.opened'),
    who: task.unitName,
  }
  const happened = [
    ...decisions.map(decision => ({ at: decision.at, step: decisionStep(decision, words) })),
    ...(theCase?.signedForAt
      ? [
          {
            at: theCase.signedForAt,
            step: {
              key: 'signed-for',
              state: 'done' as const,
              when: when(theCase.signedForAt, words),
              title: t('step.decisions.signedFor'),
              who: theCase.signedForByName ?? undefined,
            },
          },
        ]
      : []),
    ...(task.closedAt && task.state === 'done'
      ? [
          {
            at: task.closedAt,
            step: {
              key: 'closed',
              state: 'done' as const,
              when: when(task.closedAt, words),
              title: t('step.decisions.closed', { outcome: named('step.outcome', task.outcome ?? '') }),
              who: task.closedByName ?? t('step.decisions.clock'),
            },
          },
        ]
      : []),
  ].sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
  const steps = [opened, ...happened.map(({ step }) => step)].map(withoutUndefined)
  if (task.state !== 'open' || !due) return steps
  const late = due.left < 0 || due.passed
  return [
    ...steps,
    {
      key: 'due',
      state: late ? 'late' : 'next',
      when: when(due.at, words),
      title: t('step.decisions.due'),
      who: t('step.decisions.dueOpen', { when: instant(due.at), days: daysLeft(due.left, due.passed) }),
    },
  ]
}

function withoutUndefined(step: CourseStep): CourseStep {
  const { who, ...rest } = step
  return who === undefined ? rest : step
}

function decisionStep(decision: DecisionView, words: Words): CourseStep {
  const { t, named } = words
  const who =
    decision.personName === 'clock'
      ? t('step.decisions.clock')
      : [decision.unitName, decision.personName].filter(Boolean).join(' ')
  const details = [decision.reason, decision.clause].filter(part => part !== null)
  return {
    key: decision.id,
    state: 'done',
    when: when(decision.at, words),
    title: named('step.decisions', decision.act, { to: decision.to ?? '' }),
    who,
    ...(details.length > 0 ? { detail: <p className="soft small">{details.join(t('pieces.semicolon'))}</p> } : {}),
  }
}

const ladderStates = { done: 'done', prepared: 'now', waiting: 'next' } as const

function ladderOf({ rungs, mayRelease }: StepProps, words: Words): CourseStep[] {
  const { t, named } = words
  return rungs.map(rung => ({
    key: rung.id,
    state: (ladderStates as Record<string, CourseStep['state']>)[rung.state] ?? 'next',
    when: when(rung.at, words),
    title: named('step.rungs', rung.kind),
    who: [...(rung.kind === 'silence' ? [] : [named('step.rungTo', rung.to)]), stateOfRung(rung, words)].join(
      t('pieces.comma'),
    ),
    ...(rung.state === 'prepared' && mayRelease
      ? {
          detail: (
            <p className="mt-1">
              <a className="btn btn-sm" href={`/overdue/release/${rung.id}`}>
                {t('overdue.release.read')}
              </a>
            </p>
          ),
        }
      : {}),
  }))
}

function stateOfRung(rung: LadderView, { t, named }: Words): string {
  if (rung.state === 'done' && rung.releasedByName !== null)
    return t('step.rungStates.released', { person: rung.releasedByName })
  if (rung.state === 'held-back' && rung.releasedByName !== null)
    return t('step.rungStates.heldBy', { person: rung.releasedByName, reason: rung.reason ?? '' })
  if (rung.state === 'done' && rung.kind === 'silence') return t('step.rungStates.silenceDone')
  return named('step.rungStates', rung.state)
}

function Sendings({ sendings }: StepProps) {
  const { t, named } = useWords()
  return (
    <Log
      entries={sendings.map(sending => ({
        key: sending.id,
        at: sending.at,
        what: sending.channel === null ? t('step.inSite') : t('step.mail'),
        children: (
          <>
            {named('cycle.occasions', sending.occasion)}
            {sending.state !== null && (
              <>
                {t('pieces.comma')}
                {named('step.sendingStates', sending.state)}
              </>
            )}
            {sending.address !== null && (
              <>
                {t('pieces.comma')}
                {sending.address}
              </>
            )}
            {sending.ambiguous && (
              <>
                {t('pieces.comma')}
                {t('step.twice')}
              </>
            )}
            {sending.answer !== null && (
              <>
                {' '}
                <samp>{sending.answer}</samp>
              </>
            )}
          </>
        ),
      }))}
    />
  )
}

function ClockCard({ task, due, clocks }: StepProps) {
  const words = useWords()
  const { t, instant, named } = words
  const current = clocks.findLast(clock => clock.dueAt === due?.at) ?? clocks.at(-1)
  const earlier = clocks.filter(clock => clock !== current && clock.dueAt !== current?.dueAt)
  if (!current)
    return (
      <Card id="h-clock" title={t('step.clock')}>
        <p className="quiet">{t('step.count.none')}</p>
      </Card>
    )
  const { working } = current
  const strip = working.days.length > 0 && working.days.length <= 62 && working.rule.kind !== 'on'
  return (
    <Card id="h-clock" title={t('step.clock')}>
      {task.state === 'open' && due ? (
        <DeadlinePanel
          name={named('cycle.steps', task.step)}
          dueAt={due.at}
          left={due.left}
          passed={due.passed}
          provisional={working.provisional}
        />
      ) : (
        <p className="soft">{instant(current.dueAt)}</p>
      )}
      <p className="mt-3">{ruleInWords(working, words)}</p>
      {strip && 'from' in working.rule && (
        <>
          <DayStrip from={working.rule.from} days={working.days} name={named('cycle.steps', task.step)} />
          <SkippedDays days={working.days} />
        </>
      )}
      <p className="small quiet">
        {working.calendar.some(({ sources }) => sources.length > 0)
          ? t('step.count.calendar', {
              sources: working.calendar.flatMap(({ sources }) => sources).join(t('pieces.listComma')),
            })
          : null}
      </p>
      {earlier.map(clock => (
        <p key={clock.dueAt} className="small soft">
          {t('step.count.moved', { from: instant(clock.dueAt, 'short'), to: instant(current.dueAt, 'short') })}
          {current.reason !== null && `${t('pieces.colon')}${current.reason}`}
        </p>
      ))}
    </Card>
  )
}

function ruleInWords({ rule }: DueWorking, { t, date }: Words): string {
  const time = rule.closeOfBusiness.replace(/^0/, '')
  if (rule.kind === 'on') return t('step.count.on', { on: date(rule.on), time })
  const values = { from: date(rule.from, 'short'), count: rule.count, time }
  return rule.kind === 'working-days' ? t('step.count.workingDays', values) : t('step.count.calendarDays', values)
}

function StepFacts({ cycle, task, theCase }: StepProps) {
  const { t, named, instant } = useWords()
  const rows: (readonly [string, ReactNode])[] = [
    [
      t('step.fact.matter'),
      <>
        {t('cycle.quoted', { title: cycle.title })} <CycleStateMark state={cycle.state} />
      </>,
    ],
    [t('step.fact.number'), cycle.number],
    [t('step.fact.by'), cycle.unitName],
    [t('step.fact.officer'), cycle.officerName],
    [
      t('step.fact.unit'),
      <>
        {task.unitName}
        {task.mandatory && task.step === 'answer' && <Must />}
      </>,
    ],
    [t('step.fact.person'), task.person ?? t('step.fact.anyone', { role: named('roles', task.role) })],
    ...(task.phone === null
      ? []
      : ([
          [
            t('step.fact.phone'),
            <a key="phone" href={`tel:${task.phone}`}>
              {task.phone}
            </a>,
          ],
        ] as const)),
    [t('step.fact.opened'), instant(task.openedAt)],
    ...(task.round > 1 ? ([[t('step.fact.round'), t('step.fact.roundOf', { round: task.round })]] as const) : []),
    ...(theCase
      ? ([
          [
            t('step.fact.signedFor'),
            theCase.signedForAt
              ? `${instant(theCase.signedForAt)} ${theCase.signedForByName ?? ''}`
              : t('step.fact.notSignedFor'),
          ],
        ] as const)
      : []),
    [t('step.fact.urged'), task.urged === 0 ? t('pieces.nil') : t('step.fact.times', { count: task.urged })],
  ]
  return <Facts rows={rows} />
}

function UrgeCard({ task, typed, errors }: StepProps) {
  const { t } = useWords()
  return (
    <Card id="h-urge" title={t('step.urge.title')}>
      <form method="post" action={`/overdue/steps/${task.id}/urge`}>
        <CsrfField />
        <OnceField />
        <TextField
          name="message"
          label={t('step.urge.message')}
          hint={t('step.urge.hint')}
          value={typed.message}
          errors={errors}
          optional
        />
        <button className="btn btn-primary" type="submit">
          {t('step.urge.act', { unit: task.unitName })}
        </button>
      </form>
    </Card>
  )
}

function ReassignCard({ task, candidates, typed, errors }: StepProps) {
  const { t } = useWords()
  if (candidates.length === 0)
    return (
      <Card id="h-reassign" title={t('step.reassign.title')}>
        <p className="quiet">{t('step.reassign.nobody')}</p>
      </Card>
    )
  return (
    <Card id="h-reassign" title={t('step.reassign.title')}>
      <p className="soft small">{t('step.reassign.note')}</p>
      <form method="post" action={`/overdue/steps/${task.id}/reassign`}>
        <CsrfField />
        <OnceField />
        <SelectField
          name="personId"
          label={t('step.reassign.person')}
          errors={errors}
          value={typed.personId ?? ''}
          choices={[
            { value: '', label: t('step.reassign.choose') },
            ...candidates.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <TextArea
          name="reason"
          label={t('step.reassign.reason')}
          hint={t('step.reassign.reasonHint')}
          rows={3}
          value={typed.reason}
          errors={errors}
        />
        <button className="btn" type="submit">
          {t('step.reassign.act')}
        </button>
      </form>
      <p className="hint mt-3">{t('step.others')}</p>
    </Card>
  )
}
