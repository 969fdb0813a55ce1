import type { RoundState } from '../../domain/cycle.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { Course } from '../pieces/course.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Live } from '../pieces/live.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { type RoundFacts, roundFactRows } from './round-facts.tsx'
import { type SeatView, seatStep } from './sign.tsx'

type RoundPendingProps = {
  readonly cycle: {
    readonly id: string
    readonly title: string
    readonly state: RoundState
    readonly signed_at: string | null
    readonly withdrawn_at: string | null
    readonly withdrawn_reason: string | null
  }
  readonly submittedAt: string | null
  readonly facts: RoundFacts
  readonly seats: readonly SeatView[]
  readonly mayWithdraw: boolean
}

/** A round between its sending for signature and its first day: who has it, and that nobody has been told yet. */
export function RoundPendingPage({ cycle, submittedAt, facts, seats, mayWithdraw }: RoundPendingProps) {
  const words = useWords()
  const { t, instant } = words
  const waits = seats.find(({ state }) => state === 'waiting' || state === 'yours')
  const [heading, lead] =
    cycle.state === 'withdrawn'
      ? [
          t('round.heading.withdrawn'),
          t('round.withdrawn', { when: instant(cycle.withdrawn_at ?? ''), reason: cycle.withdrawn_reason ?? '' }),
        ]
      : cycle.state === 'going-out'
        ? [
            t('round.pending.signed', { when: facts.opensAt ? instant(facts.opensAt, 'sentence') : '' }),
            t('round.pending.signedLead', { when: instant(cycle.signed_at ?? ''), count: facts.institutions }),
          ]
        : cycle.state === 'signing'
          ? [
              waits
                ? t('round.pending.signing', { seat: waits.label, person: waits.person })
                : t('round.pending.submitted'),
              submittedAt ? t('round.pending.signingLead', { when: instant(submittedAt) }) : '',
            ]
          : [t('round.pending.preparing'), t('round.pending.preparingLead')]
  return (
    <Page title={cycle.title} section="rounds">
      <Live id="standing">
        <PageHead
          eyebrow={[cycle.title, t(`round.states.${cycle.state}`)].join(t('frame.separator'))}
          title={heading}
          lead={lead}
        >
          {mayWithdraw && (
            <a className="btn btn-quiet" href={`/rounds/${cycle.id}/withdraw`}>
              {t('round.acts.withdraw')}
            </a>
          )}
        </PageHead>
        <div className="split">
          <Card id="h-what" title={t('round.pending.what')}>
            <Facts rows={roundFactRows(facts, words)} />
          </Card>
          {seats.length > 0 && (
            <Card id="h-seats" title={t('sign.seats')} as="aside">
              <Course steps={seats.map(seat => seatStep(seat, words))} />
            </Card>
          )}
        </div>
      </Live>
    </Page>
  )
}
