import { useWords } from '../frame.tsx'
import { FileField, TextArea } from '../pieces/field.tsx'
import { takenFiles } from './claim-files.tsx'
import { claimPath } from './claim-view.ts'
import { ReasonPage, type Retry } from './reason-page.tsx'

type ClaimSayProps = Retry & {
  readonly claim: { readonly caseId: string; readonly title: string; readonly number: string | null }
  /** Against a cut, before it is decided; or on what somebody objects to, who is not named. */
  readonly about:
    | { readonly kind: 'cut' }
    | { readonly kind: 'objection'; readonly id: string; readonly number: string; readonly text: string }
  readonly text: string
}

/** What an applicant says for itself, in writing. */
export function ClaimSayPage({ claim, about, text, errors = [], onceKey }: ClaimSayProps) {
  const { t } = useWords()
  const objection = about.kind === 'objection'
  const label = t('claimActs.statement')
  return (
    <ReasonPage
      section="claims"
      eyebrow={[claim.title, claim.number].filter(Boolean).join(t('frame.separator'))}
      title={objection ? t('claimActs.stateHeading', { number: about.number }) : t('claimActs.cutHeading')}
      lead={t(objection ? 'claimActs.stateLead' : 'claimActs.cutLead')}
      action={claimPath(claim.caseId, objection ? `objections/${about.id}` : 'cut')}
      back={claimPath(claim.caseId)}
      cancel={t('claimActs.sayNothing')}
      submit={t('claimActs.send')}
      labels={{ text: label, file: t('claimActs.proof') }}
      errors={errors}
      onceKey={onceKey}
      files={objection}
    >
      {objection && (
        <blockquote className="opinion mb-4">
          <p className="from">{t('claimActs.objectionSays')}</p>
          <p className="prewrap">{about.text}</p>
        </blockquote>
      )}
      <TextArea name="text" label={label} value={text} errors={errors} rows={6} />
      {objection && <FileField name="file" label={t('claimActs.proof')} errors={errors} accept={takenFiles} optional />}
    </ReasonPage>
  )
}
