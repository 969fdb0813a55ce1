import { useWords } from '../frame.tsx'
import { TextArea } from '../pieces/field.tsx'
import { claimPath } from './claim-view.ts'
import { ReasonPage, type Retry } from './reason-page.tsx'

type ClaimSayProps = Retry & {
  readonly claim: { readonly caseId: string; readonly title: string; readonly number: string | null }
  readonly text: string
}

/** What an applicant says in writing against a cut, before it is decided. */
export function ClaimSayPage({ claim, text, errors = [], onceKey }: ClaimSayProps) {
  const { t } = useWords()
  const label = t('claimActs.statement')
  return (
    <ReasonPage
      section="claims"
      eyebrow={[claim.title, claim.number].filter(Boolean).join(t('frame.separator'))}
      title={t('claimActs.cutHeading')}
      lead={t('claimActs.cutLead')}
      action={claimPath(claim.caseId, 'cut')}
      back={claimPath(claim.caseId)}
      cancel={t('claimActs.sayNothing')}
      submit={t('claimActs.send')}
      labels={{ text: label }}
      errors={errors}
      onceKey={onceKey}
    >
      <TextArea name="text" label={label} value={text} errors={errors} rows={6} />
    </ReasonPage>
  )
}
