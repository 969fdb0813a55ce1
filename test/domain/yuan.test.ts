import { fenOf, yuan } from '../../domain/yuan.ts'

it.each([
  ['0', 0n],
  ['500000', 50_000_000n],
  ['500,000.00', 50_000_000n],
  [' 12.5 ', 1_250n],
  ['999,999,999,999,999', 99_999_999_999_999_900n],
])('takes %s', (text, fen) => {
  expect(fenOf(text)).toBe(fen)
})

it.each(['', '-1', '1e21', '１２', '1,00', '1.234', '01', '1 000', '5万', '1000000000000000', '.5'])(
  'refuses %j',
  text => {
    expect(fenOf(text)).toBeNull()
  },
)

it('reads what it writes', () => {
  expect(fenOf(yuan(63_700_000n))).toBe(63_700_000n)
})
