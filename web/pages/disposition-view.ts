import type { Dispute } from '../../domain/consultation.ts'
import type { Verdict } from '../../domain/cycle.ts'
import type { FieldError } from '../../domain/refusal.ts'
import type { PageFile } from './answer-view.ts'
export type OpinionCounts = {
  readonly total: number
  readonly open: number
  readonly adopted: number
  readonly partly: number
  readonly rejected: number
}
export type AnswerCounts = {
  readonly total: number
  readonly opinions: number
  readonly noOpinion: number
  readonly deemed: number
  readonly overdue: number
  readonly waiting: number
  readonly late: number
}

export type PageOpinion = {
  readonly id: string
  readonly unitName: string
  readonly receiptHref: string
  readonly receivedAt: string
  readonly late: boolean
  readonly recordedBy: string | null
  readonly text: string
  readonly wording: string
  readonly reason: string
  readonly files: readonly PageFile[]
  readonly verdict: Verdict | null
  readonly why: string | null
  /** On its unit's own duties. */
  readonly ownDuties: boolean
  readonly version: number
  readonly decidedBy: string | null
  readonly decidedAt: string | null
}

export type ClauseLoadView = {
  readonly anchor: string
  readonly label: string
  readonly opinions: number
  readonly open: number
  readonly unsettled: number
}

/** What a form on this page held when it was not taken. */
export type DisposalForm = {
  readonly picked: ReadonlySet<string>
  readonly verdict: string
  readonly reason: string
  readonly ownDuties: boolean
  readonly errors: readonly FieldError[]
  /** Somebody else decided meanwhile. */
  readonly conflictBy: string | null
}

export type DispositionView = {
  readonly cycleId: string
  readonly title: string
  readonly counts: OpinionCounts
  readonly answers: AnswerCounts
  /** Opinions by the ledger's own count. */
  readonly ledgerOpinions: number
  readonly due: { readonly at: string; readonly left: number; readonly passed: boolean } | null
  readonly phase: 'soliciting' | 'disposing' | 'approving' | 'finished'
  readonly answersDueAt: string | null
  /** Whoever looks can decide. */
  readonly editable: boolean
  readonly lateUndecided: readonly { readonly unitName: string; readonly href: string }[]
  /** Clauses on which units have to agree, or a superior to rule, before the table can be sent. */
  readonly unsettled: readonly { readonly clause: string; readonly href: string; readonly units: readonly string[] }[]
  readonly mandatoryMissing: readonly string[]
  readonly returned: { readonly by: string; readonly at: string; readonly reason: string } | null
  readonly approved: { readonly by: string; readonly at: string } | null
  readonly clauses: readonly ClauseLoadView[]
}

export type ClauseView = {
  readonly anchor: string
  readonly label: string
  readonly heading: string
  readonly text: string
  readonly opinions: readonly PageOpinion[]
  readonly next: string | null
  readonly later: boolean
  /** The decided opinion whose decision is being changed. */
  readonly changing: string | null
  readonly disputes: readonly Dispute[]
}

/** The page with this clause open. */
export const here = (cycleId: string, anchor: string, more: Record<string, string> = {}): string =>
  `/cycles/${cycleId}/disposition?${new URLSearchParams({ clause: anchor, ...more })}`
