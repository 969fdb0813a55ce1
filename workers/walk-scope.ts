import type { House } from '../acts/act.ts'
import { ask } from '../acts/ask.ts'
import { Withdrawn } from '../workflows/contract.ts'
import { tellOf } from '../workflows/tells.ts'

class Waiting extends Error {}

/**
 * Walks through a scope without Temporal until it waits for somebody or for its next instant: the same prose over the
 * same rows, for demonstration data and rehearsals whose clock is set.
 *
 * @returns its end, or null while it waits
 */
export async function walkScope(house: House, workflowType: string, scope: string): Promise<string | null> {
  const tell = tellOf(workflowType)
  if (!tell) throw new Error(`no procedure ${workflowType}`)
  try {
    return await tell(async (step, round) => {
      for (;;) {
        const { decision, waitMs } = await ask(house, { scope, step, round })
        if (decision === 'withdrawn') throw new Withdrawn()
        if (decision) return decision
        if (waitMs !== 0) throw new Waiting()
      }
    })
  } catch (end) {
    if (end instanceof Waiting) return null
    if (end instanceof Withdrawn) return 'withdrawn'
    throw end
  }
}
