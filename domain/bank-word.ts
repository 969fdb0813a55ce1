import type { PayoutState } from './claim.ts'

/**
 * What a bank or the treasury says of one payment by its key.
 *
 * `accepted`: taken, not yet settled · `not-found`: not known there now, which is no promise · `never-received`: not known
 * there, and this key will be refused for ever · `returned` (退汇): came back, before or after it was settled
 */
export type BankSays = 'accepted' | 'paid' | 'returned' | 'not-found' | 'never-received'

export type BankWord = {
  readonly says: BankSays
  /** null where it does not say */
  readonly amountFen: bigint | null
  /** Whether the payee is ours: null where it does not say. */
  readonly payeeMatches: boolean | null
  readonly reference: string | null
  readonly reason: string | null
}

/**
 * What a word makes of a payment. `same`: nothing new (it came twice, or behind a later one). `contradiction`: it cannot
 * be together with what was said before; people must look, and nothing is paid on it.
 */
export type Effect = { readonly to: PayoutState } | 'same' | 'contradiction'

const under = ['prepared', 'submitting', 'submitted', 'unknown'] as const

export function effectOf(state: PayoutState, word: BankWord, amountFen: bigint): Effect {
  const { says } = word
  if (says !== 'not-found' && says !== 'never-received' && differs(word, amountFen))
    return under.some(each => each === state) ? { to: 'frozen' } : state === 'frozen' ? 'same' : 'contradiction'
  switch (state) {
    case 'prepared':
    case 'submitting':
    case 'submitted':
    case 'unknown': {
      const to = heard[says]
      return to === state ? 'same' : { to }
    }
    case 'frozen':
      return 'same'
    case 'paid':
      if (says === 'returned') return { to: 'returned' }
      return says === 'never-received' ? 'contradiction' : 'same'
    case 'returned':
      return says === 'never-received' ? 'contradiction' : 'same'
    case 'never-received':
    case 'void':
      return says === 'not-found' || says === 'never-received' ? 'same' : 'contradiction'
  }
}

const heard = {
  accepted: 'submitted',
  paid: 'paid',
  returned: 'returned',
  'not-found': 'unknown',
  'never-received': 'never-received',
} as const satisfies Record<BankSays, PayoutState>

const differs = ({ amountFen, payeeMatches }: BankWord, asked: bigint): boolean =>
  (amountFen !== null && amountFen !== asked) || payeeMatches === false

/** After how many seconds the bank is asked again that was asked so often: at once at first, then every quarter of an hour. */
export const secondsUntilAsked = (asked: number): number => Math.min(2 ** (Math.min(asked, 12) - 2), 900)
