import { setTimeout as passing } from 'node:timers/promises'
import type { Logger } from 'pino'

export interface Loop {
  /** Something may have come: look now instead of at the next interval. */
  nudge(): void
  /** Ends after what is in hand. */
  stop(): Promise<void>
}

/**
 * Does one kind of work again and again: at once while there is more, when nudged, and at intervals; after a fault it waits longer.
 *
 * @param gatherMs how long a nudge waits for others like it, so that what comes together is done together
 */
export function startLoop(
  name: string,
  log: Logger,
  everyMs: number,
  work: () => Promise<'more' | 'done'>,
  { gatherMs = 0 } = {},
): Loop {
  let stopped = false
  let nudged = false
  let wake: () => void = () => undefined
  const running = (async () => {
    for (let faults = 0; !stopped; ) {
      if (nudged && gatherMs > 0) await passing(gatherMs)
      nudged = false
      let more = false
      try {
        more = (await work()) === 'more'
        faults = 0
      } catch (fault) {
        faults++
        log.warn({ err: fault, loop: name, faults }, 'work failed, trying again')
      }
      if (!more && !stopped && (!nudged || faults > 0))
        await pause(faults > 0 ? Math.min(everyMs * 2 ** Math.min(faults, 6), 30_000) : everyMs)
    }
  })()

  function pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
  return {
    nudge() {
      nudged = true
      wake()
    },
    async stop() {
      stopped = true
      wake()
      await running
    },
  }
}
