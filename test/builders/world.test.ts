import { cycleStates } from '../../domain/cycle.ts'
import { cyclesInEveryState, openWorld, type World } from './world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

it('brings cycles of three addressees to every state by acts alone', async () => {
  const cycles = await cyclesInEveryState(world)
  expect([...cycles.keys()].sort()).toEqual([...cycleStates].sort())
  for (const [state, cycle] of cycles) expect(await cycle.state()).toBe(state)
})
