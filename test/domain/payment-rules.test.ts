import { noticeSpan, paymentRulesOf, paymentRulesSetHere } from '../../domain/payment-rules.ts'
import { yuan } from '../../domain/yuan.ts'
import { knownCalendar } from './known-calendar.ts'

test.each([
  // 2024-11-20 is a Wednesday: 20, 21, 22, 25, 26.
  ['its first day counts', 'counts', { workingDays: 5 }, '2024-11-20', '2024-11-26T09:30:00.000Z'],
  ['the day after it is the first', 'next', { workingDays: 5 }, '2024-11-20', '2024-11-27T09:30:00.000Z'],
  // Before the National Day of 2024: 27 and 29 (a Sunday worked) and 30 September, 8 and 9 October.
  ['over a holiday with a day worked for it', 'counts', { workingDays: 5 }, '2024-09-27', '2024-10-09T09:30:00.000Z'],
  ['seven calendar days', 'counts', { calendarDays: 7 }, '2024-11-20', '2024-11-26T09:30:00.000Z'],
] as const)('a notice whose period is such that %s', (_what, noticeFirstDay, publicNotice, startsOn, endsAt) => {
  const rules = { ...paymentRulesSetHere, noticeFirstDay, publicNotice }
  const span = noticeSpan(startsOn, rules, knownCalendar)
  expect(span.startsAt).toBe(`${startsOn}T01:00:00.000Z`)
  expect(span.endsAt).toBe(endsAt)
})

test('a round keeps what was frozen at its launch, and what it says of its notice goes first', () => {
  const rules = paymentRulesOf({ closeOfBusiness: '17:00', silence: 'x', publicNotice: { workingDays: 7 } }, null)
  expect(rules).toMatchObject({ closeOfBusiness: '17:00', publicNotice: { workingDays: 7 } })
  expect(rules).not.toHaveProperty('silence')
  expect(paymentRulesOf({ publicNotice: { workingDays: 7 } }, 10).publicNotice).toEqual({ workingDays: 10 })
  expect(paymentRulesOf(null, null)).toEqual(paymentRulesSetHere)
})

test.each([
  [0n, '0.00'],
  [5n, '0.05'],
  [126_000_00n, '126,000.00'],
  [1_234_567_89n, '1,234,567.89'],
  [-100n, '-1.00'],
])('%s fen are %s yuan', (fen, text) => {
  expect(yuan(fen)).toBe(text)
})
