/** A decision, or how long to wait for one; null: only until woken. */
export interface Asked {
  readonly decision: string | null
  readonly waitMs: number | null
}

export interface Question {
  readonly scope: string
  readonly step: string
  readonly round: number
  /** The workflow's type, and the decisions that it has heard so far, in the order of its procedure. */
  readonly type: string
  readonly said: readonly string[]
}

/** What a workflow may ask for: the rows decide, the workflow waits. */
export interface Activities {
  /**
   * What a step answers, and what those behind it answer until one waits (see `acts/ask.ts`): rows may be ahead of their
   * workflow by some steps, and each that it asked for by itself would cost as much as all of them.
   */
  ask(question: Question): Promise<Asked & { readonly next: readonly Asked[] }>
}

/** Opens a step and returns its decision, whenever that is. */
export type StepFunction = (key: string, round: number) => Promise<string>

/** A procedure, told from launch to end in the order in which an official would tell it. */
export type Tell = (step: StepFunction) => Promise<string>

/** The matter has ended from outside, at whichever step it was. */
export class Withdrawn extends Error {}

/** The one signal: something changed in the scope, ask again. */
export const wakeSignal = 'wake'

/** A scope is its workflow's id: `cycle:{id}`. */
export const workflowId = (scope: string): string => scope
