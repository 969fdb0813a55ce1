import { saveTiming } from '../../acts/draft-cycle.ts'
import { sign } from '../../acts/sign.ts'
import { submitForSignature } from '../../acts/submit-for-signature.ts'
import type { AnswerDeadline } from '../../domain/cycle.ts'
import {
  clearDesk,
  drive,
  later,
  once,
  openWorld,
  rowsOf,
  type Solicitation,
  stopClockAt,
  type World,
} from '../builders/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())
beforeEach(() => clearDesk(world))

const at = (on: string): AnswerDeadline => ({ kind: 'on', on, closeOfBusiness: '17:30' })
const resubmit = async (cycle: Solicitation) => {
  const officer = await world.actorOf(world.people.officer)
  const { version } = await rowsOf(world, cycle.cycleId).cycle()
  await submitForSignature(world.house, officer, { cycleId: cycle.cycleId, version, once: once() })
  await world.goOn()
}
const signatures = async (cycle: Solicitation) =>
  (await rowsOf(world, cycle.cycleId).tasks())
    .filter(({ step }) => step === 'signature')
    .map(({ round, seat, state, outcome }) => [round, seat, state, outcome])

it('goes from seat to seat, and nothing leaves before the last has signed', async () => {
  const cycle = await world.solicit(world.units, { until: 'signing' })
  const go = drive(world, cycle)
  expect(await signatures(cycle)).toEqual([[1, 'section-head', 'open', null]])
  await go.sign(world.people.sectionHead)
  expect(await signatures(cycle)).toEqual([
    [1, 'section-head', 'done', 'signed'],
    [1, 'leader', 'open', null],
  ])
  expect(await rowsOf(world, cycle.cycleId).notices(world.unit(1).id)).toEqual([])
  await go.sign(world.people.leader, { walk: false })
  expect(await rowsOf(world, cycle.cycleId).cycle()).toMatchObject({
    state: 'going-out',
    signed_by_name: '沈岚',
    signed_at: world.openedAt,
    document_number: null,
  })
  expect(await rowsOf(world, cycle.cycleId).notices(world.unit(1).id)).toEqual([])
  await world.goOn()
  expect(await rowsOf(world, cycle.cycleId).notices(world.unit(1).id)).toEqual(['released'])
})

it('counts the working days from the last signature, not from the draft', async () => {
  const cycle = await world.solicit(world.units, { until: 'signing' })
  const go = drive(world, cycle)
  await go.sign(world.people.sectionHead)
  await world.goOn('2026-11-18T06:00:00.000Z')
  await go.sign(world.people.leader)
  expect((await rowsOf(world, cycle.cycleId).cycle()).due_at).toBe('2026-11-25T09:30:00.000Z') // Wednesday to Wednesday
})

it('is refused where it would leave less than the minimum of three working days', async () => {
  const cycle = await world.solicit(world.units, { until: 'signing', deadline: at('2026-11-19') })
  const go = drive(world, cycle)
  await go.sign(world.people.sectionHead)
  await stopClockAt(world, '2026-11-16T15:59:59.999Z') // still Monday: Tuesday, Wednesday, Thursday are three
  await expect(tryToSign(cycle)).resolves.toEqual({ last: true })
  const next = await world.solicit(world.units, { until: 'signing', deadline: at('2026-11-19') })
  await drive(world, next).sign(world.people.sectionHead)
  await stopClockAt(world, '2026-11-16T16:00:00.000Z') // Tuesday begins
  await expect(tryToSign(next)).rejects.toMatchObject({ code: 'shorter-than-minimum' })
  expect((await rowsOf(world, next.cycleId).cycle()).state).toBe('signing')
})

it('is refused where the date has been overtaken', async () => {
  const cycle = await world.solicit(world.units, { until: 'signing', deadline: at('2026-11-19') })
  await drive(world, cycle).sign(world.people.sectionHead)
  await stopClockAt(world, '2026-11-19T09:30:00.000Z')
  await expect(tryToSign(cycle)).rejects.toMatchObject({ code: 'date-overtaken' })
})

const tryToSign = async (cycle: Solicitation) =>
  sign(world.house, await world.actorOf(world.people.leader), { taskId: await cycle.taskOf('signature'), once: once() })

it('is not given by the maker, also where the maker holds the seat', async () => {
  const cycle = await world.solicit(world.units, { until: 'signing' })
  const officer = await world.actorOf(world.people.officer)
  const inSeat = { ...officer, roles: ['officer', 'section-head'] as const }
  await expect(
    sign(world.house, inSeat, { taskId: await cycle.taskOf('signature'), once: once() }),
  ).rejects.toMatchObject({ code: 'maker-cannot-sign' })
})

it('is given once: the second in the same seat is told that it is decided', async () => {
  const cycle = await world.solicit(world.units, { until: 'signing' })
  const taskId = await cycle.taskOf('signature')
  const head = await world.actorOf(world.people.sectionHead)
  await sign(world.house, head, { taskId, once: once() })
  await expect(sign(world.house, head, { taskId, once: once() })).rejects.toMatchObject({ code: 'already-decided' })
})

it('returned, the text goes back to its officer with the reason, and the next round has all seats', async () => {
  const cycle = await world.solicit(world.units, { until: 'signing' })
  const go = drive(world, cycle)
  await go.sign(world.people.sectionHead)
  await go.returnText(world.people.leader, '请补充经费依据。')
  expect(await cycle.state()).toBe('revising')
  expect((await rowsOf(world, cycle.cycleId).tasks()).find(({ step }) => step === 'revision')).toMatchObject({
    round: 1,
    state: 'open',
    assignee_name: '许知言',
    due_at: null,
  })
  const [told] = await world.database
    .selectFrom('notices')
    .select(['occasion', 'text', 'person_id'])
    .where('cycle_id', '=', cycle.cycleId)
    .where('occasion', '=', 'returned')
    .execute()
  expect(told).toMatchObject({ person_id: world.people.officer.id, text: expect.stringContaining('请补充经费依据。') })
  await resubmit(cycle)
  await go.sign(world.people.sectionHead)
  await go.sign(world.people.leader)
  expect(await signatures(cycle)).toEqual([
    [1, 'section-head', 'done', 'signed'],
    [1, 'leader', 'done', 'returned'],
    [2, 'section-head', 'done', 'signed'],
    [2, 'leader', 'done', 'signed'],
  ])
  expect(await cycle.state()).toBe('open')
})

it('sent again before its revision was opened goes on all the same', async () => {
  const cycle = await world.solicit(world.units, { until: 'signing' })
  await drive(world, cycle).returnText(world.people.sectionHead, '请改。', { walk: false })
  await resubmit(cycle)
  expect(await signatures(cycle)).toEqual([
    [1, 'section-head', 'done', 'returned'],
    [2, 'section-head', 'open', null],
  ])
})

it('is reminded and urged when it waits, each at its own instant', async () => {
  const cycle = await world.solicit(world.units, { until: 'signing' })
  await world.goOn('2026-11-20T00:00:00.000Z')
  const rungs = (await rowsOf(world, cycle.cycleId).rungs()).map(({ rung, at, state, acted_at }) => [
    rung,
    at,
    state,
    acted_at,
  ])
  expect(rungs).toEqual([
    ['reminder', '2026-11-18T01:00:00.000Z', 'done', '2026-11-18T01:00:00.001Z'],
    ['urging', '2026-11-19T01:00:00.000Z', 'done', '2026-11-19T01:00:00.001Z'],
  ])
})

it('does not send a letter out whose date passed before it could go: an alarm says so, and nobody is deemed to have agreed', async () => {
  const cycle = await world.solicit(world.units, { until: 'signing' })
  const go = drive(world, cycle)
  await go.sign(world.people.sectionHead)
  await go.sign(world.people.leader, { walk: false })
  const { due_at } = await rowsOf(world, cycle.cycleId).cycle()
  await stopClockAt(world, later(due_at ?? ''))
  await world.goOn()
  expect(await cycle.state()).toBe('going-out')
  expect(await world.database.selectFrom('cases').select('id').where('cycle_id', '=', cycle.cycleId).execute()).toEqual(
    [],
  )
  const alarms = await world.database
    .selectFrom('alarms')
    .select(['kind', 'detail'])
    .where('cycle_id', '=', cycle.cycleId)
    .execute()
  expect(alarms).toEqual([{ kind: 'due-before-opening', detail: due_at }])
  await go.withdraw('来不及。')
  expect(await cycle.state()).toBe('withdrawn')
})

it('sees the rules of the day it was sent for signature, whatever is set afterwards', async () => {
  const cycle = await world.solicit(world.units, { until: 'signing' })
  const officer = await world.actorOf(world.people.officer)
  const timing = { deadline: at('2027-01-29'), restDay: 'keep', documentNumber: null, parameters: {} } as const
  await expect(saveTiming(world.house, officer, { cycleId: cycle.cycleId, version: 3, timing })).rejects.toMatchObject({
    code: 'not-in-this-state',
  })
})
