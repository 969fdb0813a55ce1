import { serviceChannels } from '../../domain/service.ts'
import { useFrame, useWords } from '../frame.tsx'
import { Choices, FileField, TextField } from '../pieces/field.tsx'
import { takenFiles } from './claim-files.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'
import { reviewPath, reviewSection } from './review-view.ts'

type ServiceProps = Retry & {
  readonly caseId: string
  readonly name: string
  readonly number: string
  readonly typed: { readonly channel: string; readonly servedOn: string; readonly proof: string }
}

/** Recording how and when a refusal was served. */
export function ServicePage({ caseId, name, number, typed, errors = [], onceKey }: ServiceProps) {
  const { t } = useWords()
  const { actor } = useFrame()
  const labels = {
    channel: t('review.service.how'),
    servedOn: t('review.service.on'),
    proof: t('review.service.proof'),
    scan: t('review.service.scan'),
  }
  return (
    <ReasonPage
      section={reviewSection(actor)}
      eyebrow={number}
      title={t('review.service.title', { name })}
      lead={t('review.service.lead')}
      action={reviewPath(caseId, 'service')}
      back={reviewPath(caseId)}
      cancel={t('review.back')}
      submit={t('review.service.act')}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
      files
    >
      <Choices
        name="channel"
        label={labels.channel}
        hint={t('review.service.consent')}
        value={typed.channel}
        errors={errors}
        choices={serviceChannels.map(value => ({ value, label: t(`review.service.channels.${value}`) }))}
      />
      <TextField name="servedOn" type="date" label={labels.servedOn} value={typed.servedOn} errors={errors} />
      <TextField
        name="proof"
        label={labels.proof}
        hint={t('review.service.proofHint')}
        value={typed.proof}
        errors={errors}
      />
      <FileField
        name="scan"
        label={labels.scan}
        hint={t('review.service.scanHint')}
        errors={errors}
        accept={takenFiles}
        optional
      />
    </ReasonPage>
  )
}
