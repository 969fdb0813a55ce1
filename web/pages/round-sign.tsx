import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { Course } from '../pieces/course.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Notice } from '../pieces/notice.tsx'
import { NoticeText } from './course-card.tsx'
import { RoundCourseCard, type RoundCourseView } from './round-course.tsx'
import { type RoundFacts, roundFactRows } from './round-facts.tsx'
import { type SeatView, type SignProps, seatStep } from './sign.tsx'
import { SignActs, SignDone, SignHead } from './sign-parts.tsx'

export type RoundSignProps = Pick<
  SignProps,
  'taskId' | 'maker' | 'others' | 'due' | 'done' | 'last' | 'mayAct' | 'sentAt'
> & {
  readonly cycle: { readonly id: string; readonly title: string }
  readonly facts: RoundFacts
  readonly seats: readonly SeatView[]
  readonly course: RoundCourseView | null
  /** Its last day has passed: it can only be returned. */
  readonly overtaken: boolean
}

/** A round as it goes out: its money, readings, dates, and what institutions are told. Signed or returned. */
export function RoundSignPage(props: RoundSignProps) {
  const words = useWords()
  const { t, instant } = words
  const { cycle, facts, done, course } = props
  const title = t('round.sign.title', { title: cycle.title })
  const sending = {
    key: 'send',
    state: props.sentAt ? ('done' as const) : ('next' as const),
    title: t('round.sign.sendOut', { count: facts.institutions }),
    who: props.sentAt
      ? t('round.sign.opened', { when: instant(props.sentAt, 'short') })
      : done?.what === 'last' && facts.opensAt
        ? t('round.sign.from', { when: instant(facts.opensAt) })
        : t('round.sign.notYet'),
  }
  return (
    <Page title={title} section="signing">
      <Standing {...props} />
      <SignHead {...props} title={title} />
      <div className="split">
        <div>
          <Card id="h-facts" title={t('round.pending.what')}>
            <Facts rows={roundFactRows(facts, words)} />
          </Card>
          {course && (
            <Card id="h-notice" title={t('round.sign.notice')}>
              <NoticeText notice={course.notices.get('opens')} sample={t('round.course.sample')} open />
            </Card>
          )}
          {course && (
            <RoundCourseCard
              course={course}
              note={t('round.course.note', { date: words.date(course.today, 'short') })}
            />
          )}
        </div>
        <Card id="h-seats" title={t('sign.seats')} as="aside">
          <Course steps={[...props.seats.map(seat => seatStep(seat, words)), sending]} />
        </Card>
      </div>
      {props.mayAct && <SignActs {...props} stopped={props.overtaken} context={t('round.sign.context')} />}
    </Page>
  )
}

function Standing({ done, overtaken, facts }: RoundSignProps) {
  const { t, instant } = useWords()
  if (done)
    return <SignDone done={done} title={done.what === 'last' ? t('round.sign.done') : t(`sign.done.${done.what}`)} />
  return overtaken ? (
    <Notice tone="late" title={t('round.sign.overtaken')}>
      {t('round.sign.overtakenText', { when: facts.closesAt ? instant(facts.closesAt) : '' })}
    </Notice>
  ) : null
}
