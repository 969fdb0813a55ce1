import type { ClaimState } from '../../domain/claim.ts'
import { yuan } from '../../domain/yuan.ts'
import type { Words } from '../words.ts'

/** A state of a claim as its applicant sees it: finer where that says who has to do something. */
export type StandingKey =
  | Exclude<ClaimState, 'listed'>
  | 'draft-closed'
  | 'listed'
  | 'listed-soon'
  | 'held'
  | 'held-asked'
  | 'no-account'
  | 'account-proposed'
  | 'returned'
  | 'unknown'

export type Standing = {
  readonly key: StandingKey
  readonly caseId: string
  readonly number: string | null
  readonly state: ClaimState
  readonly title: string
  readonly issuer: string
  readonly institution: string
  readonly due: { readonly at: string; readonly left: number; readonly passed: boolean } | null
  /** Something is asked of the applicant, there. */
  readonly yours: boolean
  readonly href: string
  /** That nobody says in time whether it is accepted means that it is. */
  readonly deemed: boolean
  readonly values: {
    readonly count: number
    readonly place: number
    readonly days: number
    readonly clause: string
    readonly last4: string
  }
  /** What was granted, or is asked for, in fen. */
  readonly fen: string | null
  readonly startsAt: string | null
  readonly endsAt: string | null
  readonly settledAt: string | null
  readonly endedAt: string | null
}

/** How a claim stands in one sentence: who holds it, how long, what follows. */
export function sentenceOf(standing: Standing, { t, instant, daysLeft }: Words): string {
  const { key, issuer, due, values, fen, startsAt, endsAt, settledAt, endedAt } = standing
  const at = (moment: string | null) => (moment === null ? '' : instant(moment, 'sentence'))
  const left =
    due === null ? '' : t('standing.until', { left: daysLeft(due.left, due.passed), at: instant(due.at, 'prose') })
  return t(`standing.${key}`, {
    ...values,
    who: issuer,
    left,
    from: at(startsAt),
    until: at(endsAt),
    paidAt: at(settledAt),
    endedAt: at(endedAt),
    amount: fen === null ? '' : yuan(BigInt(fen)),
  })
}

export const looksOf = (standing: Standing) => {
  if (standing.yours) return { tone: 'mine', icon: 'circle-dot' } as const
  switch (standing.key) {
    case 'paid':
      return { tone: 'ok', icon: 'circle-check' } as const
    case 'held':
    case 'unknown':
      return { tone: 'held', icon: 'player-pause' } as const
    case 'refused':
    case 'not-accepted':
    case 'struck-out':
    case 'lapsed':
    case 'withdrawn':
    case 'draft-closed':
      return { tone: 'plain', icon: 'circle-x' } as const
    default:
      return { tone: 'plain', icon: 'clock' } as const
  }
}
