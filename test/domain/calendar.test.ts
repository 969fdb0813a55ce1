import chineseDays from 'chinese-days'
import { CalendarError, type CalendarYear, createCalendar, nextWorkingDay } from '../../domain/calendar.ts'
import { addDays } from '../../domain/local-time.ts'
import { calendarBeforeRevision, knownCalendar } from './known-calendar.ts'

const day = (date: string) => {
  const { counts, why, name } = knownCalendar.dayOf(date)
  return [counts, why, name]
}

test('an ordinary week has five working days', () => {
  expect(day('2019-11-22')).toEqual([true, 'working-day', null])
  expect(day('2019-11-23')).toEqual([false, 'weekend', null])
  expect(day('2019-11-24')).toEqual([false, 'weekend', null])
})

test('a holiday on a weekday does not count, and says which it is', () => {
  expect(day('2023-10-02')).toEqual([false, 'holiday', '国庆节'])
})

test('a Saturday or Sunday worked for a holiday counts, and says for which', () => {
  expect(day('2023-10-07')).toEqual([true, 'make-up', '国庆节'])
  expect(day('2023-10-08')).toEqual([true, 'make-up', '国庆节'])
  expect(day('2024-02-04')).toEqual([true, 'make-up', '春节'])
})

test('the notice for 2019 changed the last days of 2018', () => {
  expect(day('2018-12-29')).toEqual([true, 'make-up', '元旦'])
  expect(day('2018-12-30')).toEqual([false, 'holiday', '元旦'])
  expect(day('2018-12-31')).toEqual([false, 'holiday', '元旦'])
})

test('the notice for 2023 made the last day of 2022 a holiday', () => {
  expect(day('2022-12-31')).toEqual([false, 'holiday', '元旦'])
})

test('the labour day of 2019 was lengthened in March', () => {
  const before = calendarBeforeRevision(2019)
  expect(before.dayOf('2019-05-02').counts).toBe(true)
  expect(before.dayOf('2019-04-28').counts).toBe(false)
  expect(before.dayOf('2019-05-05').counts).toBe(false)
  expect(day('2019-05-01')).toEqual([false, 'holiday', '劳动节'])
  expect(day('2019-05-02')).toEqual([false, 'holiday', '劳动节'])
  expect(day('2019-04-28')).toEqual([true, 'make-up', '劳动节'])
  expect(day('2019-05-05')).toEqual([true, 'make-up', '劳动节'])
})

test('the spring festival of 2020 was lengthened in January, over a day that was to be worked', () => {
  const before = calendarBeforeRevision(2020)
  expect(before.dayOf('2020-01-31').counts).toBe(true)
  expect(before.dayOf('2020-02-01').why).toBe('make-up')
  expect(day('2020-01-31')).toEqual([false, 'holiday', '春节'])
  expect(day('2020-02-01')).toEqual([false, 'holiday', '春节'])
  expect(day('2020-02-02')).toEqual([false, 'holiday', '春节'])
  expect(day('2020-02-03')).toEqual([true, 'working-day', null])
})

test('every day from 2018 to 2026 is what an independent list of days says', () => {
  const different: string[] = []
  let days = 0
  for (let date = '2018-01-01'; date <= '2026-12-31'; date = addDays(date, 1)) {
    days += 1
    if (knownCalendar.dayOf(date).counts !== chineseDays.isWorkday(date)) different.push(date)
  }
  expect(different).toEqual([])
  expect(days).toBe(3287)
})

test('a year without a notice is Monday to Friday and says that it is not published', () => {
  expect(knownCalendar.isPublished(2026)).toBe(true)
  expect(knownCalendar.isPublished(2027)).toBe(false)
  expect(knownCalendar.dayOf('2027-01-01')).toEqual({
    date: '2027-01-01',
    counts: true,
    why: 'working-day',
    name: null,
    published: false,
  })
})

test('the sources of a year are its notices, revisions included', () => {
  expect(knownCalendar.sourcesFor(['2019-05-06', '2020-01-06', '2019-11-26'])).toEqual([
    { year: 2019, sources: ['国办发明电〔2018〕15号', '国办发明电〔2019〕3号'] },
    { year: 2020, sources: ['国办发明电〔2019〕16号', '国办发明电〔2020〕1号'] },
  ])
})

test("next year's notice is a source where it set one of the days", () => {
  expect(knownCalendar.sourcesFor(['2018-12-28'])).toEqual([{ year: 2018, sources: ['国办发明电〔2017〕12号'] }])
  expect(knownCalendar.sourcesFor(['2018-12-28', '2018-12-29'])).toEqual([
    { year: 2018, sources: ['国办发明电〔2017〕12号', '国办发明电〔2018〕15号'] },
  ])
})

test('an unpublished year has no sources', () => {
  expect(knownCalendar.sourcesFor(['2027-03-01'])).toEqual([{ year: 2027, sources: [] }])
})

test('the next working day after a long holiday may be a Saturday, and names what lay between', () => {
  const { day, passed } = nextWorkingDay('2023-10-04', knownCalendar)
  expect(day.date).toBe('2023-10-07')
  expect(passed.map(rest => rest.date)).toEqual(['2023-10-04', '2023-10-05', '2023-10-06'])
})

describe('a calendar that contradicts itself is refused', () => {
  const year = (of: number, date: string): CalendarYear => ({
    year: of,
    notices: [
      {
        number: `例〔${of}〕1号`,
        publishedOn: `${of - 1}-12-01`,
        holidays: [{ date, name: '元旦' }],
        makeUpDays: [],
        takesBack: [],
      },
    ],
  })

  test('a year that comes twice', () => {
    expect(() => createCalendar([year(2030, '2030-01-01'), year(2030, '2030-01-02')])).toThrow(
      new CalendarError('year-twice', '2030'),
    )
  })

  test('a day set by two years', () => {
    expect(() => createCalendar([year(2031, '2030-12-31'), year(2030, '2030-12-31')])).toThrow(
      new CalendarError('day-twice', '2030-12-31'),
    )
  })
})
