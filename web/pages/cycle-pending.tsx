import type { CycleState } from '../../domain/cycle.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { Course } from '../pieces/course.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Live } from '../pieces/live.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { factRows, type LetterFacts } from './launch-check.tsx'
import { CopyAct } from './ledger.tsx'
import { type SeatView, seatStep } from './sign.tsx'

type CyclePendingProps = {
  readonly cycle: {
    readonly id: string
    readonly title: string
    readonly state: CycleState
    readonly signed_at: string | null
    readonly withdrawn_at: string | null
    readonly withdrawn_reason: string | null
  }
  readonly submittedAt: string | null
  readonly facts: LetterFacts
  readonly seats: readonly SeatView[]
  readonly mayWithdraw: boolean
  readonly mayCopy: boolean
}

/** A solicitation between its sending for signature and its opening: who has it, and that nothing has left yet. */
export function CyclePendingPage({ cycle, submittedAt, facts, seats, mayWithdraw, mayCopy }: CyclePendingProps) {
  const words = useWords()
  const { t, instant } = words
  const withdrawn = cycle.state === 'withdrawn'
  const opened = seats.some(({ state }) => state !== 'next')
  const title = withdrawn
    ? t('ledger.pending.withdrawn')
    : cycle.state === 'going-out'
      ? t('ledger.pending.goingOut')
      : t(opened ? 'ledger.pending.signing' : 'ledger.pending.notYet')
  const lead = withdrawn
    ? t('ledger.pending.withdrawnLead', {
        when: instant(cycle.withdrawn_at ?? ''),
        reason: cycle.withdrawn_reason ?? '',
      })
    : cycle.state === 'going-out'
      ? t('ledger.pending.goingOutLead', { when: instant(cycle.signed_at ?? '') })
      : submittedAt
        ? t('ledger.pending.signingLead', { when: instant(submittedAt) })
        : ''
  return (
    <Page title={t(`cycle.states.${cycle.state}`)} section="solicitations">
      <Live id="standing">
        <Notice title={title}>{lead}</Notice>
        <PageHead eyebrow={t(`cycle.states.${cycle.state}`)} title={t('cycle.quoted', { title: cycle.title })}>
          <a className="btn btn-quiet" href={`/cycles/${cycle.id}/letter`}>
            {t('ledger.letter')}
          </a>
          <a className="btn btn-quiet" href={`/cycles/${cycle.id}/draft`}>
            {t('ledger.draft')}
          </a>
          {mayWithdraw && (
            <a className="btn btn-quiet" href={`/cycles/${cycle.id}/withdraw`}>
              {t('ledger.withdraw')}
            </a>
          )}
          {withdrawn && mayCopy && <CopyAct cycleId={cycle.id} />}
        </PageHead>
        <div className="split">
          <Card id="h-what" title={t('ledger.pending.what')}>
            <Facts rows={factRows(facts, words)} />
          </Card>
          <Card id="h-seats" title={t('ledger.pending.seats')} as="aside">
            <Course steps={seats.map(seat => seatStep(seat, words))} />
          </Card>
        </div>
      </Live>
    </Page>
  )
}
