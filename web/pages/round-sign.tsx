import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { Course } from '../pieces/course.tsx'
import { Facts } from '../pieces/facts.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { DueState } from '../pieces/state.tsx'
import { NoticeText, RoundCourseCard, type RoundCourseView } from './round-course.tsx'
import { type RoundFacts, roundFactRows } from './round-facts.tsx'
import { type SeatView, type SignProps, seatStep } from './sign.tsx'

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
  const { cycle, facts, maker, done, due, course } = props
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
      <PageHead
        eyebrow={
          done
            ? t(`sign.eyebrowDone.${done.what}`)
            : props.others > 0
              ? t('sign.eyebrowOf', { count: props.others })
              : t('sign.eyebrow')
        }
        title={title}
        lead={
          maker.at
            ? t('sign.maker', { maker: maker.name, unit: maker.unit, when: instant(maker.at, 'short') })
            : maker.name
        }
      >
        {!done && due && <DueState dueAt={due.at} left={due.left} passed={due.passed} />}
      </PageHead>
      <div className="split">
        <div>
          <Card id="h-facts" title={t('round.pending.what')}>
            <Facts rows={roundFactRows(facts, words)} />
          </Card>
          {course && (
            <Card id="h-notice" title={t('round.sign.notice')}>
              <NoticeText notice={course.notices.get('opens')} open />
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
      {props.mayAct && <Acts {...props} />}
    </Page>
  )
}

function Standing({ done, overtaken, facts }: RoundSignProps) {
  const { t, instant } = useWords()
  if (done)
    return (
      <Notice
        tone={done.what === 'void' ? 'plain' : 'ok'}
        role="status"
        title={done.what === 'last' ? t('round.sign.done') : t(`sign.done.${done.what}`)}
      >
        {done.at ? t('sign.done.text', { when: instant(done.at) }) : null}
      </Notice>
    )
  return overtaken ? (
    <Notice tone="late" title={t('round.sign.overtaken')}>
      {t('round.sign.overtakenText', { when: facts.closesAt ? instant(facts.closesAt) : '' })}
    </Notice>
  ) : null
}

function Acts({ taskId, last, overtaken }: RoundSignProps) {
  const { t } = useWords()
  return (
    <form method="post" action={`/sign/${taskId}`}>
      <CsrfField />
      <OnceField />
      <FootBar context={t(last ? 'round.sign.context' : 'sign.contextSeat')}>
        <a className={overtaken ? 'btn btn-primary' : 'btn'} href={`/sign/${taskId}/return`}>
          <Icon name="arrow-back-up" />
          {t('sign.return')}
        </a>
        {!overtaken && (
          <button className="btn btn-primary" type="submit">
            <Icon name="signature" />
            {t(last ? 'sign.sign' : 'sign.signSeat')}
          </button>
        )}
      </FootBar>
    </form>
  )
}
