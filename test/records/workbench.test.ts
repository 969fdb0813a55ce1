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
  await county.addInstitution()
  await county.launch()
  const officer = await actorOf(people.officer)
  expect((await readMatters(database, officer)).total).toBe(0)
  expect(await readComing(database, officer, '2026-11-18T01:00:00.000Z', closesAt)).toEqual([])
})
