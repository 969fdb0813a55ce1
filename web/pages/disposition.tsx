import type { Dispute } from '../../domain/consultation.ts'
import type { Verdict } from '../../domain/cycle.ts'
import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { Added, OpinionText } from '../pieces/clause-text.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { Choices, TextArea } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { LedgerTable } from '../pieces/ledger-table.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { Pager } from '../pieces/pager.tsx'
import { DueState, State } from '../pieces/state.tsx'
import { VerdictState } from '../pieces/verdict-state.tsx'
import type { PageFile } from './answer-view.ts'
import { DisputeRecord, DisputeState } from './consultations.tsx'
import { OpinionWords } from './opinion-words.tsx'

export type OpinionCounts = {
  readonly total: number
  readonly open: number
  readonly adopted: number
  readonly partly: number
  readonly rejected: number
}
export type AnswerCounts = {
  readonly total: number
  readonly opinions: number
  readonly noOpinion: number
  readonly deemed: number
  readonly overdue: number
  readonly waiting: number
  readonly late: number
}

export type PageOpinion = {
  readonly id: string
  readonly unitName: string
  readonly receiptHref: string
  readonly receivedAt: string
  readonly late: boolean
  readonly recordedBy: string | null
  readonly text: string
  readonly wording: string
  readonly reason: string
  readonly files: readonly PageFile[]
  readonly verdict: Verdict | null
  readonly why: string | null
  /** On its unit's own duties. */
  readonly ownDuties: boolean
  readonly version: number
  readonly decidedBy: string | null
  readonly decidedAt: string | null
}

export type ClauseLoadView = {
  readonly anchor: string
  readonly label: string
  readonly opinions: number
  readonly open: number
  readonly unsettled: number
}

/** What a form on this page held when it was not taken. */
export type DisposalForm = {
  readonly picked: ReadonlySet<string>
  readonly verdict: string
  readonly reason: string
  readonly ownDuties: boolean
  readonly errors: readonly FieldError[]
  /** Somebody else decided meanwhile. */
  readonly conflictBy: string | null
}

export type DispositionView = {
  readonly cycleId: string
  readonly title: string
  readonly counts: OpinionCounts
  readonly answers: AnswerCounts
  /** Opinions by the ledger's own count. */
  readonly ledgerOpinions: number
  readonly due: { readonly at: string; readonly left: number; readonly passed: boolean } | null
  readonly phase: 'soliciting' | 'disposing' | 'approving' | 'finished'
  readonly answersDueAt: string | null
  /** Whoever looks can decide. */
  readonly editable: boolean
  readonly lateUndecided: readonly { readonly unitName: string; readonly href: string }[]
  /** Clauses on which units have to agree, or a superior to rule, before the table can be sent. */
  readonly unsettled: readonly { readonly clause: string; readonly href: string; readonly units: readonly string[] }[]
  readonly mandatoryMissing: readonly string[]
  readonly returned: { readonly by: string; readonly at: string; readonly reason: string } | null
  readonly approved: { readonly by: string; readonly at: string } | null
  readonly clauses: readonly ClauseLoadView[]
}

export type ClauseView = {
  readonly anchor: string
  readonly label: string
  readonly heading: string
  readonly text: string
  readonly opinions: readonly PageOpinion[]
  readonly next: string | null
  readonly later: boolean
  /** The decided opinion whose decision is being changed. */
  readonly changing: string | null
  readonly disputes: readonly Dispute[]
}

type DispositionPageProps = {
  view: DispositionView
  clause: ClauseView | null
  form: DisposalForm | null
  note?: string
  noteErrors?: readonly FieldError[]
}

/** Each clause beside its opinions, what became of them, and what is missing before the table goes for approval. */
export function DispositionPage({ view, clause, form, note = '', noteErrors = [] }: DispositionPageProps) {
  const { t, instant } = useWords()
  const { counts, title, due } = view
  const heading =
    counts.total === 0 ? 'disposition.headingNone' : counts.open > 0 ? 'disposition.heading' : 'disposition.headingDone'
  return (
    <Page title={t('disposition.title')} section="solicitations">
      <PageHead
        eyebrow={t('disposition.eyebrow', { counts: answersInWords(view.answers, t) })}
        title={t(heading, { title, total: counts.total, open: counts.open })}
      >
        {due && view.phase === 'disposing' && (
          <>
            <DueState dueAt={due.at} left={due.left} passed={due.passed} />{' '}
            <span className="soft nowrap">{instant(due.at, 'prose')}</span>
          </>
        )}
      </PageHead>
      {form && <ErrorSummary errors={form.errors} labels={labels(t)} />}
      <ErrorSummary errors={noteErrors} labels={labels(t)} />
      {form?.conflictBy != null ? (
        <Notice tone="due" role="alert" title={t('disposition.conflict', { name: form.conflictBy })}>
          {t('disposition.conflictText')}
        </Notice>
      ) : (
        <Told view={view} />
      )}
      {clause ? (
        <div className="split left">
          <Clauses view={view} current={clause.anchor} />
          <div>
            <Clause view={view} clause={clause} form={form} />
            {clause.disputes.length > 0 && <Consultations view={view} clause={clause} />}
            <Submit view={view} note={note} errors={noteErrors} />
          </div>
        </div>
      ) : (
        <>
          <Notice title={t('disposition.nothing')}>
            {view.phase === 'disposing' ? t('disposition.nothingText') : undefined}
          </Notice>
          <Submit view={view} note={note} errors={noteErrors} />
        </>
      )}
    </Page>
  )
}

type T = ReturnType<typeof useWords>['t']

const labels = (t: T): Record<string, string> => ({
  opinions: t('disposition.opinions'),
  verdict: t('disposition.verdict'),
  reason: t('disposition.reason'),
  note: t('disposition.submitNote'),
})

/** How the addressees answered, in one line. */
export function answersInWords({ total, opinions, noOpinion, deemed, overdue, waiting }: AnswerCounts, t: T): string {
  const words = t('disposition.counts', { total, opinions, none: noOpinion, deemed, overdue })
  return waiting > 0 ? words + t('disposition.countsWaiting', { waiting }) : words
}

function Told({ view }: { view: DispositionView }) {
  const { t, instant } = useWords()
  const { phase, returned, approved, lateUndecided, unsettled, mandatoryMissing, answersDueAt, cycleId } = view
  if (phase === 'soliciting')
    return (
      <Notice title={t('disposition.notYet')}>
        {answersDueAt ? t('disposition.notYetText', { due: instant(answersDueAt, 'sentence') }) : undefined}
      </Notice>
    )
  if (phase === 'approving') return <Notice title={t('disposition.approving')}>{t('disposition.approvingText')}</Notice>
  if (phase === 'finished')
    return (
      <Notice tone="ok" title={t('disposition.finished')}>
        <p>
          {approved && t('disposition.finishedText', { name: approved.by, at: instant(approved.at, 'short') })}{' '}
          <a href={`/cycles/${cycleId}/result`}>{t('disposition.toResult')}</a>
        </p>
      </Notice>
    )
  const missing = lateUndecided.length + unsettled.length + (mandatoryMissing.length > 0 ? 1 : 0)
  if (!returned && missing === 0) return null
  return (
    <Notice
      tone="due"
      title={
        returned
          ? t('disposition.returned')
          : lateUndecided.length + unsettled.length > 0
            ? t('disposition.missing', { count: missing })
            : t('disposition.note')
      }
    >
      {returned && (
        <p>
          {t('disposition.returnedText', {
            name: returned.by,
            at: instant(returned.at, 'short'),
            reason: returned.reason,
          })}
        </p>
      )}
      {mandatoryMissing.length > 0 && (
        <p>{t('disposition.mandatory', { units: mandatoryMissing.join(t('pieces.listComma')) })}</p>
      )}
      {unsettled.map(({ clause, href, units }) => (
        <p key={href}>
          {t('disposition.unsettled', { clause, units: units.join(t('pieces.listComma')) })}{' '}
          <a href={href}>{t('consultation.short')}</a>
        </p>
      ))}
      {lateUndecided.map(({ unitName, href }) => (
        <p key={href}>
          {t('disposition.lateUndecided', { unit: unitName })}
          {view.editable && (
            <>
              {' '}
              <a href={href}>{t('disposition.decideLate')}</a>
            </>
          )}
        </p>
      ))}
    </Notice>
  )
}

function Clauses({ view, current }: { view: DispositionView; current: string }) {
  const { t } = useWords()
  return (
    <Card as="nav" id="clauses" title={t('disposition.clauses')} flush>
      <LedgerTable
        caption={t('disposition.clausesCaption')}
        rows={view.clauses}
        keyOf={({ anchor }) => anchor}
        columns={[
          {
            key: 'clause',
            head: t('disposition.clause'),
            kind: 'name',
            cell: ({ anchor, label }) => (
              <a href={here(view.cycleId, anchor)} aria-current={anchor === current ? 'true' : undefined}>
                {label}
              </a>
            ),
          },
          { key: 'opinions', head: t('disposition.opinions'), kind: 'number', cell: ({ opinions }) => opinions },
          {
            key: 'state',
            head: t('disposition.state'),
            kind: 'state',
            cell: ({ open, unsettled }) =>
              open > 0 ? (
                <State tone="mine" icon="circle-dot">
                  {t('disposition.openCount', { count: open })}
                </State>
              ) : unsettled > 0 ? (
                <State tone="held" icon="player-pause">
                  {t('disposition.unsettledCount', { count: unsettled })}
                </State>
              ) : (
                <State tone="ok" icon="circle-check">
                  {t('disposition.done')}
                </State>
              ),
          },
        ]}
      />
    </Card>
  )
}

const here = (cycleId: string, anchor: string, more: Record<string, string> = {}): string =>
  `/cycles/${cycleId}/disposition?${new URLSearchParams({ clause: anchor, ...more })}`

function Clause({ view, clause, form }: { view: DispositionView; clause: ClauseView; form: DisposalForm | null }) {
  const { t } = useWords()
  const adopted = clause.opinions.filter(
    ({ verdict, wording }) => (verdict === 'adopted' || verdict === 'partly') && wording !== '',
  )
  const changed = clause.opinions.find(({ id }) => id === clause.changing)
  const editing = view.editable
    ? clause.opinions.filter(opinion => (changed ? sameDecision(opinion, changed) : opinion.verdict === null))
    : []
  const rest = clause.opinions.filter(opinion => !editing.includes(opinion))
  return (
    <section className="card" aria-labelledby="h-c">
      <div className="card-body">
        <div className="split even">
          <div>
            <p className="eyebrow">{t('disposition.draftRound')}</p>
            <h2 id="h-c" className="mb-2">
              {clause.label}
              {clause.heading && ` ${clause.heading}`}
            </h2>
            <p className="prewrap">{clause.text}</p>
            {adopted.length > 0 && (
              <>
                <h3 className="mt-4">{t('disposition.adoptedWording')}</h3>
                {[...new Set(adopted.map(({ wording }) => wording))].map(wording => (
                  <p key={wording} className="prewrap">
                    <Added>{wording}</Added>
                  </p>
                ))}
                <p className="hint mt-2">{t('disposition.adoptedWordingHint')}</p>
              </>
            )}
          </div>
          <div>
            <h2 className="visually-hidden">{t('disposition.opinionsHere', { clause: clause.label })}</h2>
            {editing.length > 0 && (
              <Decide view={view} clause={clause} opinions={editing} form={form} changing={changed ?? null} />
            )}
            {rest.length > 0 && <Groups view={view} clause={clause} opinions={rest} headed={editing.length > 0} />}
            {clause.opinions.length === 0 && <p className="quiet">{t('disposition.none')}</p>}
          </div>
        </div>
      </div>
      {(clause.later || clause.next !== null) && (
        <div className="card-footer">
          <Pager
            shown={t('disposition.shown', { count: clause.opinions.length })}
            previous={clause.later ? here(view.cycleId, clause.anchor) : null}
            next={clause.next === null ? null : here(view.cycleId, clause.anchor, { after: clause.next })}
          />
        </div>
      )}
    </section>
  )
}

/** What was said with each unit whose opinions on the clause are on its own duties. */
function Consultations({ view, clause }: { view: DispositionView; clause: ClauseView }) {
  const { t } = useWords()
  const { disputes, label } = clause
  const [only] = disputes.length === 1 ? disputes : []
  return (
    <Card
      id="consultation"
      title={t('consultation.title', { clause: label })}
      beside={only && <DisputeState dispute={only} />}
    >
      {disputes.map((dispute, nth) => (
        <div key={dispute.opinionId} className={nth > 0 ? 'mt-4' : undefined}>
          <h3 className="mb-2">
            {dispute.unitName} {!only && <DisputeState dispute={dispute} />}
          </h3>
          <DisputeRecord dispute={dispute} cycleId={view.editable ? view.cycleId : null} />
        </div>
      ))}
    </Card>
  )
}

function Decide({
  view,
  clause,
  opinions,
  form,
  changing,
}: {
  view: DispositionView
  clause: ClauseView
  opinions: readonly PageOpinion[]
  form: DisposalForm | null
  changing: PageOpinion | null
}) {
  const { t } = useWords()
  const errors = form?.errors ?? []
  const first = opinions[0]
  const isPicked = (opinion: PageOpinion): boolean =>
    form ? form.picked.has(opinion.id) : changing !== null || (first !== undefined && sameWords(opinion, first))
  return (
    <form method="post" action={here(view.cycleId, clause.anchor)} className="mb-4">
      <CsrfField />
      <fieldset id="f-opinions">
        <legend className="visually-hidden">{t('disposition.opinionsHere', { clause: clause.label })}</legend>
        {opinions.map(opinion => (
          <OpinionText key={opinion.id} from={<From opinion={opinion} />}>
            <OpinionWords opinion={opinion} />
            <Files files={opinion.files} />
            <label className="tap">
              <input
                type="checkbox"
                name={`pick.${opinion.id}`}
                value={opinion.version}
                defaultChecked={isPicked(opinion)}
              />{' '}
              {t('disposition.choose')}
              <span className="visually-hidden">{t('disposition.chooseOf', { unit: opinion.unitName })}</span>
            </label>
          </OpinionText>
        ))}
      </fieldset>
      <div className="mt-4">
        <Choices
          name="verdict"
          label={t('disposition.decide')}
          errors={errors}
          value={form?.verdict ?? changing?.verdict ?? undefined}
          choices={(['adopted', 'partly', 'rejected'] as const).map(value => ({
            value,
            label: t(`answer.verdicts.${value}`),
          }))}
        />
        <TextArea
          name="reason"
          label={t('disposition.reason')}
          hint={t('disposition.decideHint')}
          errors={errors}
          value={form?.reason ?? changing?.why ?? ''}
          rows={3}
        />
        <div className="field">
          <label className="tap">
            <input
              type="checkbox"
              name="ownDuties"
              value="yes"
              aria-describedby="ownDuties-h"
              defaultChecked={form?.ownDuties ?? changing?.ownDuties ?? false}
            />{' '}
            {t('disposition.ownDuties')}
          </label>
          <p className="hint" id="ownDuties-h">
            {t('disposition.ownDutiesHint')}
          </p>
        </div>
        <div className="acts">
          <button className="btn btn-primary" type="submit">
            {t(changing ? 'disposition.saveChange' : 'disposition.save')}
          </button>
          {changing && (
            <a className="btn btn-quiet" href={here(view.cycleId, clause.anchor)}>
              {t('disposition.cancel')}
            </a>
          )}
        </div>
      </div>
    </form>
  )
}

function From({ opinion }: { opinion: PageOpinion }) {
  const { t, instant } = useWords()
  const marks = [
    ...(opinion.late ? [t('disposition.lateMark')] : []),
    ...(opinion.recordedBy ? [t('disposition.recordedMark', { name: opinion.recordedBy })] : []),
  ]
  return (
    <>
      <a href={opinion.receiptHref}>
        {t('disposition.from', { unit: opinion.unitName, at: instant(opinion.receivedAt, 'short') })}
      </a>
      {marks.map(mark => `${t('frame.separator')}${mark}`).join('')}
    </>
  )
}

function Files({ files }: { files: readonly PageFile[] }) {
  const { t } = useWords()
  if (files.length === 0) return null
  return (
    <p>
      <b>{t('receipt.files')}</b>
      {files.map((file, nth) => (
        <span key={file.id}>
          {nth > 0 && t('pieces.listComma')}
          <a href={`/files/${file.id}`}>{file.name}</a>
        </span>
      ))}
    </p>
  )
}

/** Decided opinions; those decided together stand together. */
function Groups({
  view,
  clause,
  opinions,
  headed,
}: {
  view: DispositionView
  clause: ClauseView
  opinions: readonly PageOpinion[]
  headed: boolean
}) {
  const { t, instant } = useWords()
  const groups: PageOpinion[][] = []
  for (const opinion of opinions) {
    const group = groups.find(([first]) => first !== undefined && sameDecision(first, opinion))
    if (group && opinion.verdict !== null) group.push(opinion)
    else groups.push([opinion])
  }
  return (
    <>
      {headed && <h3 className="mb-2">{t('disposition.decidedHeading')}</h3>}
      {groups.map(group => {
        const [first] = group
        if (!first) return null
        const units = group.map(({ unitName }) => unitName).join(t('pieces.listComma'))
        return (
          <OpinionText
            key={first.id}
            from={
              group.length === 1 ? <From opinion={first} /> : t('disposition.together', { units, count: group.length })
            }
          >
            {distinct(group).map(opinion => (
              <div key={opinion.id}>
                <OpinionWords opinion={opinion} />
                <Files files={opinion.files} />
              </div>
            ))}
            <p className="mt-2">
              <VerdictState verdict={first.verdict} />{' '}
              {first.ownDuties && (
                <>
                  <b>{t('disposition.ownDuties')}</b>{' '}
                </>
              )}
              {first.decidedBy !== null && (
                <span className="soft">
                  {first.why}{' '}
                  {t('disposition.decidedBy', {
                    name: first.decidedBy,
                    at: first.decidedAt === null ? '' : instant(first.decidedAt, 'short'),
                  })}
                </span>
              )}{' '}
              {view.editable && first.verdict !== null && (
                <a href={here(view.cycleId, clause.anchor, { change: first.id })}>
                  {t('disposition.change')}
                  <span className="visually-hidden">{t('disposition.changeOf', { units })}</span>
                </a>
              )}
            </p>
          </OpinionText>
        )
      })}
    </>
  )
}

const sameWords = (one: PageOpinion, other: PageOpinion): boolean =>
  one.text === other.text && one.wording === other.wording && one.reason === other.reason

const sameDecision = (one: PageOpinion, other: PageOpinion): boolean =>
  one.verdict === other.verdict &&
  one.why === other.why &&
  one.ownDuties === other.ownDuties &&
  one.decidedAt === other.decidedAt &&
  one.decidedBy === other.decidedBy

function distinct(opinions: readonly PageOpinion[]): PageOpinion[] {
  return opinions.filter((opinion, index) => opinions.findIndex(other => sameWords(other, opinion)) === index)
}

function Submit({ view, note, errors }: { view: DispositionView; note: string; errors: readonly FieldError[] }) {
  const { t } = useWords()
  const { cycleId, counts, ledgerOpinions, editable, lateUndecided, unsettled } = view
  const agrees =
    counts.total === ledgerOpinions ? t('disposition.agrees') : t('disposition.differs', { ledger: ledgerOpinions })
  const balance = t('disposition.balance', counts) + agrees
  const docx = (
    <a className="btn" href={`/cycles/${cycleId}/table.docx`}>
      <Icon name="download" />
      {t('disposition.docx')}
    </a>
  )
  const ready = editable && counts.open === 0 && lateUndecided.length === 0 && unsettled.length === 0
  if (!ready) return <FootBar context={balance}>{docx}</FootBar>
  return (
    <form method="post" action={`/cycles/${cycleId}/disposition/submit`}>
      <CsrfField />
      <OnceField />
      <Card id="submit" title={t('disposition.submitTitle')}>
        <TextArea name="note" label={t('disposition.submitNote')} value={note} rows={2} optional errors={errors} />
      </Card>
      <FootBar context={balance}>
        {docx}
        <button className="btn btn-primary" type="submit">
          <Icon name="send" />
          {t('disposition.submit')}
        </button>
      </FootBar>
    </form>
  )
}
