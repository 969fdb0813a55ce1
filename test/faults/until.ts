import { setTimeout as pause } from 'node:timers/promises'

/**
 * Looks again and again until something is there.
 *
 * @throws naming what was waited for, with what `tell` says, when it is not there in time
 */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | false | null | undefined> | Found | false | null | undefined,
  { withinMs = 60_000, tell }: { withinMs?: number; tell?: () => unknown } = {},
): Promise<Found> {
  for (const end = Date.now() + withinMs; ; await pause(25)) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`${what}: not within ${withinMs} ms. ${JSON.stringify(await tell?.()) ?? ''}`)
  }
}
