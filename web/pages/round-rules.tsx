import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Choices, TextField } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { type LaunchCycle, SavedAt, VersionField } from './launch-frame.tsx'
import { type RoundConflict, RoundFrame } from './round-frame.tsx'

/** A reading (口径): what the document leaves open, and what may be chosen. */
export type ReadingView = {
  readonly name: string
  readonly question: string
  readonly clause: string | null
  /** What is chosen; empty where nothing is. */
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string; readonly example: string | null }[]
  /** Asked only where another reading has one of these answers. */
  readonly only: { readonly question: string; readonly labels: readonly string[] } | null
}

/** A figure or period that a round goes by, and where it stands. */
export type RoundParameter = {
  readonly name: string
  readonly value: string
  readonly source: string
  readonly unset: boolean
}

type RoundRulesProps = {
  readonly cycle: LaunchCycle
  readonly readings: readonly ReadingView[]
  /** Length of the public notice as typed; empty: as the rules have it. */
  readonly noticeDays: string
  readonly notice: { readonly value: string; readonly source: string }
  readonly parameters: readonly RoundParameter[]
  readonly document: string
  readonly conflict?: RoundConflict | null
  readonly errors?: readonly FieldError[]
}

/** The second page of a round: how what the document leaves open is read, and everything else it goes by, with its source. */
export function RoundRulesPage(props: RoundRulesProps) {
  const { cycle, readings, noticeDays, notice, parameters, document, conflict = null, errors = [] } = props
  const { t } = useWords()
  const labels = {
    noticeWorkingDays: t('round.rules.notice'),
    ...Object.fromEntries(readings.map(({ name, question }) => [`readings.${name}`, question])),
  }
  return (
    <RoundFrame cycle={cycle} step="rules" conflict={conflict}>
      <ErrorSummary errors={errors} labels={labels} />
      <form className="split" method="post" action={`/rounds/${cycle.id}/rules`}>
        <CsrfField />
        <VersionField version={cycle.version} />
        <div>
          <Card id="h-readings" title={t('round.rules.readings')}>
            <p className="soft">{t(readings.length > 0 ? 'round.rules.readingsLead' : 'round.rules.noReadings')}</p>
            {readings.map(reading => (
              <Reading key={reading.name} reading={reading} errors={errors} />
            ))}
          </Card>
          <Card id="h-notice" title={t('round.rules.noticeTitle')}>
            <div className="row">
              <div className="col-12 col-lg-6">
                <TextField
                  name="noticeWorkingDays"
                  label={labels.noticeWorkingDays}
                  hint={t('round.rules.noticeHint', notice)}
                  value={noticeDays}
                  inputMode="numeric"
                  errors={errors}
                  optional
                />
              </div>
            </div>
          </Card>
          <FootBar context={<SavedAt at={cycle.updatedAt} />}>
            <a className="btn" href={`/rounds/${cycle.id}/budget`}>
              {t('launch.back')}
            </a>
            <button className="btn btn-primary" type="submit">
              {t('launch.nextStep', { step: t('round.steps.timing') })}
            </button>
          </FootBar>
        </div>
        <Card id="h-sources" title={t('launch.timing.sources')} as="aside">
          <p className="soft small mb-2">{document}</p>
          <Facts
            rows={parameters.map(({ name, value, source, unset }) => [
              name,
              <>
                {unset ? <b>{value}</b> : value}
                {source !== '' && <small className="quiet"> {source}</small>}
              </>,
            ])}
          />
        </Card>
      </form>
    </RoundFrame>
  )
}

function Reading({ reading, errors }: { reading: ReadingView; errors: readonly FieldError[] }) {
  const { t } = useWords()
  const { name, question, clause, value, options, only } = reading
  const hints = [
    clause ? t('round.rules.leftOpen', { clause }) : '',
    only ? t('round.rules.only', { question: only.question, answers: only.labels.join(t('round.rules.or')) }) : '',
  ].filter(Boolean)
  return (
    <Choices
      name={`readings.${name}`}
      label={question}
      value={value}
      errors={errors}
      {...(hints.length > 0 ? { hint: hints.join(t('pieces.sentenceSpace')) } : {})}
      choices={options.map(option => ({
        value: option.value,
        label: (
          <span>
            {option.label}
            {option.example && (
              <small className="d-block quiet">{t('round.rules.example', { example: option.example })}</small>
            )}
          </span>
        ),
      }))}
    />
  )
}
