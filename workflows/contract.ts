/** What a workflow may ask for: the rows decide, the workflow waits. */
export interface Activities {
  /** See `acts/ask.ts`. */
  ask(question: { scope: string; step: string; round: number }): Promise<{ decision: string | null; waitMs: number | null }>
}

/** The one signal: something changed in the scope, ask again. */
export const wakeSignal = 'wake'

/** A scope is its workflow's id: `cycle:{id}`. */
export const workflowId = (scope: string): string => scope
