import { useWords } from '../frame.tsx'
import { TextArea, TextField } from '../pieces/field.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'

type PhoneNoteProps = Retry & {
  readonly cycleId: string
  readonly row: {
    readonly id: string
    readonly unit_name: string
    readonly contact_name: string | null
    readonly contact_phone: string | null
  }
  readonly values: { readonly spokeWith: string; readonly text: string }
}

/** Notes one telephone call with an addressee. */
export function PhoneNotePage({ cycleId, row, values, errors = [], onceKey }: PhoneNoteProps) {
  const { t } = useWords()
  const labels = { spokeWith: t('ledger.phonePage.spokeWith'), text: t('ledger.phonePage.text') }
  return (
    <ReasonPage
      eyebrow={t('ledger.title')}
      title={t('ledger.phonePage.title', { unit: row.unit_name })}
      lead={
        row.contact_phone
          ? t('ledger.phonePage.known', { name: row.contact_name ?? '', phone: row.contact_phone })
          : t('ledger.phonePage.lead')
      }
      action={`/cycles/${cycleId}/cases/${row.id}/phone`}
      back={`/cycles/${cycleId}?row=${row.id}`}
      cancel={t('ledger.phonePage.cancel')}
      submit={t('ledger.phonePage.submit')}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
    >
      <TextField name="spokeWith" label={labels.spokeWith} value={values.spokeWith} errors={errors} />
      <TextArea
        name="text"
        label={labels.text}
        hint={t('ledger.phonePage.textHint')}
        value={values.text}
        errors={errors}
        rows={3}
      />
    </ReasonPage>
  )
}
