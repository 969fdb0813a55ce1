import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { TextArea } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { LedgerTable } from '../pieces/ledger-table.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { DueState, State } from '../pieces/state.tsx'
import { Clause, Consultations } from './disposition-clause.tsx'
import {
  type AnswerCounts,
  type ClauseView,
  type DisposalForm,
  type DispositionView,
  here,
} from './disposition-view.ts'

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
