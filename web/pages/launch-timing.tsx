import type { ReactNode } from 'react'
import type { ParameterName } from '../../domain/procedure.ts'
import type { FieldError } from '../../domain/refusal.ts'
import type { Timeline } from '../../domain/timeline.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { Checklist } from '../pieces/checklist.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Choices, TextField } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { EmptyState } from '../pieces/notice.tsx'
import { CourseCard } from './course-card.tsx'
import { type CourseContext, courseOf } from './launch-course.tsx'
import { type LaunchCycle, LaunchFrame, SavedAt, VersionField } from './launch-frame.tsx'
import { type CheckItemView, checksOf, summaryOf } from './launch-items.tsx'

export type SourcedValue = { readonly name: ParameterName; readonly value: string; readonly source: string }

export type LaunchTimingProps = {
  readonly cycle: LaunchCycle
  readonly values: {
    readonly kind: 'working-days' | 'on'
    readonly count: string
    readonly on: string
    readonly closeOfBusiness: string
    readonly restDay: 'keep' | 'next'
    readonly documentNumber: string
  }
  /** What the rules say of each parameter, and where it stands. */
  readonly sourced: readonly SourcedValue[]
  /** The closing time and the shortest period by the rules alone, whatever was chosen here. */
  readonly byRule: { readonly close: SourcedValue; readonly minimum: SourcedValue }
  /** Parameters that nobody has set and that can be set here, with what was typed. */
  readonly open: readonly { readonly name: ParameterName; readonly value: string }[]
  readonly timeline: Timeline | null
  readonly course: CourseContext
  readonly items: readonly CheckItemView[]
  readonly errors?: readonly FieldError[]
}

/** The third page of a launch: until when, and how all of it will run. */
export function LaunchTimingPage({
  cycle,
  values,
  sourced,
  byRule,
  open,
  timeline,
  course,
  items,
  errors = [],
}: LaunchTimingProps) {
  const words = useWords()
  const { t } = words
  const labels: Record<string, string> = {
    kind: t('launch.timing.kind'),
    count: t('launch.timing.count'),
    on: t('launch.timing.on'),
    closeOfBusiness: t('launch.timing.close'),
    documentNumber: t('launch.timing.number'),
    ...Object.fromEntries(open.map(({ name }) => [`parameter.${name}`, t(`launch.parameters.${name}`)])),
  }
  return (
    <LaunchFrame cycle={cycle} step="timing">
      <ErrorSummary errors={errors} labels={labels} />
      <form className="split" method="post" action={`/cycles/${cycle.id}/timing`}>
        <CsrfField />
        <VersionField version={cycle.version} />
        <div>
          <Card id="h-limit" title={t('launch.timing.deadline')}>
            <div className="row g-3">
              <div className="col-12 col-lg-6">
                <Choices
                  name="kind"
                  label={labels.kind}
                  value={values.kind}
                  errors={errors}
                  choices={[
                    { value: 'working-days', label: t('launch.timing.workingDays') },
                    { value: 'on', label: t('launch.timing.onDate') },
                  ]}
                />
              </div>
              <div className="col-6 col-lg-2">
                <TextField name="count" label={labels.count} value={values.count} inputMode="numeric" errors={errors} />
              </div>
              <div className="col-6 col-lg-2">
                <TextField name="on" type="date" label={labels.on} value={values.on} errors={errors} />
              </div>
              <div className="col-6 col-lg-2">
                <TextField
                  name="closeOfBusiness"
                  label={labels.closeOfBusiness}
                  value={values.closeOfBusiness}
                  errors={errors}
                />
              </div>
              <div className="col-12 col-lg-6">
                <Choices
                  name="restDay"
                  label={t('launch.timing.restDay')}
                  value={values.restDay}
                  choices={[
                    { value: 'keep', label: t('launch.timing.keep') },
                    { value: 'next', label: t('launch.timing.next') },
                  ]}
                />
              </div>
              <div className="col-12 col-lg-6">
                <TextField
                  name="documentNumber"
                  label={labels.documentNumber}
                  hint={t('launch.timing.numberHint')}
                  value={values.documentNumber}
                  errors={errors}
                  optional
                />
              </div>
            </div>
            <p className="hint mt-2">
              {t('launch.timing.closeHint', { value: byRule.close.value, source: byRule.close.source })}
              {t('pieces.sentenceSpace')}
              {t('launch.timing.minimum', { value: byRule.minimum.value, source: byRule.minimum.source })}
            </p>
            {open.length > 0 && (
              <>
                <h3 className="mt-3">{t('launch.timing.parameters')}</h3>
                <p className="hint">{t('launch.timing.parametersHint')}</p>
                {open.map(({ name, value }) => (
                  <OpenParameter key={name} name={name} value={value} errors={errors} />
                ))}
              </>
            )}
            <button className="btn mt-2" type="submit" name="op" value="stay">
              {t('launch.timing.redraw')}
            </button>
          </Card>
          <Drawn timeline={timeline} course={course} fixed={values.kind === 'on'} />
          <FootBar context={<SavedAt at={cycle.updatedAt} />}>
            <a className="btn" href={`/cycles/${cycle.id}/addressees`}>
              {t('launch.back')}
            </a>
            <button className="btn btn-primary" type="submit" name="op" value="next">
              {t('launch.nextStep', { step: t('launch.steps.check') })}
            </button>
          </FootBar>
        </div>
        <div>
          <Card id="h-check" title={t('launch.check.title')} as="aside">
            <p className="soft small mb-2">{summaryOf(items, words)}</p>
            <Checklist checks={checksOf(items, cycle.id, words)} />
          </Card>
          <Card id="h-sources" title={t('launch.timing.sources')} as="aside">
            <Facts rows={sourced.map(sourceRow(words))} />
          </Card>
        </div>
      </form>
    </LaunchFrame>
  )
}

const hinted = [
  'answerPeriod',
  'minimumPeriod',
  'signaturePeriod',
  'dispositionPeriod',
  'approvalPeriod',
  'restDay',
  'closeOfBusiness',
  'silence',
  'unitReply',
  'tableVisibility',
] as const

function OpenParameter({ name, value, errors }: { name: ParameterName; value: string; errors: readonly FieldError[] }) {
  const { t } = useWords()
  const hint = hinted.find(each => each === name)
  return (
    <TextField
      name={`parameter.${name}`}
      label={t(`launch.parameters.${name}`)}
      hint={hint && t(`launch.parameterHint.${hint}`)}
      value={value}
      errors={errors}
    />
  )
}

const sourceRow =
  ({ t }: ReturnType<typeof useWords>) =>
  ({ name, value, source }: SourcedValue): readonly [string, ReactNode] => [
    t(`launch.parameters.${name}`),
    <>
      {value}
      {source !== '' && <small className="quiet"> {source}</small>}
    </>,
  ]

function Drawn({ timeline, course, fixed }: { timeline: Timeline | null; course: CourseContext; fixed: boolean }) {
  const words = useWords()
  const { t, date } = words
  if (!timeline)
    return (
      <Card id="h-course" title={t('launch.timing.course')}>
        <EmptyState title={t('launch.check.items.no-deadline')}>{t('launch.timing.noCourse')}</EmptyState>
      </Card>
    )
  const note = t(fixed ? 'launch.timing.courseNoteFixed' : 'launch.timing.courseNote', {
    date: date(course.today, 'short'),
  })
  return <CourseCard steps={courseOf(timeline, course, words)} note={note} calendar={timeline.calendar} />
}
