import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { faultCode, faultMessage } from '../../workers/embedded/fault-code.ts'

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

/** Does it again as long as the database is away, as a person would click again: for acts that have one effect however often they are done. */
export async function insist<Result>(act: () => Promise<Result>): Promise<Result> {
  for (const end = Date.now() + 60_000; ; await pause(100)) {
    try {
      return await act()
    } catch (fault) {
      if (!isAway(fault) || Date.now() > end) throw fault
    }
  }
}

const isAway = (fault: unknown): boolean =>
  /^(ECONN|EPIPE|57P0)/.test(faultCode(fault) ?? '') ||
  /^(Connection terminated|Client has encountered a connection error)/.test(faultMessage(fault))

/** A form that is sent again, as it is, until somebody has answered. */
export function once<Answer>(act: (form: { key: string }) => Promise<Answer>): Promise<Answer> {
  const form = { key: randomUUID() }
  return insist(() => act(form))
}
