import { extend } from '../../acts/extend.ts'
import {
  clearDesk,
  drive,
  later,
  once,
  openWorld,
  rowsOf,
  type Solicitation,
  type Unit,
  type World,
} from '../builders/world.ts'

const oldDue = '2026-11-23T09:30:00.000Z'
const newDue = '2026-11-26T09:30:00.000Z'
let world: World
let cycle: Solicitation

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())
beforeEach(async () => {
  await clearDesk(world)
  cycle = await world.solicit(world.units)
})

const rows = () => rowsOf(world, cycle.cycleId)
const moveTo = async (on: string, units: readonly Unit[] | null = null, reason = '材料多，单位要求延期。') =>
  extend(world.house, await world.actorOf(world.people.officer), {
    cycleId: cycle.cycleId,
    caseIds: units && (await Promise.all(units.map(cycle.caseOf))),
    on,
    closeOfBusiness: '17:30',
    reason,
    once: once(),
  })
const dueOf = async (unit: Unit) => (await rows().caseOf(unit)).due_at
const waiting = async (unit: Unit) => {
  const { id } = await rows().caseOf(unit)
  return (await rows().rungs())
    .filter(rung => rung.case_id === id && rung.state === 'waiting')
    .map(({ rung, at, due_revision }) => [rung, at, due_revision])
}

it('moves the date of all with new rungs, voids the old ones, and tells everyone', async () => {
  expect(await moveTo('2026-11-26')).toEqual({ extended: 3, dueAt: newDue })
  expect(await rows().cycle()).toMatchObject({ due_at: newDue, due_revision: 2 })
  expect(await waiting(world.unit(1))).toEqual([
    ['sign-for-reminder', '2026-11-18T02:00:00.000Z', 1], // thirteen office hours after Monday 10:00
    ['reminder', '2026-11-24T01:00:00.000Z', 2],
    ['urging', '2026-11-26T01:00:00.000Z', 2],
    ['silence', newDue, 2],
  ])
  for (const unit of world.units) expect(await rows().notices(unit.id)).toEqual(['released', 'extended'])
})

it('acts at the new date and not at the old one', async () => {
  await moveTo('2026-11-26')
  await world.goOn(later(oldDue))
  expect((await rows().caseOf(world.unit(1))).outcome).toBeNull()
  await world.goOn(newDue)
  expect(await cycle.state()).toBe('open')
  await world.goOn(later(newDue))
  expect(await cycle.state()).toBe('disposing')
  expect(await rows().decisions('silence')).toHaveLength(3)
})

it('never shortens: a unit with more time keeps it', async () => {
  await moveTo('2026-11-30', [world.unit(1)])
  expect(await moveTo('2026-11-26')).toMatchObject({ extended: 2 })
  expect(await dueOf(world.unit(1))).toBe('2026-11-30T09:30:00.000Z')
  expect(await dueOf(world.unit(2))).toBe(newDue)
  await expect(moveTo('2026-11-24', [world.unit(1)])).rejects.toMatchObject({
    errors: [{ field: 'on', code: 'not-later' }],
  })
})

it('for one unit holds disposition until that unit’s date has passed', async () => {
  await moveTo('2026-11-26', [world.unit(1)])
  await cycle.answer(world.unit(2))
  await world.goOn(later(oldDue))
  expect(await cycle.state()).toBe('open')
  expect((await rows().caseOf(world.unit(3))).outcome).toBe('deemed-no-objection')
  expect((await cycle.answer(world.unit(1))).late).toBe(false)
  expect((await cycle.answer(world.unit(2))).late).toBe(true)
  await world.goOn(later(newDue))
  expect(await cycle.state()).toBe('disposing')
  expect((await rows().cycle()).closed_at).toBe(newDue)
})

it('leaves closed what is closed', async () => {
  await moveTo('2026-11-26', [world.unit(1)])
  await world.goOn(later(oldDue))
  expect(await moveTo('2026-11-30')).toMatchObject({ extended: 1 })
  expect(await rows().caseOf(world.unit(3))).toMatchObject({ due_at: oldDue, outcome: 'deemed-no-objection' })
})

it('lets a given answer be replaced until the new date', async () => {
  await cycle.answer(world.unit(1))
  await moveTo('2026-11-26')
  await world.goOn(later(oldDue))
  expect((await cycle.answer(world.unit(1), { text: '补充意见。' })).late).toBe(false)
})

it('is refused once its officer has closed', async () => {
  for (const unit of world.units) await cycle.answer(unit)
  await drive(world, cycle).closeEarly()
  await expect(moveTo('2026-11-26')).rejects.toMatchObject({ code: 'not-in-this-state' })
})

it.each([
  ['into the past', '2026-11-13', '延期。', [{ field: 'on', code: 'in-the-past' }]],
  ['to no date', '2026-02-30', '延期。', [{ field: 'on' }]],
  ['without a reason', '2026-11-26', '  ', [{ field: 'reason', code: 'required' }]],
])('is refused %s, naming the field', async (_how, on, reason, errors) => {
  await expect(moveTo(on, null, reason)).rejects.toMatchObject({
    errors: errors.map(error => expect.objectContaining(error)),
  })
  expect(await rows().cycle()).toMatchObject({ due_at: oldDue, due_revision: 1 })
})

it('takes ids that are none for nobody', async () => {
  const officer = await world.actorOf(world.people.officer)
  const request = {
    cycleId: cycle.cycleId,
    caseIds: ['1 or 1=1'],
    on: '2026-11-26',
    closeOfBusiness: '17:30',
    reason: '延期。',
    once: once(),
  }
  await expect(extend(world.house, officer, request)).rejects.toMatchObject({ code: 'nobody-to-extend' })
})
