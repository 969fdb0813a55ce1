import type { Actor } from '../../domain/actor.ts'
import type { ClaimState } from '../../domain/claim.ts'
import type { DueDay } from '../../domain/deadline.ts'
import type { FieldError } from '../../domain/refusal.ts'
import type { ServiceChannel } from '../../domain/service.ts'
import type { Section } from '../navigation.ts'
import type { WorkingLine } from '../pieces/workings.tsx'
import type { EvidenceView } from './claim-files.tsx'
import type { ClaimField } from './claim-view.ts'
import type { DueView } from './overdue.tsx'
import type { DecisionView, LadderView } from './step-view.ts'

export const reviewSteps = ['acceptance', 'review', 'approval'] as const
export type ReviewStep = (typeof reviewSteps)[number]

export type ChildView = {
  readonly position: number
  readonly name: string
  readonly number: string
  readonly bornOn: string
  readonly classKind: string
  readonly from: string | null
  readonly until: string | null
  readonly counted: boolean
  readonly reason: string
  /** Marked as being in another claim too. */
  readonly marked: boolean
}

export type WarningView = {
  readonly id: string
  /** What is odd, in words. */
  readonly words: string
  readonly clause: string | null
  /** The other claim; of another unit's only its number. */
  readonly other: {
    readonly number: string
    readonly name: string
    readonly unit: string
    readonly href: string | null
  } | null
  readonly answer: string | null
  readonly answeredByName: string | null
  readonly answeredAt: string | null
}

/** What a scheme says, worked out. Amounts in fen as decimal numbers. */
export type AmountWorked = {
  readonly fen: string | null
  readonly lines: readonly WorkingLine[]
  readonly refusedBy: readonly { readonly words: string; readonly clause: string | null }[]
  readonly readings: readonly { readonly question: string; readonly answer: string; readonly clause: string | null }[]
  readonly ruleVersion: string | null
}

export type ClockView = {
  readonly from: string
  readonly days: readonly DueDay[]
  readonly counted: number
  /** Days on which it stood still. */
  readonly stopped: number
  readonly provisional: boolean
}

/** The editable part of a finding. */
export type FindingView = {
  /** Single facts, and of each list its rows. */
  readonly facts: readonly ClaimField[]
  readonly lists: readonly {
    readonly name: string
    readonly label: string
    readonly rows: readonly {
      readonly label: string
      readonly fields: readonly (ClaimField & { readonly asked: string; readonly shown: boolean })[]
    }[]
  }[]
  readonly reason: string
  readonly clause: string
  /** Classes whose headcount is another than the roll's. */
  readonly gaps: readonly { readonly kind: string; readonly counted: number; readonly heads: number }[]
}

export type NoticeText = { readonly subject: string; readonly text: string }

export type ReviewProps = {
  readonly caseId: string
  readonly number: string
  readonly name: string
  readonly title: string
  readonly cycleId: string
  readonly state: ClaimState
  readonly acceptedAt: string | null
  readonly receivedAt: string | null
  readonly version: { readonly seq: number; readonly at: string } | null
  readonly step: ReviewStep | null
  readonly taskId: string | null
  readonly due: DueView | null
  readonly clock: ClockView | null
  readonly rungs: readonly LadderView[]
  /** What silence means at the end of the acceptance. */
  readonly silence: 'accepted' | 'climbs' | null
  /** While the review stands still: since when, and by when the applicant is to supplement. */
  readonly standing: { readonly since: string; readonly dueAt: string | null } | null
  readonly mine: boolean
  readonly bar: 'own-claim' | 'interest-conflicted' | 'maker-cannot-approve' | null
  readonly declaredAt: string | null
  /** Who can do what is due; empty where nobody can. */
  readonly who: readonly string[]
  /** Who can approve it afterwards, shown while it is reviewed. */
  readonly approvers: { readonly seat: string; readonly names: readonly string[] } | null
  readonly register: readonly (readonly [name: string, value: string])[]
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly account: { readonly holder: string; readonly last4: string; readonly same: boolean } | null
  readonly evidence: readonly EvidenceView[]
  readonly children: readonly ChildView[]
  readonly warnings: readonly WarningView[]
  readonly asked: AmountWorked
  readonly granted: AmountWorked | null
  readonly finding: FindingView | null
  /** The figure that the button names has just been worked out anew. */
  readonly reworked: boolean
  readonly proposesRefusal: { readonly reason: string; readonly clause: string } | null
  readonly saidAgainst: string | null
  readonly cutNotice: NoticeText | null
  readonly budget: { readonly leftFen: string; readonly waiting: number; readonly fits: boolean } | null
  readonly history: readonly DecisionView[]
  readonly defects: readonly DefectView[]
  readonly service: ServiceView | null
  readonly mayServe: boolean
  readonly errors: readonly FieldError[]
  readonly typedAnswers: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly onceKey: string | undefined
  readonly told: string | null
}

export type DefectView = {
  readonly id: string
  readonly stage: 'correction' | 'supplement'
  readonly round: number
  readonly item: string
  readonly text: string
  readonly clause: string | null
  readonly mendedAt: string | null
}

export type ServiceView = {
  readonly channel: ServiceChannel
  readonly servedOn: string
  readonly proof: string
  readonly file: { readonly id: string; readonly name: string } | null
  readonly recordedByName: string
  readonly recordedAt: string
  readonly reviewUntil: string
  readonly suitUntil: string
}

/** Under which entry of the main navigation the reader finds claims. */
export function reviewSection(actor: Actor | null): Section {
  const roles = actor?.roles ?? []
  if (roles.includes('reviewer')) return 'review'
  return roles.includes('approver') && !roles.includes('officer') ? 'signing' : 'rounds'
}

export const reviewPath = (caseId: string, rest = ''): string => `/review/${caseId}${rest && `/${rest}`}`
