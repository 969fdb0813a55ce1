import { createCalendar } from '../../domain/calendar.ts'
import { planRungs } from '../../domain/ladder.ts'
import {
  type LaunchSettings,
  type ResolvedProcedure,
  resolveProcedure,
  rulesOf,
  type SolicitationRules,
  settingFromText,
} from '../../domain/procedure.ts'
import {
  answerDueFault,
  dueOfStep,
  ladderOf,
  planCycle,
  rungsOfStep,
  skippedDays,
  timedSteps,
} from '../../domain/timeline.ts'
import { readCalendars } from '../../policies/calendar-file.ts'
import { readPack } from '../../policies/read-pack.ts'

const years = readCalendars('policies/calendars')
if (!years.ok) throw new Error(JSON.stringify(years.errors))
const published = years.years.filter(({ year }) => year <= 2026)
const calendar = createCalendar(published)
const reading = readPack('policies/ningguo')
if (!reading.ok) throw new Error(JSON.stringify(reading.errors))
const { pack } = reading

const resolved = (settings: LaunchSettings = {}): ResolvedProcedure => {
  const procedure = resolveProcedure(pack, 'opinions', settings)
  if (!procedure) throw new Error('no procedure')
  return procedure
}
const rules = (parameters: Record<string, string> = {}): SolicitationRules =>
  rulesOf(
    resolved({
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([name, text]) => [name, settingFromText(name, text)]),
      ),
    }),
  )
const shanghai = (local: string): string => new Date(`${local}+08:00`).toISOString()

describe('the timeline of a cycle', () => {
  test('on the dates of November 2019 has every instant, in order', () => {
    const launch = { requestedAt: shanghai('2019-11-20T09:02'), signedAt: shanghai('2019-11-20T11:51') }
    const { entries, warnings, calendar: sources } = planCycle(rules({ answerPeriod: '2019-11-26' }), launch, calendar)
    expect(entries.map(({ key, local }) => `${local.slice(0, 16)} ${key}`)).toEqual([
      '2019-11-20T09:02 signature.requested',
      '2019-11-20T11:51 answer.released',
      '2019-11-22T09:00 signature.reminder',
      '2019-11-22T09:00 answer.reminder',
      '2019-11-22T11:51 answer.sign-for-reminder',
      '2019-11-22T17:30 signature.due',
      '2019-11-25T09:00 signature.urging',
      '2019-11-26T09:00 answer.urging',
      '2019-11-26T17:30 answer.silence',
      '2019-11-26T17:30 answer.due',
      '2019-11-26T17:30 disposition.opened',
      '2019-11-27T09:00 answer.overdue-urging',
      '2019-11-29T09:00 answer.supervision-order',
      '2019-12-19T09:00 disposition.reminder',
      '2019-12-24T17:30 disposition.due',
      '2019-12-24T17:30 approval.requested',
      '2019-12-25T09:00 disposition.urging',
      '2019-12-26T09:00 disposition.urging-section-head',
      '2019-12-27T09:00 disposition.supervision-order',
      '2019-12-30T09:00 approval.reminder',
      '2019-12-31T17:30 approval.due',
      '2019-12-31T17:30 feedback.sent',
      '2020-01-02T09:00 approval.urging',
    ])
    expect(warnings).toEqual([])
    expect(sources.map(({ year }) => year)).toEqual([2019])
  })

  test('says of a date which days were counted, which not and why', () => {
    // The make-up days of National Day 2023 are 7 and 8 October; the holiday is 29 September to 6 October.
    const launch = { requestedAt: shanghai('2023-09-28T16:00') }
    const due = planCycle(rules({ answerPeriod: '5' }), launch, calendar).entries.find(
      ({ key }) => key === 'answer.due',
    )
    expect(due).toMatchObject({
      local: '2023-10-11T17:30:00+08:00',
      from: '2023-09-28',
      counted: 5,
      provisional: false,
    })
    expect(due?.days.filter(({ counts }) => counts).map(({ date }) => date.slice(5))).toEqual([
      '10-07',
      '10-08',
      '10-09',
      '10-10',
      '10-11',
    ])
    expect(due?.skipped.flatMap(({ dates }) => dates)).toHaveLength(8)
    expect(due?.skipped.every(({ why }) => why === 'holiday')).toBe(true)
  })

  test('counts the working days up to a date that was named', () => {
    const launch = { requestedAt: shanghai('2019-11-20T09:02') }
    const plan = planCycle(rules({ answerPeriod: '2019-11-26' }), launch, calendar)
    const due = plan.entries.find(({ key }) => key === 'answer.due')
    expect(due).toMatchObject({ from: '2019-11-20', counted: 4 })
    expect(due?.skipped).toEqual([{ why: 'weekend', name: null, dates: ['2019-11-23', '2019-11-24'] }])
  })

  test('has exactly the instants that the rows get', () => {
    const launch = { requestedAt: shanghai('2024-02-02T10:00'), signedAt: shanghai('2024-02-05T15:04') }
    const set = rules({ answerPeriod: '10' })
    const { entries } = planCycle(set, launch, calendar)
    const opened = (key: string): string => entries.find(entry => entry.key === key)?.at ?? ''
    const openedAt = {
      signature: opened('signature.requested'),
      answer: opened('answer.released'),
      disposition: opened('disposition.opened'),
      approval: opened('approval.requested'),
    }
    for (const step of timedSteps) {
      const { dueAt } = dueOfStep(step, set, openedAt[step], calendar)
      const { closeOfBusiness, officeHours } = set
      const span = { openedAt: openedAt[step], dueAt: dueAt ?? '', closeOfBusiness, officeHours }
      const rows = planRungs(ladderOf(step, set), span, calendar)
      expect(rungsOfStep(step, set, openedAt[step], dueAt ?? '', calendar)).toEqual(rows)
      expect(opened(`${step}.due`)).toBe(dueAt)
      const drawn = entries.filter(entry => entry.step === step && entry.kind !== 'act' && entry.kind !== 'due')
      expect(drawn.map(({ key, at, leftOut }) => [key, at, leftOut])).toEqual(
        rows.map(({ rung, at, leftOut }) => [`${step}.${rung}`, at, leftOut]),
      )
    }
  })

  test('marks what would come before its step was opened as left out', () => {
    const launch = { requestedAt: shanghai('2019-11-22T10:00') }
    const { entries } = planCycle(rules({ answerPeriod: '2019-11-26', minimumPeriod: '1' }), launch, calendar)
    expect(entries.find(({ key }) => key === 'answer.reminder')).toMatchObject({ leftOut: true })
    expect(entries.find(({ key }) => key === 'answer.urging')).toMatchObject({ leftOut: false })
  })

  test('is provisional where the holidays of a year are not published', () => {
    const { warnings, entries } = planCycle(rules(), { requestedAt: shanghai('2026-12-28T10:00') }, calendar)
    expect(warnings).toEqual(['provisional'])
    const provisional = entries.filter(entry => entry.provisional).map(({ key }) => key)
    expect(provisional).toEqual(['answer.due', 'disposition.due', 'approval.due'])
  })

  test('offers the next working day for a date on a rest day', () => {
    const launch = { requestedAt: shanghai('2019-11-20T09:02') }
    const plan = planCycle(rules({ answerPeriod: '2019-11-30' }), launch, calendar)
    expect(plan).toMatchObject({ warnings: ['due-on-rest-day'], nextWorkingDay: '2019-12-02' })
    expect(planCycle(rules({ answerPeriod: '2019-11-29' }), launch, calendar).nextWorkingDay).toBeNull()
  })
})

describe('a signature', () => {
  const due = shanghai('2019-11-26T17:30')
  test.each([
    ['that leaves three working days', '2019-11-21T23:59', null],
    ['that leaves two', '2019-11-22T00:00', 'shorter-than-minimum'],
    ['one millisecond before the deadline', '2019-11-26T17:29:59.999', 'shorter-than-minimum'],
    ['at the deadline itself', '2019-11-26T17:30', 'due-passed'],
    ['after it', '2019-11-27T08:00', 'due-passed'],
  ])('%s is judged by the minimum period', (_, signed, fault) => {
    expect(answerDueFault(rules({ answerPeriod: '2019-11-26' }), shanghai(signed), due, calendar)).toBe(fault)
  })
})

test('days skipped for one reason are put together', () => {
  const day = (
    date: string,
    counts: boolean,
    why: 'weekend' | 'holiday' | 'working-day',
    name: string | null = null,
  ) => ({
    date,
    counts,
    why,
    name,
  })
  expect(
    skippedDays([
      day('2025-01-04', false, 'weekend'),
      day('2025-01-06', true, 'working-day'),
      day('2025-01-11', false, 'weekend'),
      day('2025-01-28', false, 'holiday', '春节'),
    ]),
  ).toEqual([
    { why: 'weekend', name: null, dates: ['2025-01-04', '2025-01-11'] },
    { why: 'holiday', name: '春节', dates: ['2025-01-28'] },
  ])
})

describe('what holds for a cycle', () => {
  test('is the value of the pack with its source, and over it what was chosen at the launch', () => {
    const { parameters, unset, wrong } = resolved({
      deadline: { kind: 'on', on: '2019-11-26', closeOfBusiness: '17:00' },
      restDay: 'next',
      parameters: { dispositionPeriod: { workingDays: 10 } },
    })
    expect(parameters.silence).toEqual({ value: 'deemed-no-objection', source: { clause: '来函第二段' } })
    expect(parameters.answerPeriod).toEqual({ value: { on: '2019-11-26' }, source: { atLaunch: true } })
    expect(parameters.closeOfBusiness.value).toBe('17:00')
    expect(parameters.restDay.value).toBe('next')
    expect(parameters.dispositionPeriod.value).toEqual({ workingDays: 10 })
    expect([unset, wrong]).toEqual([[], []])
  })

  test('is not complete while a parameter has not been set by anybody', () => {
    const [procedure] = pack.procedures
    if (!procedure) throw new Error('no procedure')
    const parameters = { ...procedure.parameters, answerPeriod: { unset: true as const } }
    const gap = { ...pack, procedures: [{ ...procedure, parameters }] }
    expect(resolveProcedure(gap, 'opinions')?.unset).toEqual(['answerPeriod'])
    expect(() => rulesOf(resolveProcedure(gap, 'opinions') ?? resolved())).toThrow('answerPeriod')
    const chosen = resolveProcedure(gap, 'opinions', { parameters: { answerPeriod: { workingDays: 5 } } })
    expect(chosen?.unset).toEqual([])
    expect(resolveProcedure(pack, 'nothing')).toBeNull()
  })

  test.each([
    ['answerPeriod', '0'],
    ['answerPeriod', '1001'],
    ['answerPeriod', '-3'],
    ['answerPeriod', '５'],
    ['answerPeriod', '2019-02-30'],
    ['answerPeriod', '1.5'],
    ['answerPeriod', ''],
    ['minimumPeriod', '2019-11-26'],
    ['closeOfBusiness', '25:00'],
    ['restDay', 'before'],
    ['silence', 'consent'],
    ['answerLadder', '[]'],
    ['nonsense', '1'],
    ['toString', '1'],
    ['__proto__', '1'],
  ])('names %s=%s as wrong', (name, text) => {
    const parameters = Object.fromEntries([[name, settingFromText(name, text)]])
    expect(resolved({ parameters }).wrong.map(({ parameter }) => parameter)).toEqual([name])
  })

  test.each([
    ['answerPeriod', '10', { workingDays: 10 }],
    ['answerPeriod', ' 10wd ', { workingDays: 10 }],
    ['answerPeriod', '30cd', { calendarDays: 30 }],
    ['answerPeriod', '2019-11-26', { on: '2019-11-26' }],
    ['closeOfBusiness', '17:00', '17:00'],
    ['unitReply', 'sealed-scan', 'sealed-scan'],
  ])('reads %s=%s', (name, text, value) => {
    expect(settingFromText(name, text)).toEqual(value)
    expect(resolved({ parameters: { [name]: settingFromText(name, text) } }).wrong).toEqual([])
  })
})
