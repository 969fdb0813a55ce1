import fc from 'fast-check'
import { defaultOfficeHours } from '../../domain/deadline.ts'
import {
  checkLadder,
  isPast,
  type Ladder,
  LadderError,
  type LadderRung,
  overtaken,
  planRungs,
  type RungOffset,
} from '../../domain/ladder.ts'
import { instantOf } from '../../domain/local-time.ts'
import { knownCalendar } from './known-calendar.ts'

const rung = (key: string, offset: RungOffset, rest: Partial<LadderRung> = {}): LadderRung => ({
  rung: key,
  kind: 'reminder',
  anchor: 'due',
  to: 'party',
  occasion: 'due-soon',
  offset,
  ...rest,
})

const silence = rung('silence', {}, { kind: 'silence', occasion: 'deemed' })

// Opened on a Wednesday, due on the Tuesday after.
const span = {
  openedAt: instantOf('2019-11-20', '09:00'),
  dueAt: instantOf('2019-11-26', '17:30'),
  closeOfBusiness: '17:30',
  officeHours: defaultOfficeHours,
}

const plan = (ladder: Ladder, changes: Partial<typeof span> = {}) =>
  planRungs(ladder, { ...span, ...changes }, knownCalendar)

const answerLadder: Ladder = [
  rung(
    'sign-for',
    { workingHours: 4 },
    { kind: 'sign-for-reminder', anchor: 'opened', only: 'unsigned', occasion: 'not-signed-for' },
  ),
  rung('reminder', { workingDays: -2 }, { time: '09:00' }),
  rung('urging', { calendarDays: -1 }, { kind: 'urging', occasion: 'urged' }),
  rung('last-call', { workingHours: -2 }),
  silence,
  rung('overdue', { workingDays: 1 }, { kind: 'urging', time: '09:00', only: 'mandatory', occasion: 'overdue' }),
  rung(
    'order',
    { workingDays: 3 },
    { kind: 'supervision-order', to: 'head', release: 'supervisor', only: 'mandatory', occasion: 'supervision-order' },
  ),
]

const instants = [
  ['sign-for', instantOf('2019-11-20', '15:30')],
  ['reminder', instantOf('2019-11-22', '09:00')],
  ['urging', instantOf('2019-11-25', '17:30')],
  ['last-call', instantOf('2019-11-26', '15:30')],
  ['silence', instantOf('2019-11-26', '17:30')],
  ['overdue', instantOf('2019-11-27', '09:00')],
  ['order', instantOf('2019-11-29', '17:30')],
]

test('a ladder becomes instants, in their order whatever its own', () => {
  expect(plan(answerLadder).map(({ rung, at }) => [rung, at])).toEqual(instants)
  expect(plan([...answerLadder].reverse()).map(({ rung, at }) => [rung, at])).toEqual(instants)
})

test('a planned rung says to whom it goes, on what occasion, and who must release it', () => {
  expect(plan(answerLadder).at(-1)).toEqual({
    rung: 'order',
    kind: 'supervision-order',
    at: instantOf('2019-11-29', '17:30'),
    leftOut: false,
    to: 'head',
    release: 'supervisor',
    only: 'mandatory',
    occasion: 'supervision-order',
  })
})

test('working days pass over a long holiday and use the make-up days', () => {
  const dueAt = instantOf('2023-10-09', '17:30')
  const openedAt = instantOf('2023-09-27', '09:00')
  expect(plan([rung('reminder', { workingDays: -3 }, { time: '09:00' })], { openedAt, dueAt })[0]?.at).toBe(
    instantOf('2023-09-28', '09:00'),
  )
  expect(plan([rung('reminder', { workingDays: -2 }, { time: '09:00' })], { openedAt, dueAt })[0]?.at).toBe(
    instantOf('2023-10-07', '09:00'),
  )
})

test('a rung before the opening is left out; one at the very instant is not', () => {
  const reminder = [rung('reminder', { workingDays: -2 }, { time: '09:00' })]
  const leftOut = (openedAt: string) => plan(reminder, { openedAt })[0]?.leftOut
  expect(leftOut('2019-11-22T00:59:59.999Z')).toBe(false)
  expect(leftOut('2019-11-22T01:00:00.000Z')).toBe(false)
  expect(leftOut('2019-11-22T01:00:00.001Z')).toBe(true)
})

test('silence is at the due instant itself, to the millisecond, and comes after what is at the same instant', () => {
  const dueAt = '2019-11-26T09:30:00.123Z'
  const planned = plan([silence, rung('last', { workingHours: 0 })], { dueAt })
  expect(planned.map(({ rung, at }) => [rung, at])).toEqual([
    ['last', dueAt],
    ['silence', dueAt],
  ])
})

describe('after an outage', () => {
  const at = (date: string, time: string) => overtaken(plan(answerLadder), instantOf(date, time))

  test('nothing is overtaken while one rung only is due', () => {
    expect(at('2019-11-20', '15:00')).toEqual([])
    expect(at('2019-11-20', '16:00')).toEqual([])
  })

  test('of several that are due the last acts', () => {
    expect(at('2019-11-26', '10:00')).toEqual(['sign-for', 'reminder'])
  })

  test('no reminder goes out when the silence is due', () => {
    expect(at('2019-11-26', '18:00')).toEqual(['sign-for', 'reminder', 'urging', 'last-call'])
  })

  test('silence acts although a later rung is due as well', () => {
    expect(at('2019-11-28', '10:00')).toEqual(['sign-for', 'reminder', 'urging', 'last-call'])
    expect(at('2019-12-02', '10:00')).toEqual(['sign-for', 'reminder', 'urging', 'last-call', 'overdue'])
  })

  test('a rung is due when its instant has passed, not at it', () => {
    const dueAt = instantOf('2019-11-26', '17:30')
    expect(isPast(dueAt, '2019-11-26T09:29:59.999Z')).toBe(false)
    expect(isPast(dueAt, '2019-11-26T09:30:00.000Z')).toBe(false)
    expect(isPast(dueAt, '2019-11-26T09:30:00.001Z')).toBe(true)
    expect(overtaken(plan(answerLadder), '2019-11-26T09:30:00.000Z')).not.toContain('last-call')
  })

  test('whatever is due, all are overtaken but silence and at most one more', () => {
    const waiting = fc.uniqueArray(fc.constantFrom(...plan(answerLadder)))
    const now = fc
      .integer({ min: 0, max: 20 * 24 * 3600 })
      .map(s => new Date(Date.parse(span.openedAt) + s * 1000).toISOString())
    fc.assert(
      fc.property(waiting, now, (rungs, nowAt) => {
        const due = rungs.filter(rung => isPast(rung.at, nowAt))
        const gone = overtaken(rungs, nowAt)
        const acting = due.filter(rung => !gone.includes(rung.rung))
        expect(gone).not.toContain('silence')
        expect(acting.filter(rung => rung.kind !== 'silence').length).toBeLessThanOrEqual(1)
        if (due.length > 0) expect(acting.length).toBeGreaterThan(0)
        const latest = Math.max(...due.map(rung => Date.parse(rung.at)))
        if (due.length > 0) expect(acting.some(rung => Date.parse(rung.at) === latest)).toBe(true)
      }),
    )
  })
})

describe('a ladder that cannot be planned', () => {
  test.each<[string, Ladder, unknown]>([
    ['a key twice', [rung('a', { workingDays: 1 }), rung('a', { workingDays: 2 })], [1, 'rung', 'rung-twice']],
    ['two silences', [silence, { ...silence, rung: 'again' }], [1, 'kind', 'two-silences']],
    ['no offset', [rung('a', {})], [0, 'offset', 'offset-not-one']],
    ['two offsets', [rung('a', { workingDays: 1, workingHours: 1 })], [0, 'offset', 'offset-not-one']],
    ['half a day', [rung('a', { workingDays: 0.5 })], [0, 'offset', 'offset-not-whole']],
    ['three thousand days', [rung('a', { calendarDays: -3000 })], [0, 'offset', 'offset-too-large']],
    ['a silence before the end', [{ ...silence, offset: { workingDays: -1 } }], [0, 'offset', 'silence-not-at-due']],
    ['a silence from the opening', [{ ...silence, anchor: 'opened' }], [0, 'anchor', 'silence-not-at-due']],
    ['a time that is none', [rung('a', { workingDays: 1 }, { time: '25:00' })], [0, 'time', 'time-not-a-time']],
    ['a time beside hours', [rung('a', { workingHours: 1 }, { time: '09:00' })], [0, 'time', 'time-with-hours']],
  ])('%s', (_, ladder, problem) => {
    expect(checkLadder(ladder).map(({ index, field, code }) => [index, field, code])).toEqual([problem])
    expect(() => plan(ladder)).toThrow(LadderError)
  })

  test('while a good one has nothing wrong', () => {
    expect(checkLadder(answerLadder)).toEqual([])
  })
})
