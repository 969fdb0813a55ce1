import type { Calendar } from '../../domain/calendar.ts'
import type { Doing } from '../act.ts'
import type { CycleRow } from '../matter.ts'

/** One turn of a scope: what a step works with while its workflow asks. */
export interface Turn {
  readonly doing: Doing
  readonly scope: string
  /** What the scope is of: a cycle, case, list or payout. */
  readonly subjectId: string
  readonly cycle: CycleRow
  readonly round: number
  readonly now: string
  readonly calendar: Calendar
}

/** What the code of a procedure says about one of its steps; who sits in it and its periods come from the pack. */
export interface Step {
  /** Opens what is not open yet; opening twice changes nothing. Answers `more` where a part of a crowd is left. */
  open(turn: Turn): Promise<'more' | 'opened'>
  /** The step's decision when its rows are final, else null. Written in the same turn where the clock decides it. */
  outcome(turn: Turn): Promise<string | null>
  /** An instant, beside its rungs, at which the step wants to be asked again. */
  nextAt(turn: Turn): Promise<string | null>
}

/** A waiting rung whose instant has passed, with the task that it belongs to. */
export type DueRung = {
  id: string
  task_id: string
  case_id: string | null
  step: string
  rung: string
  kind: string
  occasion: string
  addressed_to: string
  only_when: string | null
  release_by: string | null
  due_revision: number
  seat: string
  role: string
  unit_id: string
  unit_name: string
  assignee_id: string | null
  mandatory: boolean
  task_due_at: string
  sent_at: string | null
  signed_for_at: string | null
  outcome: string | null
}

/** One kind of procedure: its steps by key, and what its rungs do when they are due. */
export interface Procedure {
  readonly steps: Readonly<Record<string, Step>>
  /** Decisions after which nothing more comes in the scope. */
  readonly ends: readonly string[]
  actOnRungs(turn: Turn, due: readonly DueRung[]): Promise<void>
}
