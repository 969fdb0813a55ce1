import type { DueWorking } from '../../domain/deadline.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { DayStrip, SkippedDays } from '../pieces/day-strip.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import type { Words } from '../words.ts'
import type { StepProps } from './step-view.ts'

/** The date of a step: how it was counted, and how it moved. */
export function StepClock({ task, due, clocks }: StepProps) {
  const words = useWords()
  const { t, instant, named } = words
  const current = clocks.findLast(clock => clock.dueAt === due?.at) ?? clocks.at(-1)
  const earlier = clocks.filter(clock => clock !== current && clock.dueAt !== current?.dueAt)
  if (!current)
    return (
      <Card id="h-clock" title={t('step.clock')}>
        <p className="quiet">{t('step.count.none')}</p>
      </Card>
    )
  const { working } = current
  const strip = working.days.length > 0 && working.days.length <= 62 && working.rule.kind !== 'on'
  return (
    <Card id="h-clock" title={t('step.clock')}>
      {task.state === 'open' && due ? (
        <DeadlinePanel
          name={named('cycle.steps', task.step)}
          dueAt={due.at}
          left={due.left}
          passed={due.passed}
          provisional={working.provisional}
        />
      ) : (
        <p className="soft">{instant(current.dueAt)}</p>
      )}
      <p className="mt-3">{ruleInWords(working, words)}</p>
      {strip && 'from' in working.rule && (
        <>
          <DayStrip from={working.rule.from} days={working.days} name={named('cycle.steps', task.step)} />
          <SkippedDays days={working.days} />
        </>
      )}
      <p className="small quiet">
        {working.calendar.some(({ sources }) => sources.length > 0)
          ? t('step.count.calendar', {
              sources: working.calendar.flatMap(({ sources }) => sources).join(t('pieces.listComma')),
            })
          : null}
      </p>
      {earlier.map(clock => (
        <p key={clock.dueAt} className="small soft">
          {t('step.count.moved', { from: instant(clock.dueAt, 'short'), to: instant(current.dueAt, 'short') })}
          {current.reason !== null && `${t('pieces.colon')}${current.reason}`}
        </p>
      ))}
    </Card>
  )
}

function ruleInWords({ rule }: DueWorking, { t, date }: Words): string {
  const time = rule.closeOfBusiness.replace(/^0/, '')
  if (rule.kind === 'on') return t('step.count.on', { on: date(rule.on), time })
  const values = { from: date(rule.from, 'short'), count: rule.count, time }
  return rule.kind === 'working-days' ? t('step.count.workingDays', values) : t('step.count.calendarDays', values)
}
