import { formatDate, formatInstant, formatWorkingDaysLeft, type InstantStyle } from '../../templates/format.ts'

const now = '2024-11-22T02:42:00.000Z'
const deadline = '2024-11-26T09:30:00.000Z'

describe('an instant in words', () => {
  test.each<[InstantStyle, string, string]>([
    ['row', '11月26日 星期二 17:30', 'Tue 26 Nov, 17:30'],
    ['prose', '（11月26日 星期二 17:30）', '(Tue 26 Nov, 17:30)'],
    ['sentence', '11月26日（星期二）17:30', '17:30 on Tuesday 26 November'],
    ['letter', '2024年11月26日（星期二）17:30', '17:30 on Tuesday 26 November 2024'],
    ['receipt', '2024年11月26日 星期二 17:30:00', 'Tue 26 Nov 2024, 17:30:00'],
    ['short', '11月26日 17:30', '26 Nov, 17:30'],
    ['log', '11月26日 17:30:00', '26 Nov, 17:30:00'],
  ])('%s: %s, %s', (style, chinese, english) => {
    expect(formatInstant(deadline, 'zh-CN', { now, style })).toBe(chinese)
    expect(formatInstant(deadline, 'en', { now, style })).toBe(english)
  })

  test('the year appears where it is not the year of today', () => {
    const at = '2025-01-08T09:30:00.000Z'
    expect(formatInstant(at, 'zh-CN', { now, style: 'row' })).toBe('2025年1月8日 星期三 17:30')
    expect(formatInstant(at, 'en', { now, style: 'sentence' })).toBe('17:30 on Wednesday 8 January 2025')
    expect(formatInstant(at, 'zh-CN', { now: at, style: 'row' })).toBe('1月8日 星期三 17:30')
  })

  test('day and year are those of Shanghai, not of UTC', () => {
    const at = '2024-12-31T16:00:00.000Z'
    expect(formatInstant(at, 'zh-CN', { now, style: 'row' })).toBe('2025年1月1日 星期三 0:00')
    expect(formatInstant('2024-12-31T15:59:59.999Z', 'zh-CN', { now, style: 'log' })).toBe('12月31日 23:59:59')
    expect(formatInstant('2024-11-26T17:30:00+08:00', 'zh-CN', { now: at, style: 'short' })).toBe(
      '2024年11月26日 17:30',
    )
  })

  test('hours before ten have one digit in Chinese and two in English', () => {
    const at = '2024-11-28T01:05:00.000Z'
    expect(formatInstant(at, 'zh-CN', { now, style: 'short' })).toBe('11月28日 9:05')
    expect(formatInstant(at, 'en', { now, style: 'short' })).toBe('28 Nov, 09:05')
  })

  test('what is not an instant is refused', () => {
    expect(() => formatInstant('soon', 'en', { now, style: 'row' })).toThrow('Not an instant: soon')
  })
})

describe('a date in words', () => {
  test.each([
    ['row', '11月26日 星期二', 'Tue 26 Nov'],
    ['sentence', '11月26日（星期二）', 'Tuesday 26 November'],
    ['letter', '2024年11月26日', '26 November 2024'],
    ['short', '11月26日', '26 Nov'],
  ] as const)('%s: %s, %s', (style, chinese, english) => {
    expect(formatDate('2024-11-26', 'zh-CN', { now, style })).toBe(chinese)
    expect(formatDate('2024-11-26', 'en', { now, style })).toBe(english)
  })

  test('of another year', () => {
    expect(formatDate('2023-01-01', 'zh-CN', { now, style: 'short' })).toBe('2023年1月1日')
    expect(formatDate('2023-01-01', 'en', { now, style: 'row' })).toBe('Sun 1 Jan 2023')
  })
})

test.each([
  [2, false, '还剩 2 个工作日', '2 working days left'],
  [1, false, '还剩 1 个工作日', '1 working day left'],
  [0, false, '今天到期', 'due today'],
  [0, true, '超期不足 1 个工作日', 'less than 1 working day overdue'],
  [-1, true, '超期 1 个工作日', '1 working day overdue'],
  [-6, true, '超期 6 个工作日', '6 working days overdue'],
])('%d working days left (passed: %s) reads %s, %s', (left, passed, chinese, english) => {
  expect(formatWorkingDaysLeft(left, 'zh-CN', { passed })).toBe(chinese)
  expect(formatWorkingDaysLeft(left, 'en', { passed })).toBe(english)
})
