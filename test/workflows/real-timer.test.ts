import { setClock } from '../../acts/set-clock.ts'
import { drive, later, rowsOf } from '../builders/world.ts'
import { openStage, type Stage, until } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
}, 120_000)
afterAll(() => stage?.close(), 60_000)

it('acts on a deadline by its own timer, with the clock running and nobody waking it', async () => {
  const { owner } = stage
  const cycle = await stage.solicit(stage.units, { until: 'draft' })
  const go = drive(stage, cycle, { walk: false })
  const rows = rowsOf(stage, cycle.cycleId)
  await go.submit()
  await stage.arrive(cycle, 'signing', 'signature')
  await go.sign(stage.people.sectionHead)
  await until('the leader has the letter', async () =>
    (await rows.tasks()).some(({ seat, state }) => seat === 'leader' && state === 'open'),
  )
  await go.sign(stage.people.leader)
  await stage.arrive(cycle, 'open')
  const due = later(new Date().toISOString(), 3_000)
  await owner(`
    update rungs set state = 'void' where kind <> 'silence'; update rungs set at = '${due}'; update tasks set due_at = '${due}' where step = 'answer';
    update cases set due_at = '${due}'; update cycles set due_at = '${due}'`)
  await setClock(stage.house, null)
  await stage.wakesReached()
  await stage.resting(cycle)
  const beforehand = await rows.decisions('silence')
  await stage.arrive(cycle, 'disposing', 'disposition')
  expect(beforehand).toEqual([])
  const silence = await rows.decisions('silence')
  expect(silence).toHaveLength(3)
  for (const { at } of silence) expect(at > due).toBe(true)
  const kinds = (await stage.history(cycle)).events.map(({ eventType }) => eventType)
  const fired = kinds.lastIndexOf('EVENT_TYPE_TIMER_FIRED')
  expect(fired).toBeGreaterThan(0)
  expect(kinds.slice(fired)).not.toContain('EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED')
})
