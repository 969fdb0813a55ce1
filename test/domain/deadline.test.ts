import chineseDays from 'chinese-days'
import fc from 'fast-check'
import {
  addWorkingDays,
  addWorkingHours,
  computeDue,
  DeadlineError,
  type DueRule,
  type RestDay,
  type Stop,
  subtractWorkingDays,
  workingDaysLeft,
} from '../../domain/deadline.ts'
import { addDays, daysBetween, instantOf, weekdayOf } from '../../domain/local-time.ts'
import { calendarBeforeRevision, knownCalendar } from './known-calendar.ts'

const closeOfBusiness = '17:30'

const workingDays = (from: string, count: number, stops?: Stop[]): DueRule => ({
  kind: 'working-days',
  from,
  count,
  closeOfBusiness,
  stops,
})
const calendarDays = (from: string, count: number, restDay: RestDay): DueRule => ({
  kind: 'calendar-days',
  from,
  count,
  restDay,
  closeOfBusiness,
})
const fixed = (on: string, restDay: RestDay): DueRule => ({ kind: 'on', on, restDay, closeOfBusiness })

const due = (rule: DueRule, calendar = knownCalendar) => computeDue(rule, calendar).due
const refusal = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    if (error instanceof DeadlineError) return `${error.field} ${error.code}`
    throw error
  }
  return 'not refused'
}

describe('a period in working days', () => {
  test.each([
    ['2019-11-20', 4, '2019-11-26', 'a week-end between'],
    ['2023-09-28', 5, '2023-10-11', 'eight days of holiday, then a Saturday and a Sunday that are worked'],
    ['2023-09-28', 1, '2023-10-07', 'ends on a Saturday that is worked'],
    ['2024-02-02', 1, '2024-02-04', 'ends on a Sunday that is worked'],
    ['2024-02-09', 1, '2024-02-18', 'New Year’s Eve is worked in 2024, then eight days are not'],
    ['2018-12-28', 1, '2018-12-29', 'a Saturday worked by the notice for the next year'],
    ['2018-12-28', 2, '2019-01-02', 'over the end of 2018'],
    ['2021-12-31', 1, '2022-01-04', 'over the end of 2021'],
    ['2022-12-30', 1, '2023-01-03', 'over the end of 2022, whose last day is a holiday'],
    ['2024-12-31', 1, '2025-01-02', 'over the end of 2024'],
    ['2025-12-31', 1, '2026-01-04', 'over the end of 2025, to a Sunday that is worked'],
    ['2020-01-23', 1, '2020-02-03', 'the spring festival of 2020 as it was lengthened'],
    ['2019-04-26', 4, '2019-05-05', 'the labour day of 2019 as it was revised'],
    ['2020-02-28', 1, '2020-03-02', 'a leap day that is a Saturday'],
  ])('of %s + %i ends on %s: %s', (from, count, on) => {
    expect(due(workingDays(from, count))).toBe(`${on}T17:30:00+08:00`)
  })

  test('ended elsewhere before the calendars of 2019 and 2020 were revised', () => {
    expect(due(workingDays('2019-04-26', 4), calendarBeforeRevision(2019))).toBe('2019-05-03T17:30:00+08:00')
    expect(due(workingDays('2020-01-23', 1), calendarBeforeRevision(2020))).toBe('2020-01-31T17:30:00+08:00')
    expect(due(workingDays('2020-01-23', 2), calendarBeforeRevision(2020))).toBe('2020-02-01T17:30:00+08:00')
  })

  test('names each day, counted or skipped, and why', () => {
    expect(computeDue(workingDays('2023-10-05', 3), knownCalendar)).toEqual({
      rule: workingDays('2023-10-05', 3),
      due: '2023-10-09T17:30:00+08:00',
      dueAt: '2023-10-09T09:30:00.000Z',
      provisional: false,
      days: [
        { date: '2023-10-06', counts: false, why: 'holiday', name: '国庆节' },
        { date: '2023-10-07', counts: true, why: 'make-up', name: '国庆节' },
        { date: '2023-10-08', counts: true, why: 'make-up', name: '国庆节' },
        { date: '2023-10-09', counts: true, why: 'working-day', name: null },
      ],
      calendar: [{ year: 2023, sources: ['国办发明电〔2022〕16号'] }],
      left: null,
    })
  })

  test('of none ends on the day of the event, where that is a working day', () => {
    expect(due(workingDays('2023-10-07', 0))).toBe('2023-10-07T17:30:00+08:00')
    expect(refusal(() => due(workingDays('2023-10-02', 0)))).toBe('workingDays event-on-rest-day')
  })

  test('is provisional from the first day of a year that is not published', () => {
    expect(computeDue(workingDays('2026-12-30', 1), knownCalendar)).toMatchObject({
      due: '2026-12-31T17:30:00+08:00',
      provisional: false,
    })
    expect(computeDue(workingDays('2026-12-30', 2), knownCalendar)).toMatchObject({
      due: '2027-01-01T17:30:00+08:00',
      provisional: true,
      calendar: [
        { year: 2026, sources: ['国办发明电〔2025〕7号'] },
        { year: 2027, sources: [] },
      ],
    })
  })

  test('ends at the close of business that the policy sets', () => {
    expect(computeDue({ ...workingDays('2019-11-20', 4), closeOfBusiness: '18:00' }, knownCalendar).dueAt).toBe(
      '2019-11-26T10:00:00.000Z',
    )
  })
})

describe('a stopped clock', () => {
  // 2023-10-09 is a Monday; five working days are 10, 11, 12, 13 and 16.
  const five = (...stops: Stop[]) => due(workingDays('2023-10-09', 5, stops))

  test.each<[string, Stop[], string]>([
    ['not stopped', [], '2023-10-16'],
    [
      'neither the day of stopping nor that of going on counts',
      [{ from: '2023-10-11', to: '2023-10-13' }],
      '2023-10-19',
    ],
    ['stopped and gone on within a day loses that day', [{ from: '2023-10-11', to: '2023-10-11' }], '2023-10-17'],
    ['a stop over the weekend only changes nothing', [{ from: '2023-10-14', to: '2023-10-15' }], '2023-10-16'],
    ['a stop before the event changes nothing', [{ from: '2023-10-02', to: '2023-10-09' }], '2023-10-16'],
    ['a stop on the last day keeps it from being the last', [{ from: '2023-10-16', to: '2023-10-17' }], '2023-10-18'],
    ['a stop after the end changes nothing', [{ from: '2023-10-17', to: '2023-10-31' }], '2023-10-16'],
    ['a stop without an end, after the end, changes nothing', [{ from: '2023-10-17' }], '2023-10-16'],
    [
      'overlapping stops are one',
      [
        { from: '2023-10-12', to: '2023-10-13' },
        { from: '2023-10-11', to: '2023-10-12' },
      ],
      '2023-10-19',
    ],
    [
      'a stop within a stop is one',
      [
        { from: '2023-10-11', to: '2023-10-13' },
        { from: '2023-10-12', to: '2023-10-12' },
      ],
      '2023-10-19',
    ],
    [
      'two stops apart each take their days',
      [
        { from: '2023-10-10', to: '2023-10-10' },
        { from: '2023-10-12', to: '2023-10-12' },
      ],
      '2023-10-18',
    ],
  ])('%s', (_, stops, on) => {
    expect(five(...stops)).toBe(`${on}T17:30:00+08:00`)
  })

  test('takes make-up days too', () => {
    expect(due(workingDays('2023-09-28', 10, [{ from: '2023-10-12', to: '2023-10-18' }]))).toBe(
      '2023-10-25T17:30:00+08:00',
    )
    expect(due(workingDays('2023-09-28', 1, [{ from: '2023-10-07', to: '2023-10-08' }]))).toBe(
      '2023-10-09T17:30:00+08:00',
    )
  })

  test('that never goes on leaves days and no date', () => {
    const working = computeDue(workingDays('2023-10-09', 5, [{ from: '2023-10-12' }]), knownCalendar)
    expect(working).toMatchObject({ due: null, dueAt: null, left: 3 })
    expect(working.days.map(({ date, why }) => [date, why])).toEqual([
      ['2023-10-10', 'working-day'],
      ['2023-10-11', 'working-day'],
      ['2023-10-12', 'stopped'],
    ])
  })

  test('that never goes on swallows what is stopped later', () => {
    const stops = [{ from: '2023-10-13', to: '2023-10-16' }, { from: '2023-10-12' }]
    expect(computeDue(workingDays('2023-10-09', 5, stops), knownCalendar)).toMatchObject({ due: null, left: 3 })
  })
})

describe('a period in calendar days', () => {
  test.each<[string, number, RestDay, string]>([
    ['2023-09-28', 30, 'keep', '2023-10-28'],
    ['2023-09-28', 30, 'next', '2023-10-30'],
    ['2023-09-28', 3, 'next', '2023-10-07'],
    ['2020-02-28', 1, 'keep', '2020-02-29'],
    ['2019-11-25', 1, 'next', '2019-11-26'],
    ['2019-11-23', 0, 'keep', '2019-11-23'],
    ['2019-11-23', 0, 'next', '2019-11-25'],
  ])('%s + %i, rest day: %s, ends on %s', (from, count, restDay, on) => {
    expect(due(calendarDays(from, count, restDay))).toBe(`${on}T17:30:00+08:00`)
  })

  test('that moves off a rest day skips it and counts the day it moves to', () => {
    expect(computeDue(calendarDays('2019-11-21', 2, 'next'), knownCalendar).days).toEqual([
      { date: '2019-11-22', counts: true, why: 'calendar-day', name: null },
      { date: '2019-11-23', counts: false, why: 'weekend', name: null },
      { date: '2019-11-24', counts: false, why: 'weekend', name: null },
      { date: '2019-11-25', counts: true, why: 'calendar-day', name: null },
    ])
  })

  test('depends on an unpublished year only where it would move off a rest day', () => {
    expect(computeDue(calendarDays('2026-12-20', 30, 'keep'), knownCalendar).provisional).toBe(false)
    expect(computeDue(calendarDays('2026-12-20', 30, 'next'), knownCalendar).provisional).toBe(true)
  })
})

describe('a fixed date', () => {
  test.each<[string, RestDay, string]>([
    ['2019-11-26', 'keep', '2019-11-26'],
    ['2023-10-02', 'keep', '2023-10-02'],
    ['2023-10-02', 'next', '2023-10-07'],
    ['2023-10-07', 'next', '2023-10-07'],
    ['2018-12-30', 'next', '2019-01-02'],
  ])('%s, rest day: %s, is due on %s', (on, restDay, expected) => {
    expect(due(fixed(on, restDay))).toBe(`${expected}T17:30:00+08:00`)
  })
})

describe('what cannot be computed names its field', () => {
  test.each<[string, DueRule]>([
    ['from not-a-date', workingDays('2023-02-30', 5)],
    ['from not-a-date', workingDays('２０２３-02-03', 5)],
    ['from year-out-of-range', workingDays('1999-12-31', 5)],
    ['on year-out-of-range', fixed('9999-12-31', 'keep')],
    ['on not-a-date', fixed('2023-13-01', 'keep')],
    ['workingDays not-a-count', workingDays('2023-02-03', -1)],
    ['workingDays not-a-count', workingDays('2023-02-03', 1.5)],
    ['workingDays not-a-count', workingDays('2023-02-03', Number.NaN)],
    ['workingDays count-too-large', workingDays('2023-02-03', 2601)],
    ['workingDays end-out-of-range', workingDays('2099-12-30', 2)],
    ['calendarDays count-too-large', calendarDays('2023-02-03', 3661, 'keep')],
    ['calendarDays end-out-of-range', calendarDays('2099-12-30', 2, 'keep')],
    ['on end-out-of-range', fixed('2099-12-27', 'next')],
    [
      'stops[1].to stop-ends-before-it-begins',
      workingDays('2023-02-03', 5, [{ from: '2023-02-06' }, { from: '2023-02-07', to: '2023-02-06' }]),
    ],
    ['stops[0].from not-a-date', workingDays('2023-02-03', 5, [{ from: '2023-2-6' }])],
    ['closeOfBusiness not-a-time', { ...workingDays('2023-02-03', 5), closeOfBusiness: '24:00' }],
  ])('%s', (expected, rule) => {
    const calendar = expected.startsWith('on end') ? restingCalendar : knownCalendar
    expect(refusal(() => computeDue(rule, calendar))).toBe(expected)
  })

  // In this calendar the end of the last year is all holiday, so that there is nowhere left to move to.
  const restingCalendar = {
    ...knownCalendar,
    dayOf: (date: string) => ({ ...knownCalendar.dayOf(date), counts: date > '2099-12-31' }),
  }
})

describe('working days left', () => {
  const at = (date: string, time = '10:00') => instantOf(date, time)
  test.each([
    ['2019-11-20', '2019-11-26', 4, 'as many as the period has, on the day of the event'],
    ['2019-11-22', '2019-11-26', 2, 'over a weekend'],
    ['2019-11-26', '2019-11-26', 0, 'due today'],
    ['2019-11-27', '2019-11-26', -1, 'overdue since yesterday'],
    ['2019-11-30', '2019-11-29', 0, 'on the Saturday after'],
    ['2019-12-02', '2019-11-29', -1, 'on the Monday after'],
    ['2023-09-28', '2023-10-08', 2, 'make-up days count'],
    ['2019-11-22', '2019-11-23', 0, 'due on a rest day'],
  ])('on %s, due %s: %i (%s)', (today, dueOn, expected) => {
    expect(workingDaysLeft(at(today), at(dueOn, '17:30'), knownCalendar)).toBe(expected)
  })

  test('are counted by the date here, not in UTC', () => {
    expect(workingDaysLeft('2019-11-25T16:00:00.000Z', '2019-11-26T09:30:00.000Z', knownCalendar)).toBe(0)
    expect(workingDaysLeft('2019-11-25T15:59:59.999Z', '2019-11-26T09:30:00.000Z', knownCalendar)).toBe(1)
  })
})

describe('hours of work', () => {
  // 08:30 to 12:00 and 14:30 to 17:30: six and a half hours a day. 2019-11-22 is a Friday.
  const after = (date: string, time: string, hours: number) =>
    addWorkingHours(instantOf(date, time), hours, knownCalendar)
  test.each([
    ['2019-11-22', '09:00', 2, '2019-11-22', '11:00'],
    ['2019-11-22', '09:00', 3, '2019-11-22', '12:00'],
    ['2019-11-22', '11:00', 2, '2019-11-22', '15:30'],
    ['2019-11-22', '16:00', 4, '2019-11-25', '11:00'],
    ['2019-11-22', '20:00', 1, '2019-11-25', '09:30'],
    ['2019-11-23', '10:00', 1, '2019-11-25', '09:30'],
    ['2019-11-22', '13:00', 0.5, '2019-11-22', '15:00'],
    ['2023-09-28', '17:00', 1, '2023-10-07', '09:00'],
    ['2019-11-26', '17:30', -1, '2019-11-26', '16:30'],
    ['2019-11-25', '09:00', -1, '2019-11-22', '17:00'],
    ['2019-11-25', '14:00', -3.5, '2019-11-25', '08:30'],
    ['2019-11-23', '20:00', 0, '2019-11-23', '20:00'],
  ])('%s %s + %d hours is %s %s', (date, time, hours, expectedDate, expectedTime) => {
    expect(after(date, time, hours)).toBe(instantOf(expectedDate, expectedTime))
  })

  test('are exact to the millisecond', () => {
    expect(addWorkingHours('2019-11-22T01:00:00.123Z', 2, knownCalendar)).toBe('2019-11-22T03:00:00.123Z')
  })

  test.each([
    ['officeHours not-office-hours', []],
    ['officeHours[0] not-office-hours', [{ from: '12:00', to: '08:30' }]],
    [
      'officeHours[1] not-office-hours',
      [
        { from: '08:30', to: '12:00' },
        { from: '11:00', to: '17:30' },
      ],
    ],
    ['officeHours[0].to not-a-time', [{ from: '08:30', to: '24:00' }]],
  ])('want office hours in order: %s', (expected, officeHours) => {
    expect(refusal(() => addWorkingHours('2019-11-22T01:00:00.000Z', 1, knownCalendar, officeHours))).toBe(expected)
  })

  test.each([1e6, Number.POSITIVE_INFINITY, Number.NaN])('of %d are refused', hours => {
    expect(refusal(() => addWorkingHours('2019-11-22T01:00:00.000Z', hours, knownCalendar))).toMatch(/^workingHours /)
  })
})

describe('whatever the dates', () => {
  const date = fc
    .integer({ min: 0, max: daysBetween('2018-01-01', '2026-06-30') })
    .map(days => addDays('2018-01-01', days))
  const count = fc.integer({ min: 1, max: 90 })
  const stop = fc
    .tuple(date, fc.integer({ min: 0, max: 40 }))
    .map(([from, length]) => ({ from, to: addDays(from, length) }))
  const nearStops = (from: string) =>
    fc.array(
      fc
        .tuple(fc.integer({ min: -20, max: 120 }), fc.integer({ min: 0, max: 30 }))
        .map(([start, length]) => ({ from: addDays(from, start), to: addDays(from, start + length) })),
      { maxLength: 4 },
    )
  const stopped = date.chain(from => fc.record({ from: fc.constant(from), stops: nearStops(from) }))
  const dueOn = (rule: DueRule) => computeDue(rule, knownCalendar).due?.slice(0, 10) ?? ''

  test('as many days count as the rule has, the last is the due day, and each is accounted for', () => {
    fc.assert(
      fc.property(stopped, count, ({ from, stops }, n) => {
        const { days, due } = computeDue(workingDays(from, n, stops), knownCalendar)
        expect(days.filter(day => day.counts)).toHaveLength(n)
        expect(days.at(-1)).toMatchObject({ counts: true, date: due?.slice(0, 10) })
        expect(days.map(day => day.date)).toEqual(days.map((_, index) => addDays(from, index + 1)))
      }),
    )
  })

  test('a day counts exactly when an independent list calls it a working day and no stop lies on it', () => {
    fc.assert(
      fc.property(stopped, count, ({ from, stops }, n) => {
        for (const day of computeDue(workingDays(from, n, stops), knownCalendar).days) {
          const standing = stops.some(stop => stop.from <= day.date && day.date <= stop.to)
          const working = day.date < '2027' ? chineseDays.isWorkday(day.date) : weekdayOf(day.date) < 6
          expect(day.counts).toBe(working && !standing)
        }
      }),
    )
  })

  test('two periods one after the other are as long as one', () => {
    fc.assert(
      fc.property(date, count, count, (from, one, other) => {
        expect(dueOn(workingDays(dueOn(workingDays(from, one)), other))).toBe(dueOn(workingDays(from, one + other)))
      }),
    )
  })

  test('a further stop never shortens a period, and the order of stops does not matter', () => {
    fc.assert(
      fc.property(stopped, stop, count, ({ from, stops }, further, n) => {
        const before = dueOn(workingDays(from, n, stops))
        const after = dueOn(workingDays(from, n, [...stops, further]))
        expect(after >= before).toBe(true)
        expect(dueOn(workingDays(from, n, [further, ...stops].reverse()))).toBe(after)
        if (further.from > before) expect(after).toBe(before)
      }),
    )
  })

  test('on the day of the event all the days are left, and counting back from the end finds a working event day', () => {
    fc.assert(
      fc.property(date, count, (from, n) => {
        const end = dueOn(workingDays(from, n))
        expect(end).toBe(addWorkingDays(from, n, knownCalendar))
        expect(workingDaysLeft(instantOf(from, '23:59'), instantOf(end, closeOfBusiness), knownCalendar)).toBe(n)
        const working = knownCalendar.dayOf(from).counts ? from : subtractWorkingDays(from, 1, knownCalendar)
        expect(subtractWorkingDays(end, n, knownCalendar)).toBe(working)
      }),
    )
  })

  test('calendar days that move never end on a rest day, and never early', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: 0, max: 120 }), (from, n) => {
        const end = dueOn(calendarDays(from, n, 'next'))
        expect(knownCalendar.dayOf(end).counts).toBe(true)
        expect(end >= dueOn(calendarDays(from, n, 'keep'))).toBe(true)
        expect(daysBetween(from, dueOn(calendarDays(from, n, 'keep')))).toBe(n)
      }),
    )
  })

  test('hours of work forwards and back again are where they began, for an instant at work', () => {
    const atWork = fc.tuple(date, fc.integer({ min: 1, max: 3.5 * 3_600_000 - 1 })).map(([on, ms]) => {
      const { counts } = knownCalendar.dayOf(on)
      const day = counts ? on : addWorkingDays(on, 1, knownCalendar)
      return new Date(Date.parse(instantOf(day, '08:30')) + ms).toISOString()
    })
    fc.assert(
      fc.property(atWork, fc.integer({ min: 0, max: 200 * 3600 }), (at, seconds) => {
        const later = addWorkingHours(at, seconds / 3600, knownCalendar)
        expect(addWorkingHours(later, -seconds / 3600, knownCalendar)).toBe(at)
      }),
    )
  })
})
