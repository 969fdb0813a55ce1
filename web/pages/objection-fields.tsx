import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Choices, FileField, TextArea, TextField } from '../pieces/field.tsx'
import type { Words } from '../words.ts'

export type ObjectionValues = {
  readonly named: string
  readonly name: string
  readonly contact: string
  readonly text: string
}

/** The labels of the fields, as errors name them. */
export const objectionLabels = ({ t }: Words): Record<string, string> => ({
  named: t('objection.how'),
  name: t('objection.name'),
  contact: t('objection.contact'),
  text: t('objection.text'),
  seal: t('objection.seal'),
})

/** What an objection says: by name or anonymous, and of what. */
export function ObjectionFields({
  values,
  errors,
  recorded = false,
}: {
  values: ObjectionValues
  errors: readonly FieldError[]
  /** An officer writes it down for somebody else. */
  recorded?: boolean
}) {
  const words = useWords()
  const { t } = words
  const labels = objectionLabels(words)
  return (
    <>
      <TextArea
        name="text"
        label={labels.text}
        hint={t(recorded ? 'objection.textHintRecorded' : 'objection.textHint')}
        value={values.text}
        errors={errors}
        rows={6}
      />
      <Choices
        name="named"
        label={labels.named}
        hint={
          <>
            {t('objection.namedMeans')}
            <br />
            {t('objection.anonymousMeans')}
          </>
        }
        value={values.named}
        errors={errors}
        choices={[
          { value: 'yes', label: t('objection.named') },
          { value: 'no', label: t('objection.anonymous') },
        ]}
      />
      <TextField
        name="name"
        label={labels.name}
        hint={t('objection.nameHint')}
        value={values.name}
        errors={errors}
        {...(recorded ? { autoComplete: 'off' } : { autoComplete: 'name' })}
      />
      <TextField
        name="contact"
        label={labels.contact}
        hint={t('objection.contactHint')}
        value={values.contact}
        errors={errors}
        {...(recorded ? { autoComplete: 'off' } : { autoComplete: 'tel' })}
      />
      <FileField name="seal" label={labels.seal} hint={t('objection.sealHint')} errors={errors} optional />
    </>
  )
}
