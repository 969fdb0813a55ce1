import type { CycleState } from '../../domain/cycle.ts'
import type { DueWorking } from '../../domain/deadline.ts'
import type { FieldError } from '../../domain/refusal.ts'
import type { DueView } from './overdue.tsx'

export type ClockView = { readonly dueAt: string; readonly working: DueWorking; readonly reason: string | null }

export type LadderView = {
  readonly id: string
  readonly kind: string
  readonly to: string
  readonly at: string
  readonly state: string
  readonly releasedByName: string | null
  readonly reason: string | null
}

export type DecisionView = {
  readonly id: string
  readonly at: string
  readonly act: string
  readonly verdict: string | null
  readonly reason: string | null
  readonly clause: string | null
  readonly personName: string
  readonly unitName: string
  /** A person or a date that the decision names. */
  readonly to: string | null
}

export type SendingView = {
  readonly id: string
  readonly at: string
  readonly occasion: string
  readonly channel: string | null
  readonly address: string | null
  readonly state: string | null
  readonly answer: string | null
  readonly ambiguous: boolean
}

export type StepProps = {
  readonly cycle: {
    id: string
    number: string
    title: string
    ofRound: boolean
    state: CycleState
    unitName: string
    officerName: string
  }
  readonly task: {
    readonly id: string
    readonly step: string
    readonly round: number
    readonly role: string
    readonly unitName: string
    readonly person: string | null
    readonly phone: string | null
    readonly mandatory: boolean
    readonly state: 'open' | 'done' | 'void'
    readonly outcome: string | null
    readonly openedAt: string
    readonly closedAt: string | null
    readonly closedByName: string | null
    readonly urged: number
  }
  readonly theCase: { signedForAt: string | null; signedForByName: string | null; undelivered: boolean } | null
  readonly due: DueView | null
  readonly clocks: readonly ClockView[]
  readonly rungs: readonly LadderView[]
  readonly decisions: readonly DecisionView[]
  readonly sendings: readonly SendingView[]
  readonly mayUrge: boolean
  readonly mayReassign: boolean
  /** Where the viewer can release what is prepared. */
  readonly mayRelease: boolean
  readonly candidates: readonly { readonly id: string; readonly name: string }[]
  readonly errors: readonly FieldError[]
  readonly typed: Readonly<Record<string, string>>
  readonly notice: StepNotice | null
}

export type StepNotice =
  | { readonly kind: 'reassigned' }
  | { readonly kind: 'urged'; readonly urged: number }
  | { readonly kind: 'refused'; readonly why: string }
