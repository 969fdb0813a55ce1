import { useFrame, useWords } from '../frame.tsx'
import { TextArea, TextField } from '../pieces/field.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'
import { NoticePreview } from './review-notice.tsx'
import { type NoticeText, reviewPath, reviewSection } from './review-view.ts'

/** Grave decisions that need their grounds; their names are the last parts of their addresses. */
export const graveActs = ['not-accept', 'propose-refusal', 'return', 'refuse'] as const
export type GraveAct = (typeof graveActs)[number]

type GroundsProps = Retry & {
  readonly act: GraveAct
  readonly caseId: string
  readonly name: string
  readonly number: string
  readonly reason: string
  readonly clause: string
  readonly clauses: readonly string[]
  /** What the applicant would read; null where nothing is sent yet. */
  readonly notice: NoticeText | null
}

/** One grave decision: its reason and clause, how it can be reviewed, and what the applicant would read. */
export function GroundsPage(props: GroundsProps) {
  const { act, caseId, name, number, reason, clause, clauses, notice, errors = [], onceKey } = props
  const { t } = useWords()
  const { actor } = useFrame()
  const withClause = act !== 'return'
  return (
    <ReasonPage
      section={reviewSection(actor)}
      eyebrow={number}
      title={t(`review.grave.${act}.title`, { name })}
      lead={t(`review.grave.${act}.lead`)}
      action={reviewPath(caseId, act)}
      back={reviewPath(caseId)}
      cancel={t('review.back')}
      submit={t(`review.grave.${act}.act`)}
      labels={{ reason: t('review.grave.reason'), clause: t('review.grave.clause') }}
      errors={errors}
      onceKey={onceKey}
    >
      {withClause && (
        <>
          <TextField
            name="clause"
            label={t('review.grave.clause')}
            hint={t('review.grave.clauseHint')}
            value={clause}
            errors={errors}
            list="clauses"
          />
          <datalist id="clauses">
            {clauses.map(each => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </>
      )}
      <TextArea
        name="reason"
        label={t('review.grave.reason')}
        hint={t(`review.grave.${act}.reasonHint`)}
        value={reason}
        errors={errors}
      />
      {notice && (
        <>
          <button className="btn" type="submit" name="preview" value="1">
            {t('review.grave.preview')}
          </button>
          <NoticePreview notice={notice} title={t('review.notice.title')} />
        </>
      )}
    </ReasonPage>
  )
}
