import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { TextField } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import type { Words } from '../words.ts'
import { type LaunchCycle, SavedAt, VersionField } from './launch-frame.tsx'
import { type RoundConflict, RoundFrame } from './round-frame.tsx'

export type BudgetValues = {
  readonly title: string
  /** Yuan, as typed. */
  readonly appropriation: string
  readonly source: string
  readonly 'contact.name': string
  readonly 'contact.phone': string
  readonly documentNumber: string
}

type RoundBudgetProps = {
  readonly cycle: LaunchCycle
  readonly values: BudgetValues
  /** What the round is for: scheme, document, year. */
  readonly about: string
  readonly conflict?: RoundConflict | null
  readonly errors?: readonly FieldError[]
}

export const budgetLabels = ({ t }: Words): Record<keyof BudgetValues, string> => ({
  title: t('round.budget.title'),
  appropriation: t('round.budget.appropriation'),
  source: t('round.budget.source'),
  'contact.name': t('round.budget.contact'),
  'contact.phone': t('round.budget.phone'),
  documentNumber: t('round.budget.number'),
})

/** The first page of a round: how much there is and from where, and whom to ask. */
export function RoundBudgetPage({ cycle, values, about, conflict = null, errors = [] }: RoundBudgetProps) {
  const words = useWords()
  const { t } = words
  const labels = budgetLabels(words)
  const field = (name: keyof BudgetValues, hint?: string, optional = false) => (
    <TextField
      name={name}
      label={labels[name]}
      value={values[name]}
      errors={errors}
      optional={optional}
      {...(hint === undefined ? {} : { hint })}
    />
  )
  return (
    <RoundFrame cycle={cycle} step="budget" conflict={conflict}>
      <ErrorSummary errors={errors} labels={labels} />
      <form method="post" action={`/rounds/${cycle.id}/budget`}>
        <CsrfField />
        <VersionField version={cycle.version} />
        <div className="split even">
          <Card id="h-money" title={t('round.budget.money')}>
            <TextField
              name="appropriation"
              label={labels.appropriation}
              hint={t('round.budget.appropriationHint')}
              value={values.appropriation}
              inputMode="decimal"
              autoComplete="off"
              errors={errors}
            />
            {field('source', t('round.budget.sourceHint'))}
            <p className="hint">{t('round.budget.order')}</p>
          </Card>
          <Card id="h-about" title={t('round.budget.about')}>
            <p className="soft">{about}</p>
            {field('title', t('round.budget.titleHint'))}
            {field('contact.name')}
            {field('contact.phone', t('round.budget.phoneHint'))}
            {field('documentNumber', t('launch.timing.numberHint'), true)}
          </Card>
        </div>
        <FootBar context={<SavedAt at={cycle.updatedAt} />}>
          <a className="btn" href="/rounds">
            {t('round.later')}
          </a>
          <button className="btn btn-primary" type="submit">
            {t('launch.nextStep', { step: t('round.steps.rules') })}
          </button>
        </FootBar>
      </form>
    </RoundFrame>
  )
}
