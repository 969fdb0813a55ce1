import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { TextArea } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { DueState } from '../pieces/state.tsx'
import { DisputeRecord, DisputeState, type DisputeView } from './consultations.tsx'
import { answersInWords } from './disposition.tsx'
import type { AnswerCounts, OpinionCounts } from './disposition-view.ts'
import { OpinionTable, type OpinionTablePage, OutcomeFigures } from './opinion-table.tsx'

export type ApprovalView = {
  readonly taskId: string
  readonly cycleId: string
  readonly title: string
  readonly submitted: { readonly by: string; readonly at: string; readonly note: string | null }
  readonly due: { readonly at: string; readonly left: number; readonly passed: boolean } | null
  readonly counts: OpinionCounts
  readonly answers: AnswerCounts
  readonly missing: readonly string[]
  readonly standing:
    | { readonly kind: 'mine' | 'own-maker' | 'waiting' }
    | { readonly kind: 'approved' | 'returned'; readonly by: string; readonly at: string; readonly reason: string }
  readonly table: OpinionTablePage
  readonly disputes: readonly DisputeView[]
}

type ApprovePageProps = {
  view: ApprovalView
  typed?: { readonly reason: string; readonly errors: readonly FieldError[]; readonly once?: string | undefined }
}

/** The table as it was sent: whoever decided none of it approves or returns it. */
export function ApprovePage({ view, typed }: ApprovePageProps) {
  const { t, instant } = useWords()
  const { title, counts, answers, submitted, due, standing, table, disputes } = view
  const done = standing.kind === 'approved' || standing.kind === 'returned'
  const heading = done ? 'approval.headingDone' : counts.total === 0 ? 'approval.headingNone' : 'approval.heading'
  return (
    <Page title={t('approval.title')} section="signing">
      <PageHead
        eyebrow={t('approval.eyebrow', { maker: submitted.by, at: instant(submitted.at, 'short') })}
        title={t(heading, { title, total: counts.total, count: counts.total })}
      >
        {due && !done && (
          <>
            <DueState dueAt={due.at} left={due.left} passed={due.passed} />{' '}
            <span className="soft nowrap">{t('approval.due', { due: instant(due.at) })}</span>
          </>
        )}
      </PageHead>
      {typed && <ErrorSummary errors={typed.errors} labels={{ reason: t('approval.reason') }} />}
      <Told view={view} />
      <Card id="counts" title={t('approval.ledger')}>
        <p className="soft">{answersInWords(answers, t)}</p>
        <OutcomeFigures answers={answers} counts={counts} />
        {submitted.note && (
          <p className="mt-3">
            <b>{t('approval.note')}</b>
            {t('pieces.colon')}
            <span className="prewrap">{submitted.note}</span>
          </p>
        )}
      </Card>
      {counts.total > 0 && <OpinionTable cycleId={view.cycleId} table={table} />}
      {disputes.length > 0 && (
        <Card id="consultation" title={t('consultation.short')}>
          {disputes.map((dispute, nth) => (
            <div key={dispute.opinionId} className={nth > 0 ? 'mt-4' : undefined}>
              <h3 className="mb-2">
                {t('consultation.onClause', { unit: dispute.unitName, clause: dispute.label })}{' '}
                <DisputeState dispute={dispute} />
              </h3>
              <DisputeRecord dispute={dispute} cycleId={null} />
            </div>
          ))}
        </Card>
      )}
      {(standing.kind === 'mine' || standing.kind === 'own-maker') && (
        <Decide
          view={view}
          reason={typed?.reason ?? ''}
          errors={typed?.errors ?? []}
          once={typed?.once}
          mayApprove={standing.kind === 'mine'}
        />
      )}
    </Page>
  )
}

function Told({ view: { standing, missing } }: { view: ApprovalView }) {
  const { t, instant } = useWords()
  switch (standing.kind) {
    case 'approved':
    case 'returned':
      return (
        <Notice
          tone={standing.kind === 'approved' ? 'ok' : 'plain'}
          title={t(standing.kind === 'approved' ? 'approval.approved' : 'approval.returned')}
        >
          {t('approval.decided', { name: standing.by, at: instant(standing.at, 'short'), reason: standing.reason })}
        </Notice>
      )
    case 'waiting':
      return <Notice title={t('approval.waiting')}>{t('approval.waitingText')}</Notice>
    case 'own-maker':
      return (
        <Notice tone="due" title={t('approval.ownMaker')}>
          {t('approval.ownMakerText')}
        </Notice>
      )
    case 'mine':
      return missing.length === 0 ? null : (
        <Notice tone="due" title={t('approval.missing', { count: missing.length })}>
          {t('approval.missingText', { units: missing.join(t('pieces.listComma')) })}
        </Notice>
      )
  }
}

function Decide({
  view,
  reason,
  errors,
  once,
  mayApprove,
}: {
  view: ApprovalView
  reason: string
  errors: readonly FieldError[]
  once: string | undefined
  mayApprove: boolean
}) {
  const { t } = useWords()
  return (
    <form method="post" action={`/approve/${view.taskId}`} className="mt-4">
      <CsrfField />
      <OnceField value={once} />
      <Card id="decide" title={t('approval.title')}>
        <TextArea
          name="reason"
          label={t('approval.reason')}
          hint={t('approval.reasonHint')}
          value={reason}
          errors={errors}
          optional={view.missing.length === 0}
          rows={3}
        />
      </Card>
      <FootBar context={t('approval.afterwards')}>
        <button className="btn" type="submit" name="decision" value="return">
          {t('approval.return')}
        </button>
        {mayApprove && (
          <button className="btn btn-primary" type="submit" name="decision" value="approve">
            {t('approval.approve')}
          </button>
        )}
      </FootBar>
    </form>
  )
}
