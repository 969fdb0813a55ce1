import type { Calendar } from '../domain/calendar.ts'
import { workingDaysLeft } from '../domain/deadline.ts'
import type { StandingRow } from '../records/my-claims.ts'
import type { Standing, StandingKey } from '../web/pages/claim-standing.ts'
import { claimPath } from '../web/pages/claim-view.ts'

/** How a claim stands, for whoever applied: who has it, until when, and whether something is asked of them. */
export function standingOf(row: StandingRow, now: string, calendar: Calendar): Standing {
  const key = keyOf(row, now)
  const dueAt = dueOf(row, key)
  const href = hrefOf(row, key)
  return {
    key,
    caseId: row.caseId,
    number: row.number,
    state: row.state,
    title: row.title,
    issuer: row.issuer,
    institution: row.institution,
    due: dueAt === null ? null : { at: dueAt, left: workingDaysLeft(now, dueAt, calendar), passed: dueAt < now },
    yours: href !== null,
    href: href ?? claimPath(row.caseId),
    deemed: row.acceptanceSilence === 'accepted',
    values: {
      count: row.openDefects,
      place: row.place ?? 0,
      days: row.noticeDays ?? 0,
      clause: row.endClause ?? '',
      last4: last4Of(row, key) ?? '',
    },
    fen: row.paidFen !== null && key === 'paid' ? row.paidFen : (row.grantedFen ?? row.askedFen),
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    settledAt: row.settledAt,
    endedAt: row.endedAt,
  }
}

const last4Of = ({ last4, confirmedLast4, proposedLast4 }: StandingRow, key: StandingKey): string | null =>
  key === 'account-proposed' ? proposedLast4 : key === 'payable' ? confirmedLast4 : last4

function keyOf(row: StandingRow, now: string): StandingKey {
  switch (row.state) {
    case 'draft':
      return row.roundState === 'open' && row.closesAt !== null && row.closesAt >= now ? 'draft' : 'draft-closed'
    case 'listed':
      if (row.held) return row.inquiryDueAt !== null && row.inquiryDueAt >= now ? 'held-asked' : 'held'
      return row.startsAt !== null && row.startsAt <= now ? 'listed' : 'listed-soon'
    case 'payable':
      if (row.payoutState === 'returned' && row.proposedLast4 !== null) return 'account-proposed'
      if (row.payoutState === 'returned' && row.taskDueAt !== null) return 'returned'
      if (row.confirmedLast4 === null) return row.proposedLast4 === null ? 'no-account' : 'account-proposed'
      return 'payable'
    case 'in-payment':
      return row.payoutState === 'unknown' ? 'unknown' : 'in-payment'
    default:
      return row.state
  }
}

function dueOf(row: StandingRow, key: StandingKey): string | null {
  if (key === 'draft') return row.closesAt
  if (key === 'listed') return row.endsAt
  if (key === 'held') return row.objectionDueAt
  if (key === 'held-asked') return row.inquiryDueAt
  return ['submitted', 'correcting', 'accepted', 'supplementing', 'reviewed', 'returned'].includes(key)
    ? row.taskDueAt
    : null
}

/** Where what is asked of the applicant is done; null where nothing is. */
function hrefOf({ caseId, inquiry }: StandingRow, key: StandingKey): string | null {
  switch (key) {
    case 'draft':
      return claimPath(caseId, 'check')
    case 'correcting':
      return claimPath(caseId, 'mend')
    case 'supplementing':
      return claimPath(caseId, 'supplement')
    case 'held-asked':
      return `/objections/${inquiry}/statement`
    case 'returned':
    case 'no-account':
      return '/account'
    default:
      return null
  }
}
