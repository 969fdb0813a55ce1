import fc from 'fast-check'
import { type BankSays, type BankWord, effectOf, secondsUntilAsked } from '../../domain/bank-word.ts'
import type { PayoutState } from '../../domain/claim.ts'

const says: readonly BankSays[] = ['accepted', 'paid', 'returned', 'not-found', 'never-received']
const word = (said: BankSays, over: Partial<BankWord> = {}): BankWord => ({
  says: said,
  amountFen: said === 'not-found' || said === 'never-received' ? null : 100n,
  payeeMatches: null,
  reference: null,
  reason: null,
  ...over,
})
const shown = (state: PayoutState, said: BankWord): string => {
  const effect = effectOf(state, said, 100n)
  return typeof effect === 'object' ? effect.to : effect
}

// Every state × everything that a bank can say, in the order of `says`.
const table: readonly [state: PayoutState, ...effects: string[]][] = [
  ['prepared', 'submitted', 'paid', 'returned', 'unknown', 'never-received'],
  ['submitting', 'submitted', 'paid', 'returned', 'unknown', 'never-received'],
  ['submitted', 'same', 'paid', 'returned', 'unknown', 'never-received'],
  ['unknown', 'submitted', 'paid', 'returned', 'same', 'never-received'],
  ['frozen', 'same', 'same', 'same', 'same', 'same'],
  ['paid', 'same', 'same', 'returned', 'same', 'contradiction'],
  ['returned', 'same', 'same', 'same', 'same', 'contradiction'],
  ['never-received', 'contradiction', 'contradiction', 'contradiction', 'same', 'same'],
  ['void', 'contradiction', 'contradiction', 'contradiction', 'same', 'same'],
]

test.each(table)('a payment that is %s', (state, ...effects) => {
  expect(says.map(said => shown(state, word(said)))).toEqual(effects)
})

test.each([
  ['prepared', 'frozen'],
  ['submitting', 'frozen'],
  ['submitted', 'frozen'],
  ['unknown', 'frozen'],
  ['frozen', 'same'],
  ['paid', 'contradiction'],
  ['returned', 'contradiction'],
  ['never-received', 'contradiction'],
] as const)('another amount or payee, to one that is %s: %s', (state, effect) => {
  expect(shown(state, word('paid', { amountFen: 99n }))).toBe(effect)
  expect(shown(state, word('accepted', { payeeMatches: false }))).toBe(effect)
})

test('whatever a bank says, in whatever order and however often, a payment is paid only by a word with its amount, and its last word counts', () => {
  const spoken = fc.record({ says: fc.constantFrom(...says), amountFen: fc.constantFrom(100n, 101n) })
  fc.assert(
    fc.property(fc.array(spoken, { maxLength: 12 }), words => {
      let state: PayoutState = 'submitting'
      for (const { says: said, amountFen } of words) {
        const before: PayoutState = state
        const effect = effectOf(state, word(said, { amountFen }), 100n)
        if (typeof effect === 'object') state = effect.to
        if (state === 'paid' && before !== 'paid') expect([said, amountFen]).toEqual(['paid', 100n])
        if (before === 'returned' || before === 'never-received' || before === 'frozen') expect(state).toBe(before)
      }
    }),
  )
})

test('a bank is asked soon at first, and then every quarter of an hour', () => {
  expect([0, 1, 2, 5, 11, 12, 50].map(secondsUntilAsked)).toEqual([0.25, 0.5, 1, 8, 512, 900, 900])
})
