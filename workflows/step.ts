import { condition, defineSignal, proxyLocalActivities, setHandler, workflowInfo } from '@temporalio/workflow'
import { type Activities, wakeSignal } from './contract.ts'

const { ask } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '10 seconds' },
})

/** The matter has ended from outside, at whichever step it was. */
export class Withdrawn extends Error {}

/** The history has grown long enough: the workflow begins again with its id alone, and walks through recorded steps. */
export class TooLong extends Error {}

/**
 * The steps of one scope. `await step(key, round)` opens the step, lets the rows act on what is due, and sleeps until
 * somebody wakes the scope or the next instant comes; it returns the decision that the rows hold.
 */
export function stepsOf(scope: string): (key: string, round: number) => Promise<string> {
  let woken = false
  setHandler(defineSignal(wakeSignal), () => {
    woken = true
  })
  return async (key, round) => {
    for (;;) {
      woken = false // before asking, so that a wake during the answer is not lost
      const { decision, waitMs } = await ask({ scope, step: key, round })
      if (decision === 'withdrawn') throw new Withdrawn()
      if (decision) return decision
      if (workflowInfo().continueAsNewSuggested) throw new TooLong()
      if (waitMs === null) await condition(() => woken)
      else if (waitMs > 0) await condition(() => woken, Math.min(waitMs, longestSleep))
    }
  }
}

// Well under what a timer may hold; whoever wakes early asks again.
const longestSleep = 180 * 86_400_000
