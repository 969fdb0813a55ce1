import { readFileSync } from 'node:fs'
import { extend } from '../../acts/extend.ts'
import { applyCalendar, previewCalendar, takeCalendars } from '../../acts/manage-calendar.ts'
import { readCalendarText } from '../../policies/calendar-file.ts'
import { once, openWorld, rowsOf, type World } from '../builders/world.ts'

const calendar2026 = readFileSync('policies/calendars/2026.yaml', 'utf8')

/** The calendar of 2026 with a later notice that gives these days off. */
const withDaysOff = (...days: string[]): string => `${calendar2026.trimEnd()}
  - number: 国办发明电〔2026〕99号
    publishedOn: 2026-11-10
    holidays:
${days.map(date => `      - { date: ${date}, name: 临时放假 }`).join('\n')}
`

// Everything is sent on Monday 16 November 2026 at 10:00; five working days later is Monday the 23rd, 17:30.
const monday23 = '2026-11-23T09:30:00.000Z'
const tuesday24 = '2026-11-24T09:30:00.000Z'

let world: World
beforeEach(async () => {
  world = await openWorld()
}, 60_000)
afterEach(() => world?.close())

const supervisor = () => world.actorOf(world.people.supervisor)
const apply = async (text: string, revision = 2) =>
  applyCalendar(world.house, await supervisor(), { text, revision, once: once() })

it('moves what is counted in working days and leaves a date that was set as it is', async () => {
  const counted = await world.solicit(world.units)
  const fixed = await world.solicit(world.units, {
    title: '定期（征求意见稿）',
    deadline: { kind: 'on', on: '2026-11-23', closeOfBusiness: '17:30' },
  })
  expect(await apply(withDaysOff('2026-11-23'))).toEqual({ year: 2026, revision: 2, moved: 3 })
  const moved = await rowsOf(world, counted.cycleId).caseOf(world.unit(1))
  expect([moved.due_at, moved.due_revision]).toEqual([tuesday24, 2])
  const kept = await rowsOf(world, fixed.cycleId).caseOf(world.unit(1))
  expect([kept.due_at, kept.due_revision]).toEqual([monday23, 1])
})

it('moves a reminder of a date that stays to where the new calendar has it, without a word to anybody', async () => {
  const fixed = await world.solicit(world.units, {
    deadline: { kind: 'on', on: '2026-11-24', closeOfBusiness: '17:30' },
  })
  const reminders = async () =>
    (await rowsOf(world, fixed.cycleId).rungs())
      .filter(({ step, rung }) => step === 'answer' && rung === 'reminder')
      .map(({ at, state, due_revision }) => [at, state, due_revision])
  // two working days before Tuesday the 24th: Friday the 20th, and the day before that when the 23rd is off
  expect(await reminders()).toEqual(Array(3).fill(['2026-11-20T01:00:00.000Z', 'waiting', 1]))
  expect((await apply(withDaysOff('2026-11-23'))).moved).toBe(0)
  expect(await reminders()).toEqual(Array(3).fill(['2026-11-19T01:00:00.000Z', 'waiting', 1]))
  expect(await rowsOf(world, fixed.cycleId).notices(world.unit(1).id)).toEqual(['released'])
})

it('leaves a unit with a longer date of its own that date, and counts only the others again', async () => {
  const cycle = await world.solicit(world.units)
  await extend(world.house, await world.actorOf(world.people.officer), {
    cycleId: cycle.cycleId,
    caseIds: [await cycle.caseOf(world.unit(1))],
    on: '2026-11-27',
    closeOfBusiness: '17:30',
    reason: '需要会签。',
    once: once(),
  })
  await apply(withDaysOff('2026-11-23'))
  const rows = rowsOf(world, cycle.cycleId)
  expect((await rows.caseOf(world.unit(1))).due_at).toBe('2026-11-27T09:30:00.000Z')
  expect((await rows.caseOf(world.unit(2))).due_at).toBe(tuesday24)
  expect(await rows.notices(world.unit(1).id)).toEqual(['released', 'extended'])
  expect(await rows.notices(world.unit(2).id)).toEqual(['released', 'due-corrected'])
})

it('acts on the silent at the corrected date and not at the old one', async () => {
  const cycle = await world.solicit(world.units)
  await apply(withDaysOff('2026-11-23'))
  const rows = rowsOf(world, cycle.cycleId)
  await world.goOn('2026-11-23T09:30:00.001Z')
  expect((await rows.caseOf(world.unit(1))).outcome).toBeNull()
  await world.goOn('2026-11-24T09:30:00.001Z')
  const silent = await rows.caseOf(world.unit(1))
  expect([silent.outcome, silent.outcome_at]).toEqual(['deemed-no-objection', '2026-11-24T09:30:00.001Z'])
})

it('keeps an answer that was given, and lets it be replaced until the corrected date', async () => {
  const cycle = await world.solicit(world.units)
  await cycle.answer(world.unit(1))
  await apply(withDaysOff('2026-11-23'))
  await world.goOn('2026-11-24T09:29:59.999Z')
  const { late } = await cycle.answer(world.unit(1), { text: '补充一条意见。' })
  expect(late).toBe(false)
  const row = await rowsOf(world, cycle.cycleId).caseOf(world.unit(1))
  expect(row.outcome).toBe('opinions')
})

it('counts the signature and the disposition again, and tells whoever has them', async () => {
  const signing = await world.solicit(world.units, { until: 'signing' })
  const due = async () => {
    const row = await world.database
      .selectFrom('tasks')
      .select(['due_at', 'due_revision', 'unit_id'])
      .where('id', '=', await signing.taskOf('signature'))
      .executeTakeFirstOrThrow()
    return row
  }
  // two working days from Monday the 16th: Wednesday the 18th, and Thursday when the 17th is off
  expect((await due()).due_at).toBe('2026-11-18T09:30:00.000Z')
  await apply(withDaysOff('2026-11-17'))
  expect(await due()).toMatchObject({ due_at: '2026-11-19T09:30:00.000Z', due_revision: 2 })
  expect(await rowsOf(world, signing.cycleId).notices((await due()).unit_id)).toContain('due-corrected')
  const workings = await world.database
    .selectFrom('due_workings')
    .select(['due_revision', 'reason'])
    .where('subject_id', '=', await signing.taskOf('signature'))
    .orderBy('due_revision')
    .execute()
  expect(workings).toEqual([
    { due_revision: 1, reason: null },
    { due_revision: 2, reason: '国办发明电〔2025〕7号、国办发明电〔2026〕99号' },
  ])
})

it('brings a date forward too, but never to where it has passed already', async () => {
  await apply(withDaysOff('2026-11-23'))
  const cycle = await world.solicit(world.units)
  const rows = rowsOf(world, cycle.cycleId)
  expect((await rows.caseOf(world.unit(1))).due_at).toBe(tuesday24)
  await world.goOn('2026-11-20T02:00:00.000Z')
  const effect = await previewCalendar(world.house, await supervisor(), { text: calendar2026 })
  expect(effect.corrections).toMatchObject([{ dueAt: tuesday24, newDueAt: monday23, count: 3, kept: false }])
  await world.goOn('2026-11-24T02:00:00.000Z')
  const tooLate = await previewCalendar(world.house, await supervisor(), { text: calendar2026 })
  expect(tooLate.corrections).toMatchObject([{ dueAt: tuesday24, kept: true }])
  await apply(calendar2026, 3)
  expect((await rows.caseOf(world.unit(1))).due_at).toBe(tuesday24)
})

it('is one act however often its form is sent', async () => {
  await world.solicit(world.units)
  const key = once()
  const actor = await supervisor()
  const request = { text: withDaysOff('2026-11-23'), revision: 2, once: key }
  const first = await applyCalendar(world.house, actor, request)
  expect(await applyCalendar(world.house, actor, request)).toEqual(first)
  const rows = await world.database.selectFrom('calendars').select('revision').where('year', '=', 2026).execute()
  expect(rows.map(({ revision }) => revision).sort()).toEqual([1, 2])
})

it('is not for officers, and then changes nothing', async () => {
  const officer = await world.actorOf(world.people.officer)
  const text = withDaysOff('2026-11-23')
  await expect(previewCalendar(world.house, officer, { text })).rejects.toMatchObject({ name: 'NotFound' })
  await expect(applyCalendar(world.house, officer, { text, revision: 2, once: once() })).rejects.toMatchObject({
    name: 'NotFound',
  })
})

it('wakes the workflows whose dates it moved, and no others', async () => {
  const counted = await world.solicit(world.units)
  const fixed = await world.solicit(world.units, {
    title: '定期（征求意见稿）',
    deadline: { kind: 'on', on: '2026-12-30', closeOfBusiness: '17:30' },
  })
  await world.database.deleteFrom('wakes').execute()
  await apply(withDaysOff('2026-11-23'))
  const woken = await world.database.selectFrom('wakes').select('scope').execute()
  expect(woken.map(({ scope }) => scope)).toEqual([counted.scope])
  expect(woken.map(({ scope }) => scope)).not.toContain(fixed.scope)
})

it('takes a calendar that came with the program once, with the dates that it moves', async () => {
  const counted = await world.solicit(world.units)
  const read = readCalendarText('2026.yaml', withDaysOff('2026-11-23'))
  if (!read.ok) throw new Error('the calendar can be read')
  expect(await takeCalendars(world.house, [read.year])).toEqual({ moved: 3 })
  expect(await takeCalendars(world.house, [read.year])).toEqual({ moved: 0 })
  const moved = await rowsOf(world, counted.cycleId).caseOf(world.unit(1))
  expect([moved.due_at, moved.due_revision]).toEqual([tuesday24, 2])
})
