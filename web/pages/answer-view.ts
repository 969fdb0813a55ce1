import type { Verdict } from '../../domain/cycle.ts'
import type { DueDay } from '../../domain/deadline.ts'
import type { FieldError } from '../../domain/refusal.ts'

export type PageFile = { readonly id: string; readonly name: string; readonly size: number }

/** A letter as its addressee sees it; words of rules and dates of periods are ready to print. */
export type LetterView = {
  readonly caseId: string
  readonly title: string
  readonly issuer: string
  readonly sentOn: string
  readonly dueAt: string
  readonly left: number
  readonly passed: boolean
  readonly provisional: boolean
  /** Today, and the days until the letter is due; none where there are too many to show. */
  readonly today: string
  readonly days: readonly DueDay[]
  readonly mandatory: boolean
  readonly copy: boolean
  /** What silence means, by the rule of the letter. */
  readonly silence: string
  readonly contact: { readonly name: string; readonly phone: string | null }
  readonly signedFor: { readonly by: string; readonly at: string } | null
  readonly extension: string | null
  readonly attachments: readonly PageFile[]
}

export type PageClause = {
  readonly anchor: string
  /** The anchor in words. */
  readonly label: string
  readonly heading: string
  readonly text: string
}

export type ClauseRange = {
  readonly clauses: readonly PageClause[]
  readonly total: number
  /** Position of the first clause shown. */
  readonly from: number
  readonly previous: number | null
  readonly next: number | null
}

/** What the page tells before all else. */
export type Standing =
  | { readonly kind: 'to-sign' | 'to-answer' | 'copy' | 'closed' }
  | { readonly kind: 'withdrawn'; readonly at: string; readonly reason: string }
  | { readonly kind: 'late'; readonly by: 'deemed' | 'overdue' | 'time' }
  | {
      readonly kind: 'late-given'
      readonly counted: boolean | null
      readonly reason: string | null
      readonly replaceable: boolean
    }
  | { readonly kind: 'answered'; readonly replaceable: boolean; readonly last: GivenAnswer }
  | { readonly kind: 'results'; readonly results: readonly Result[] }

export type GivenAnswer = {
  readonly seq: number
  readonly receipt: string
  readonly receivedAt: string
  readonly byName: string
  readonly recordedBy: string | null
  readonly kind: 'no-opinion' | 'opinions'
  readonly late: boolean
}

export type Result = {
  readonly anchor: string
  readonly label: string
  readonly text: string
  readonly wording: string
  readonly verdict: Verdict | null
  readonly why: string | null
}

export type EditedOpinion = {
  readonly anchor: string
  readonly label: string
  readonly text: string
  readonly wording: string
  readonly reason: string
  readonly files: readonly PageFile[]
}

/** What the answer form holds, as read or as typed. */
export type AnswerFormState = {
  readonly version: number
  readonly opinions: readonly EditedOpinion[]
  readonly saved: { readonly by: string; readonly at: string } | null
  /** The form's own key, kept while the same form is shown again. */
  readonly once?: string
  readonly errors?: readonly FieldError[]
  /** Somebody else's draft, saved meanwhile; null opinions: it ended with an answer. */
  readonly conflict?: { readonly by: string; readonly at: string; readonly theirs: readonly EditedOpinion[] | null }
}
