import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { Course } from '../pieces/course.tsx'
import { DayStrip, SkippedDays } from '../pieces/day-strip.tsx'
import { DeadlinePanel } from '../pieces/deadline-panel.tsx'
import type { ReviewProps } from './review-view.ts'
import { ladderOf } from './step-course.tsx'

/** The clock of what is due: the days that count and those on which it stood still, what silence means, and the ladder. */
export function ClockCard({ step, due, clock, rungs, silence, standing, taskId }: ReviewProps) {
  const words = useWords()
  const { t, named, instant, date } = words
  if (step === null || (due === null && standing === null)) return null
  const name = named('cycle.steps', step)
  return (
    <Card id="h-clock" title={t('review.clock.title', { step: name })}>
      {due && (
        <DeadlinePanel
          name={name}
          dueAt={due.at}
          left={due.left}
          passed={due.passed}
          provisional={clock?.provisional ?? false}
        >
          {t(silence === 'accepted' ? 'review.clock.silenceAccepts' : 'review.clock.silenceClimbs')}
        </DeadlinePanel>
      )}
      {standing && (
        <p>
          {t('review.clock.stands', {
            since: instant(standing.since, 'sentence'),
            when: standing.dueAt ? instant(standing.dueAt, 'sentence') : t('pieces.nil'),
          })}
        </p>
      )}
      {clock && (
        <>
          <p className="mt-3">
            {t('review.clock.counted', { from: date(clock.from, 'short'), count: clock.counted })}
            {clock.stopped > 0 && t('review.clock.stopped', { count: clock.stopped })}
          </p>
          {clock.days.length <= 62 && <DayStrip from={clock.from} days={clock.days} name={name} />}
          <SkippedDays days={clock.days} />
        </>
      )}
      {rungs.length > 0 && (
        <>
          <h3 className="mt-4">{t('step.ladder')}</h3>
          <Course wide steps={ladderOf(rungs, false, words)} />
        </>
      )}
      {taskId !== null && (
        <p className="mt-3 mb-0">
          <a href={`/steps/${taskId}`}>{t('review.clock.story')}</a>
        </p>
      )}
    </Card>
  )
}
