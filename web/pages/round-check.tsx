import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { Checklist } from '../pieces/checklist.tsx'
import { Facts } from '../pieces/facts.tsx'
import { NoticeText } from './course-card.tsx'
import type { LaunchCycle } from './launch-frame.tsx'
import { type CheckItemView, summaryOf } from './launch-items.tsx'
import { LaunchSubmit } from './launch-submit.tsx'
import type { RoundCourseView } from './round-course.tsx'
import { type RoundFacts, roundFactRows } from './round-facts.tsx'
import { RoundFrame } from './round-frame.tsx'
import { roundChecks } from './round-items.ts'

type RoundCheckProps = {
  readonly cycle: LaunchCycle
  readonly items: readonly CheckItemView[]
  readonly facts: RoundFacts
  readonly course: RoundCourseView | null
  readonly seats: readonly string[]
}

/** The last page of a round: what stands in the way, what it is, what institutions are told, and the sending for signature. */
export function RoundCheckPage({ cycle, items, facts, course, seats }: RoundCheckProps) {
  const words = useWords()
  const { t } = words
  const stops = items.some(({ level }) => level === 'stop')
  return (
    <RoundFrame cycle={cycle} step="check">
      <div className="split even">
        <div>
          <Card id="h-check" title={t('launch.check.title')}>
            <p className="soft small mb-2">{summaryOf(items, words)}</p>
            <Checklist checks={roundChecks(items, cycle.id, words)} />
          </Card>
          {course && <RoundNotices course={course} />}
        </div>
        <Card id="h-summary" title={t('launch.check.summary')}>
          <Facts rows={[...roundFactRows(facts, words), [t('launch.check.seats'), seats.join(' → ')]]} />
        </Card>
      </div>
      <LaunchSubmit
        path={`/rounds/${cycle.id}`}
        version={cycle.version}
        stops={stops}
        seats={seats}
        context={t('round.check.context')}
      />
    </RoundFrame>
  )
}

/** What institutions will be told, one after the other; the first is open. */
function RoundNotices({ course }: { course: RoundCourseView }) {
  const { t } = useWords()
  const told = course.moments.filter(({ key }) => course.notices.has(key))
  return (
    <Card id="h-notices" title={t('round.check.notices', { count: course.institutions })}>
      {told.map(({ key }, index) => (
        <div key={key} className={index > 0 ? 'pt-3 mt-3 border-top' : undefined}>
          <h3>{t(`round.course.${key}.title`, { count: course.institutions })}</h3>
          <NoticeText notice={course.notices.get(key)} sample={t('round.course.sample')} open={index === 0} />
        </div>
      ))}
    </Card>
  )
}
