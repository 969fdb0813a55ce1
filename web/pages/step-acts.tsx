import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { SelectField, TextArea, TextField } from '../pieces/field.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import type { StepProps } from './step-view.ts'

/** Urging whoever has the step. */
export function UrgeCard({ task, typed, errors }: StepProps) {
  const { t } = useWords()
  return (
    <Card id="h-urge" title={t('step.urge.title')}>
      <form method="post" action={`/overdue/steps/${task.id}/urge`}>
        <CsrfField />
        <OnceField />
        <TextField
          name="message"
          label={t('step.urge.message')}
          hint={t('step.urge.hint')}
          value={typed.message}
          errors={errors}
          optional
        />
        <button className="btn btn-primary" type="submit">
          {t('step.urge.act', { unit: task.unitName })}
        </button>
      </form>
    </Card>
  )
}

/** Giving the step to somebody else. */
export function ReassignCard({ task, candidates, typed, errors }: StepProps) {
  const { t } = useWords()
  if (candidates.length === 0)
    return (
      <Card id="h-reassign" title={t('step.reassign.title')}>
        <p className="quiet">{t('step.reassign.nobody')}</p>
      </Card>
    )
  return (
    <Card id="h-reassign" title={t('step.reassign.title')}>
      <p className="soft small">{t('step.reassign.note')}</p>
      <form method="post" action={`/overdue/steps/${task.id}/reassign`}>
        <CsrfField />
        <OnceField />
        <SelectField
          name="personId"
          label={t('step.reassign.person')}
          errors={errors}
          value={typed.personId ?? ''}
          choices={[
            { value: '', label: t('step.reassign.choose') },
            ...candidates.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <TextArea
          name="reason"
          label={t('step.reassign.reason')}
          hint={t('step.reassign.reasonHint')}
          rows={3}
          value={typed.reason}
          errors={errors}
        />
        <button className="btn" type="submit">
          {t('step.reassign.act')}
        </button>
      </form>
      <p className="hint mt-3">{t('step.others')}</p>
    </Card>
  )
}
