import { useWords } from '../frame.tsx'
import { TextArea } from '../pieces/field.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'

type WithdrawProps = Retry & {
  readonly cycle: { readonly id: string; readonly title: string }
  /** How many units will be told. */
  readonly told: number
  readonly reason: string
}

/** Ends a solicitation without a result. */
export function WithdrawPage({ cycle, told, reason, errors = [], onceKey }: WithdrawProps) {
  const { t } = useWords()
  return (
    <ReasonPage
      eyebrow={t('ledger.title')}
      title={t('ledger.withdrawPage.title', { title: cycle.title })}
      lead={[
        t('ledger.withdrawPage.lead'),
        told > 0 ? t('ledger.withdrawPage.told', { count: told }) : t('ledger.withdrawPage.nobody'),
      ].join(t('pieces.sentenceSpace'))}
      action={`/cycles/${cycle.id}/withdraw`}
      back={`/cycles/${cycle.id}`}
      cancel={t('ledger.withdrawPage.cancel')}
      submit={told > 0 ? t('ledger.withdrawPage.submit', { count: told }) : t('ledger.withdrawPage.submitQuiet')}
      labels={{ reason: t('ledger.withdrawPage.reason') }}
      errors={errors}
      onceKey={onceKey}
    >
      <TextArea
        name="reason"
        label={t('ledger.withdrawPage.reason')}
        hint={t('ledger.withdrawPage.reasonHint')}
        value={reason}
        errors={errors}
      />
    </ReasonPage>
  )
}
