import { consultationResults, rulingFindings } from '../../domain/consultation.ts'
import { useWords } from '../frame.tsx'
import { Choices, TextArea, TextField } from '../pieces/field.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'

type Between = {
  readonly action: string
  readonly back: string
  readonly unitName: string
  /** The clause, as people write it. */
  readonly clause: string
}

type ConsultationProps = Retry &
  Between & {
    readonly values: {
      readonly heldOn: string
      readonly spokeWith: string
      readonly text: string
      readonly result: string
    }
  }

/** Notes one consultation with a unit about its opinions on a clause. */
export function ConsultationPage({ action, back, unitName, clause, values, errors = [], onceKey }: ConsultationProps) {
  const { t } = useWords()
  const labels = {
    heldOn: t('consultation.heldOn'),
    spokeWith: t('consultation.spokeWith'),
    text: t('consultation.text'),
    result: t('consultation.result'),
  }
  return (
    <ReasonPage
      eyebrow={t('consultation.eyebrow', { clause })}
      title={t('consultation.noteTitle', { unit: unitName })}
      lead={t('consultation.noteLead', { unit: unitName, clause })}
      action={action}
      back={back}
      cancel={t('consultation.cancel')}
      submit={t('consultation.noteSubmit')}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
    >
      <TextField name="heldOn" type="date" label={labels.heldOn} value={values.heldOn} errors={errors} />
      <TextField
        name="spokeWith"
        label={labels.spokeWith}
        hint={t('consultation.spokeWithHint')}
        value={values.spokeWith}
        errors={errors}
      />
      <TextArea name="text" label={labels.text} value={values.text} errors={errors} rows={3} />
      <Choices
        name="result"
        label={labels.result}
        value={values.result}
        errors={errors}
        choices={consultationResults.map(value => ({ value, label: t(`consultation.words.${value}`) }))}
      />
    </ReasonPage>
  )
}

type AskRulingProps = Retry & Between & { readonly values: { readonly askedOf: string; readonly about: string } }

/** Asks a superior to rule. */
export function AskRulingPage({ action, back, unitName, clause, values, errors = [], onceKey }: AskRulingProps) {
  const { t } = useWords()
  const labels = { askedOf: t('consultation.of'), about: t('consultation.about') }
  return (
    <ReasonPage
      eyebrow={t('consultation.eyebrow', { clause })}
      title={t('consultation.askTitle', { unit: unitName })}
      lead={t('consultation.askLead', { clause })}
      action={action}
      back={back}
      cancel={t('consultation.cancel')}
      submit={t('consultation.askSubmit')}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
    >
      <TextField
        name="askedOf"
        label={labels.askedOf}
        hint={t('consultation.ofHint')}
        value={values.askedOf}
        errors={errors}
      />
      <TextArea name="about" label={labels.about} value={values.about} errors={errors} rows={3} />
    </ReasonPage>
  )
}

type RulingProps = Retry &
  Between & {
    readonly askedOf: string
    readonly about: string
    readonly values: { readonly ruledOn: string; readonly finding: string; readonly text: string }
  }

/** Notes what a superior ruled. */
export function RulingPage(props: RulingProps) {
  const { action, back, unitName, clause, askedOf, about, values, errors = [], onceKey } = props
  const { t } = useWords()
  const labels = {
    ruledOn: t('consultation.ruledOn'),
    finding: t('consultation.finding'),
    text: t('consultation.rulingText'),
  }
  return (
    <ReasonPage
      eyebrow={t('consultation.eyebrow', { clause })}
      title={t('consultation.rulingTitle', { unit: unitName })}
      lead={t('consultation.rulingLead', { clause, askedOf, about })}
      action={action}
      back={back}
      cancel={t('consultation.cancel')}
      submit={t('consultation.rulingSubmit')}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
    >
      <TextField name="ruledOn" type="date" label={labels.ruledOn} value={values.ruledOn} errors={errors} />
      <Choices
        name="finding"
        label={labels.finding}
        value={values.finding}
        errors={errors}
        choices={rulingFindings.map(value => ({ value, label: t(`consultation.findings.${value}`) }))}
      />
      <TextArea name="text" label={labels.text} value={values.text} errors={errors} rows={3} />
    </ReasonPage>
  )
}
