import {
  condition,
  continueAsNew,
  defineSignal,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import { type Activities, type Asked, type Tell, Withdrawn, wakeSignal } from './contract.ts'

const { ask } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '10 seconds' },
})
const wake = defineSignal(wakeSignal)

// Well under what a timer may hold; whoever wakes early asks again.
const longestSleep = 180 * 86_400_000

class TooLong extends Error {}

/**
 * Makes a workflow of a procedure: each step is opened, acts on what is due in the rows, and sleeps until somebody wakes
 * the scope or the next instant comes. A history that has grown long begins again with its id alone, and walks from the
 * top through recorded steps.
 */
export async function runScope(scope: string, tell: Tell): Promise<string> {
  let woken = false
  setHandler(wake, () => {
    woken = true
  })
  const said: string[] = []
  let ahead: readonly Asked[] = []
  async function answerOf(key: string, round: number): Promise<Asked> {
    const [known, ...rest] = ahead
    ahead = rest
    if (known) return known
    woken = false // before asking, so that a wake during the answer is not lost
    const { next, ...asked } = await ask({ scope, step: key, round, type: workflowInfo().workflowType, said })
    ahead = next ?? [] // histories from before have none
    return asked
  }
  async function step(key: string, round: number): Promise<string> {
    for (;;) {
      const { decision, waitMs } = await answerOf(key, round)
      if (decision === 'withdrawn') throw new Withdrawn()
      if (decision) {
        said.push(decision)
        return decision
      }
      if (workflowInfo().continueAsNewSuggested) throw new TooLong()
      if (waitMs === null) await condition(() => woken)
      else if (waitMs > 0) await condition(() => woken, Math.min(waitMs, longestSleep))
    }
  }
  try {
    return await tell(step)
  } catch (end) {
    if (end instanceof Withdrawn) return 'withdrawn'
    if (end instanceof TooLong) return continueAsNew(scope)
    throw end
  }
}
