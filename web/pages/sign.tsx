import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { Course, type CourseStep } from '../pieces/course.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { Facts } from '../pieces/facts.tsx'
import { TextArea } from '../pieces/field.tsx'
import { FileRow } from '../pieces/file-row.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { DueState } from '../pieces/state.tsx'
import { TaskList } from '../pieces/task-list.tsx'
import type { Words } from '../words.ts'
import { factRows, type LetterFacts } from './launch-check.tsx'
import { type LetterBlockView, LetterView } from './letter.tsx'
import { SignActs, SignDone, SignHead } from './sign-parts.tsx'
import type { DueView } from './workbench.tsx'

export type SeatView = {
  readonly key: string
  readonly label: string
  readonly person: string
  readonly state: 'signed' | 'returned' | 'yours' | 'waiting' | 'next'
  readonly at: string | null
  readonly reason: string | null
}

export type SignProps = {
  readonly taskId: string
  readonly cycle: { readonly id: string; readonly title: string }
  readonly maker: { readonly name: string; readonly unit: string; readonly at: string | null }
  readonly facts: LetterFacts
  readonly blocks: readonly LetterBlockView[]
  readonly seats: readonly SeatView[]
  /** How many more wait for the reader. */
  readonly others: number
  readonly attachments: readonly { readonly id: string; readonly name: string; readonly size: number }[]
  readonly due: DueView | null
  /** What the reader did with it; null while it waits. */
  readonly done: { readonly what: 'signed' | 'last' | 'returned' | 'void'; readonly at: string | null } | null
  readonly last: boolean
  /** The open task is the reader's own. */
  readonly mayAct: boolean
  readonly sentAt: string | null
  /** Why it cannot be signed now; it can be returned. */
  readonly fault: { readonly why: 'overtaken' | 'tooShort'; readonly dueAt: string; readonly least: number } | null
}

/** The letter as it goes out, whom it reaches and until when: signed or returned. */
export function SignPage(props: SignProps) {
  const words = useWords()
  const { t } = words
  const { cycle } = props
  return (
    <Page title={t('sign.title', { title: cycle.title })} section="signing">
      <Standing {...props} />
      <SignHead {...props} title={t('sign.title', { title: cycle.title })} />
      <div className="split">
        <div>
          <section className="card mb-4" aria-label={t('launch.check.summary')}>
            <div className="card-body">
              <Facts
                rows={[
                  ...factRows(props.facts, words),
                  [
                    t('sign.clauses'),
                    <a key="clauses" className="inline" href={`/cycles/${cycle.id}/draft`}>
                      {t('sign.names')}
                    </a>,
                  ],
                ]}
              />
            </div>
          </section>
          <LetterView blocks={props.blocks} name={t('sign.letter')} />
        </div>
        <aside>
          <Card id="h-seats" title={t('sign.seats')}>
            <Course steps={[...props.seats.map(seat => seatStep(seat, words)), sending(props, words)]} />
          </Card>
          {props.attachments.length > 0 && (
            <Card id="h-files" title={t('sign.attachments')}>
              {props.attachments.map(file => (
                <FileRow key={file.id} name={file.name} size={file.size} href={`/files/${file.id}`} />
              ))}
            </Card>
          )}
        </aside>
      </div>
      {props.mayAct && <SignActs {...props} stopped={props.fault !== null} context={t('sign.context')} />}
    </Page>
  )
}

function Standing({ done, fault }: SignProps) {
  const { t, instant } = useWords()
  if (done) return <SignDone done={done} title={t(`sign.done.${done.what}`)} />
  if (!fault) return null
  return (
    <Notice tone="late" title={t(`sign.${fault.why}`)}>
      {fault.why === 'overtaken'
        ? t('sign.overtakenText', { when: instant(fault.dueAt) })
        : t('sign.tooShortText', { count: fault.least })}
    </Notice>
  )
}

const seatStates = { signed: 'done', returned: 'late', yours: 'now', waiting: 'now', next: 'next' } as const

/** One seat of the signature as a step of a course. */
export function seatStep(seat: SeatView, { t, instant }: Words): CourseStep {
  const when = seat.at ? instant(seat.at, 'short') : ''
  const who = {
    signed: t('sign.seatSigned', { when }),
    returned: t('sign.seatReturned', { when }),
    yours: t('sign.seatYours'),
    waiting: t('sign.seatWaits', { when }),
    next: t('sign.seatNext'),
  }[seat.state]
  return {
    key: seat.key,
    state: seatStates[seat.state],
    title: seat.person ? t('sign.seatOf', { seat: seat.label, person: seat.person }) : seat.label,
    who,
    ...(seat.reason ? { detail: <p className="soft small">“{seat.reason}”</p> } : {}),
  }
}

function sending({ facts, done, sentAt }: SignProps, { t, instant }: Words): CourseStep {
  return {
    key: 'send',
    state: sentAt ? 'done' : done?.what === 'last' ? 'now' : 'next',
    title: t('sign.sendOut', { count: facts.main }),
    who: sentAt
      ? t('sign.sentOut', { when: instant(sentAt, 'short') })
      : t(done?.what === 'last' ? 'sign.goingOut' : 'sign.sendOutText'),
  }
}

type ReturnProps = {
  readonly taskId: string
  /** What would be returned, as the heading says it. */
  readonly heading: string
  readonly reason: string
  readonly errors?: readonly FieldError[]
  readonly onceKey?: string | undefined
}

/** Asks why a text is returned. */
export function ReturnPage({ taskId, heading, reason, errors = [], onceKey }: ReturnProps) {
  const { t } = useWords()
  return (
    <Page title={t('sign.return')} section="signing">
      <PageHead eyebrow={t('sign.eyebrow')} title={heading} lead={t('sign.returnLead')} />
      <ErrorSummary errors={errors} labels={{ reason: t('sign.reason') }} />
      <form method="post" action={`/sign/${taskId}/return`}>
        <CsrfField />
        <OnceField value={onceKey} />
        <div className="card">
          <div className="card-body">
            <TextArea
              name="reason"
              label={t('sign.reason')}
              hint={t('sign.reasonHint')}
              value={reason}
              errors={errors}
            />
          </div>
        </div>
        <FootBar>
          <a className="btn" href={`/sign/${taskId}`}>
            {t('sign.cancel')}
          </a>
          <button className="btn btn-primary" type="submit">
            {t('sign.returnYes')}
          </button>
        </FootBar>
      </form>
    </Page>
  )
}

export type SignListView = {
  readonly id: string
  readonly kind: string
  readonly step: string
  readonly title: string
  /** Number and applicant of the claim that is to be approved. */
  readonly claim: string | null
  readonly seat: string
  readonly maker: string
  readonly openedAt: string
  readonly due: DueView | null
  readonly href: string
}

const kindOf = ({ kind, step }: SignListView) =>
  kind === 'claim-round' ? 'round.sign.kind' : step === 'approval' ? 'sign.approval' : 'sign.signature'

/** What waits for the reader's signature or approval, the nearest date first. */
export function SignListPage({
  tasks,
  lists,
}: {
  tasks: readonly SignListView[]
  /** Lists for public notice that wait for a meeting. */
  lists: number
}) {
  const words = useWords()
  const { t, instant } = words
  return (
    <Page title={t('sign.list')} section="signing">
      <PageHead
        eyebrow={t('sign.list')}
        title={tasks.length > 0 ? t('sign.listSome', { count: tasks.length }) : t('sign.listNone')}
      />
      <Card id="h-list" title={t('sign.card')} flush={tasks.length > 0}>
        {tasks.length === 0 ? (
          <EmptyState title={t('sign.listNone')}>{t('sign.listNoneText')}</EmptyState>
        ) : (
          <TaskList
            lead
            tasks={tasks.map((task, index) => ({
              key: task.id,
              title:
                task.claim ?? (task.kind === 'claim-round' ? task.title : t('cycle.quoted', { title: task.title })),
              detail: [
                ...(task.claim === null
                  ? [
                      t(kindOf(task), { seat: task.seat }),
                      t('sign.sent', { maker: task.maker, when: instant(task.openedAt, 'short') }),
                    ]
                  : [
                      t('sign.claim', { seat: task.seat, title: task.title }),
                      t('sign.reached', { when: instant(task.openedAt, 'short') }),
                    ]),
              ].join(t('frame.separator')),
              state: task.due ? (
                <DueState dueAt={task.due.at} left={task.due.left} passed={task.due.passed} />
              ) : undefined,
              act: (
                <a className={index === 0 ? 'btn btn-primary' : 'btn'} href={task.href}>
                  {t('sign.open')}
                </a>
              ),
            }))}
          />
        )}
      </Card>
      {lists > 0 && (
        <p className="mt-4">
          <a className="inline" href={paths.lists}>
            {t('noticeList.headDrafts', { count: lists })}
          </a>
        </p>
      )}
    </Page>
  )
}
