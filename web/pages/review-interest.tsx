import { useFrame, useWords } from '../frame.tsx'
import { TextArea } from '../pieces/field.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'
import { reviewPath, reviewSection } from './review-view.ts'

type InterestProps = Retry & {
  readonly caseId: string
  readonly name: string
  readonly number: string
  /** Who would take over; empty where nobody is left. */
  readonly who: readonly string[]
  readonly reason: string
}

/** Declaring an interest in a claim: it leaves the reader for good, and it says who takes over. */
export function InterestPage({ caseId, name, number, who, reason, errors = [], onceKey }: InterestProps) {
  const { t } = useWords()
  const { actor } = useFrame()
  return (
    <ReasonPage
      section={reviewSection(actor)}
      eyebrow={number}
      title={t('review.declare.pageTitle', { name })}
      lead={
        who.length > 0
          ? t('review.declare.passes', { who: who.join(t('pieces.listComma')) })
          : t('review.declare.passesToNobody')
      }
      action={reviewPath(caseId, 'interest')}
      back={reviewPath(caseId)}
      cancel={t('review.back')}
      submit={t('review.declare.act')}
      labels={{ reason: t('review.declare.reason') }}
      errors={errors}
      onceKey={onceKey}
    >
      <input type="hidden" name="conflicted" value="yes" />
      <TextArea
        name="reason"
        label={t('review.declare.reason')}
        hint={t('review.declare.reasonHint')}
        value={reason}
        errors={errors}
      />
    </ReasonPage>
  )
}
