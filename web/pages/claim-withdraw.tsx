import { useWords } from '../frame.tsx'
import { TextArea } from '../pieces/field.tsx'
import { claimPath } from './claim-view.ts'
import { ReasonPage, type Retry } from './reason-page.tsx'

type ClaimWithdrawProps = Retry & {
  readonly claim: { readonly caseId: string; readonly title: string; readonly number: string | null }
  /** The round is still open: another application can be handed in. */
  readonly open: boolean
  readonly reason: string
}

/** Takes an application back. */
export function ClaimWithdrawPage({ claim, open, reason, errors = [], onceKey }: ClaimWithdrawProps) {
  const { t } = useWords()
  const draft = claim.number === null
  const label = t(draft ? 'claimActs.discardReason' : 'claimActs.withdrawReason')
  return (
    <ReasonPage
      section="claims"
      eyebrow={[claim.title, claim.number].filter(Boolean).join(t('frame.separator'))}
      title={t(draft ? 'claimActs.discard' : 'claimActs.withdraw')}
      lead={[
        t(draft ? 'claimActs.discardLead' : 'claimActs.withdrawLead'),
        t(open ? 'claimActs.againOpen' : 'claimActs.againClosed'),
      ].join(t('pieces.sentenceSpace'))}
      action={claimPath(claim.caseId, 'withdraw')}
      back={claimPath(claim.caseId)}
      cancel={t('claimActs.keep')}
      submit={t(draft ? 'claimActs.discardNow' : 'claimActs.withdrawNow')}
      labels={{ reason: label }}
      errors={errors}
      onceKey={onceKey}
    >
      <TextArea name="reason" label={label} value={reason} errors={errors} optional />
    </ReasonPage>
  )
}
