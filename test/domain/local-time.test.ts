import {
  addDays,
  clockTimeOf,
  daysBetween,
  instantOf,
  isClockTime,
  isLocalDate,
  localDateOf,
  weekdayOf,
  withOffset,
} from '../../domain/local-time.ts'

test.each(['2019-11-26', '2020-02-29', '2000-02-29', '2099-12-31'])('%s is a date', text => {
  expect(isLocalDate(text)).toBe(true)
})

test.each([
  '2023-02-30',
  '2019-02-29',
  '2100-02-29',
  '2023-13-01',
  '2023-00-10',
  '2023-1-1',
  '２０２３-01-01',
  '2023-01-01T00:00',
  ' 2023-01-01',
  '2023-01-01\n',
  '',
])('%j is no date', text => {
  expect(isLocalDate(text)).toBe(false)
})

test.each(['00:00', '09:05', '17:30', '23:59'])('%s is a time of day', text => {
  expect(isClockTime(text)).toBe(true)
})

test.each(['24:00', '9:05', '17:60', '１7:30', '17:30:00', ''])('%j is no time of day', text => {
  expect(isClockTime(text)).toBe(false)
})

test('half past five in the afternoon here is half past nine in UTC', () => {
  expect(instantOf('2019-11-26', '17:30')).toBe('2019-11-26T09:30:00.000Z')
})

test('the small hours here are still the day before in UTC', () => {
  expect(instantOf('2020-01-01', '00:30')).toBe('2019-12-31T16:30:00.000Z')
  expect(localDateOf('2019-12-31T16:30:00.000Z')).toBe('2020-01-01')
  expect(localDateOf('2019-12-31T15:59:59.999Z')).toBe('2019-12-31')
  expect(clockTimeOf('2019-12-31T16:30:00.000Z')).toBe('00:30')
})

test('an instant is written with its offset, and with milliseconds only where it has any', () => {
  expect(withOffset('2019-11-26T09:30:00.000Z')).toBe('2019-11-26T17:30:00+08:00')
  expect(withOffset('2019-11-26T09:30:00.001Z')).toBe('2019-11-26T17:30:00.001+08:00')
})

test('days go over the ends of months and leap years', () => {
  expect(addDays('2020-02-28', 1)).toBe('2020-02-29')
  expect(addDays('2019-02-28', 1)).toBe('2019-03-01')
  expect(addDays('2020-01-01', -1)).toBe('2019-12-31')
  expect(daysBetween('2019-12-31', '2021-01-01')).toBe(367)
})

test('the week starts on Monday', () => {
  expect(weekdayOf('2026-11-23')).toBe(1)
  expect(weekdayOf('2026-11-29')).toBe(7)
})
