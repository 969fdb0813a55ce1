/**
 * How long one has to wait after wrong attempts: `free` attempts cost nothing, then `first` seconds, twice as long with
 * each further one, never more than `most`. Nobody is locked out for good.
 */
export type Throttle = { readonly free: number; readonly first: number; readonly most: number }

export const throttles = {
  /** One account, tried from one address: the guesser, or somebody who forgot. */
  'account-at-address': { free: 5, first: 15, most: 900 },
  /** One account, from anywhere: short, so that outsiders cannot keep its owner out. */
  account: { free: 20, first: 1, most: 8 },
  /** Anything from one address: an office may share one. */
  address: { free: 100, first: 1, most: 60 },
} as const satisfies Record<string, Throttle>

/** Failures older than this count no more, in seconds. */
export const forgottenAfter = 86_400

/** Seconds still to wait, 0 when one may try. */
export function secondsToWait({ free, first, most }: Throttle, failures: number, secondsAgo: number): number {
  if (failures < free || secondsAgo >= forgottenAfter) return 0
  const delay = Math.min(most, first * 2 ** Math.min(failures - free, 20))
  return Math.max(0, Math.ceil(delay - secondsAgo))
}
