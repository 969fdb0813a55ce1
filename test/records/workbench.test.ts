import { readComing, readMatters } from '../../records/workbench.ts'
import { closesAt, openCounty } from '../builders/claims.ts'
import { openWorld, type World } from '../builders/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld({ addressees: 1 })
})
afterAll(() => world?.close())

it('counts no round of claims among the solicitations of its officer', async () => {
  const { database, people, actorOf } = world
  const county = await openCounty(world)
  const institution = await county.addInstitution()
  const cycleId = await county.launch()
  const officer = await actorOf(people.officer)
  expect((await readMatters(database, officer)).total).toBe(0)
  expect(await readComing(database, officer, '2026-11-18T01:00:00.000Z', closesAt)).toEqual([])

  // What falls due for its claims is, counted by step and hour.
  const { caseId } = await county.submit(cycleId, institution)
  await world.goOn()
  const { due_at } = await county.task(caseId, 'acceptance')
  expect(await readComing(database, officer, '2026-11-18T01:00:00.000Z', due_at ?? '')).toEqual([
    expect.objectContaining({ at: due_at, cycle_id: cycleId, what: 'claims-due', step: 'acceptance', count: 1 }),
  ])
})
