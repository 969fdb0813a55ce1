import { setTimeout as pause } from 'node:timers/promises'

/**
 * Looks again and again until something is there. A look that fails has not found it yet: what is looked at may be down.
 *
 * @throws naming what was waited for, with what `tell` says, when it is not there in time
 */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | false | null | undefined> | Found | false | null | undefined,
  { withinMs = 60_000, tell }: { withinMs?: number; tell?: () => unknown } = {},
): Promise<Found> {
  let fault: unknown
  for (const end = Date.now() + withinMs; Date.now() < end; await pause(25)) {
    try {
      const found = await look()
      if (found) return found
      fault = undefined
    } catch (error) {
      fault = error
    }
  }
  throw new Error(`${what}: not within ${withinMs} ms. ${JSON.stringify(await tell?.()) ?? ''}`, { cause: fault })
}
