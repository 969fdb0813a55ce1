/** What a workflow may ask for: the rows decide, the workflow waits. */
export interface Activities {
  /** See `acts/ask.ts`. */
  ask(question: {
    scope: string
    step: string
    round: number
  }): Promise<{ decision: string | null; waitMs: number | null }>
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
