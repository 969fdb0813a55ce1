import type { Calendar } from '../../domain/calendar.ts'
import type { Doing } from '../act.ts'
import type { CycleRow } from '../matter.ts'

/** One turn of a scope: what a step works with while its workflow asks. */
export interface Turn {
  readonly doing: Doing
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
