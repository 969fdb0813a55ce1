import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { Checklist } from '../pieces/checklist.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { TextField } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import type { Words } from '../words.ts'
import { type LaunchCycle, SavedAt, VersionField } from './launch-frame.tsx'
import { type CheckItemView, summaryOf } from './launch-items.tsx'
import { RoundCourseCard, type RoundCourseView } from './round-course.tsx'
import { type RoundConflict, RoundFrame } from './round-frame.tsx'
import { roundChecks } from './round-items.ts'

export type TimingValues = { readonly opensOn: string; readonly closesOn: string; readonly closeOfBusiness: string }

type RoundTimingProps = {
  readonly cycle: LaunchCycle
  readonly values: TimingValues
  readonly course: RoundCourseView | null
  readonly items: readonly CheckItemView[]
  readonly conflict?: RoundConflict | null
  readonly errors?: readonly FieldError[]
}

export const timingLabels = ({ t }: Words): Record<keyof TimingValues, string> => ({
  opensOn: t('round.timing.opensOn'),
  closesOn: t('round.timing.closesOn'),
  closeOfBusiness: t('launch.timing.close'),
})

/** The third page of a round: from when until when claims are taken, and how a claim will run. */
export function RoundTimingPage({ cycle, values, course, items, conflict = null, errors = [] }: RoundTimingProps) {
  const words = useWords()
  const { t, date } = words
  const labels = timingLabels(words)
  return (
    <RoundFrame cycle={cycle} step="timing" conflict={conflict}>
      <ErrorSummary errors={errors} labels={labels} />
      <form className="split" method="post" action={`/rounds/${cycle.id}/timing`}>
        <CsrfField />
        <VersionField version={cycle.version} />
        <div>
          <Card id="h-dates" title={t('round.timing.title')}>
            <div className="row g-3">
              {(['opensOn', 'closesOn'] as const).map(name => (
                <div key={name} className="col-6 col-lg-4">
                  <TextField name={name} type="date" label={labels[name]} value={values[name]} errors={errors} />
                </div>
              ))}
              <div className="col-6 col-lg-4">
                <TextField
                  name="closeOfBusiness"
                  label={labels.closeOfBusiness}
                  value={values.closeOfBusiness}
                  errors={errors}
                />
              </div>
            </div>
            <p className="hint mt-2">{t('round.timing.hint')}</p>
            <button className="btn mt-2" type="submit" name="op" value="stay">
              {t('launch.timing.redraw')}
            </button>
          </Card>
          <RoundCourseCard
            course={course}
            note={course ? t('round.course.note', { date: date(course.today, 'short') }) : ''}
          />
          <FootBar context={<SavedAt at={cycle.updatedAt} />}>
            <a className="btn" href={`/rounds/${cycle.id}/rules`}>
              {t('launch.back')}
            </a>
            <button className="btn btn-primary" type="submit" name="op" value="next">
              {t('launch.nextStep', { step: t('round.steps.check') })}
            </button>
          </FootBar>
        </div>
        <Card id="h-check" title={t('launch.check.title')} as="aside">
          <p className="soft small mb-2">{summaryOf(items, words)}</p>
          <Checklist checks={roundChecks(items, cycle.id, words)} />
        </Card>
      </form>
    </RoundFrame>
  )
}
