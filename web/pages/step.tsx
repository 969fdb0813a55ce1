import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { Card } from '../pieces/card.tsx'
import { Course } from '../pieces/course.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import type { Words } from '../words.ts'
import { matterInWords } from './overdue.tsx'
import { ReassignCard, UrgeCard } from './step-acts.tsx'
import { StepClock } from './step-clock.tsx'
import { stepCourse, stepLadder } from './step-course.tsx'
import { StepFacts } from './step-facts.tsx'
import { StepSendings } from './step-sendings.tsx'
import type { StepNotice, StepProps } from './step-view.ts'

/** The story of one step: what was asked of whom, how its date was counted, its ladder, what was done. */
export function StepPage(props: StepProps) {
  const words = useWords()
  const { t } = words
  const { task, errors } = props
  const labels = {
    personId: t('step.reassign.person'),
    reason: t('step.reassign.reason'),
    message: t('step.urge.message'),
  }
  return (
    <Page title={t('step.title')} section="overdue">
      <PageHead
        eyebrow={
          <>
            <a href={paths.overdue}>{t('step.back')}</a>
            {t('frame.separator')}
            {props.cycle.number}
          </>
        }
        title={heading(props, words)}
        lead={matterInWords({ ...props.cycle, step: task.step, mandatory: false }, words)}
      />
      {props.notice && <StepNote notice={props.notice} person={props.task.person ?? ''} />}
      <ErrorSummary errors={errors} labels={labels} />
      <div className="split">
        <div>
          <Card id="h-course" title={t('step.course')}>
            <Course wide steps={stepCourse(props, words)} />
          </Card>
          <Card id="h-ladder" title={t('step.ladder')}>
            <Course wide steps={stepLadder(props, words)} />
          </Card>
          <Card id="h-log" title={t('step.log')}>
            {props.sendings.length === 0 ? <p className="quiet">{t('step.noLog')}</p> : <StepSendings {...props} />}
          </Card>
        </div>
        <div>
          <StepClock {...props} />
          <Card id="h-facts" title={t('step.facts')}>
            <StepFacts {...props} />
          </Card>
          {props.mayUrge && <UrgeCard {...props} />}
          {props.mayReassign && <ReassignCard {...props} />}
        </div>
      </div>
    </Page>
  )
}

function heading({ task, due }: StepProps, { t, named, daysLeft }: Words): string {
  const values = { unit: task.unitName, step: named('cycle.steps', task.step) }
  if (task.state === 'done') return t('step.heading.done', values)
  if (task.state === 'void') return t('step.heading.void', values)
  return due
    ? t('step.heading.open', { ...values, days: daysLeft(due.left, due.passed) })
    : t('step.heading.noDate', values)
}

function StepNote({ notice, person }: { notice: StepNotice; person: string }) {
  const { t } = useWords()
  if (notice.kind === 'refused')
    return (
      <Notice tone="late" role="alert" title={t('problem.conflict')}>
        {notice.why}
      </Notice>
    )
  if (notice.kind === 'reassigned')
    return (
      <Notice tone="ok" role="status" title={t('step.reassign.done', { person })}>
        {t('step.reassign.doneText')}
      </Notice>
    )
  return (
    <Notice tone="ok" role="status" title={t('overdue.urged.some', { count: notice.urged })}>
      {t('overdue.urged.someText')}
    </Notice>
  )
}
