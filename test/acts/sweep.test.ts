import { closeEarly } from '../../acts/close-early.ts'
import { setClock } from '../../acts/set-clock.ts'
import { raiseAlarms, wakeOverlooked, wakeWithoutWorkflow } from '../../acts/sweep.ts'
import { clearDesk, cycleIn, later, once, openWorld, rowsOf, type World } from '../builders/world.ts'

const due = '2026-11-23T09:30:00.000Z'
let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())
beforeEach(() => clearDesk(world))

const takeWakes = async (): Promise<string[]> =>
  (await world.database.deleteFrom('wakes').returning('scope').execute()).map(({ scope }) => scope)
const alarms = async () =>
  (await world.database.selectFrom('alarms').select(['kind', 'subject']).where('cleared_at', 'is', null).execute()).map(
    ({ kind, subject }) => `${kind} ${subject}`,
  )

it('wakes a scope whose instant was missed by more than half a minute, once', async () => {
  const cycle = await cycleIn(world, 'open')
  await setClock(world.house, later(due, 30_000))
  await takeWakes()
  expect(await wakeOverlooked(world.database)).toBe(1)
  expect(await wakeOverlooked(world.database)).toBe(0)
  expect(await takeWakes()).toEqual([cycle.scope])
})

it('lets a scope alone that has nothing to do, and one whose instant has only just come', async () => {
  await cycleIn(world, 'open')
  await takeWakes()
  expect(await wakeOverlooked(world.database)).toBe(0)
  await world.owner(`update rungs set state = 'void' where state = 'waiting' and kind <> 'silence'`)
  await setClock(world.house, later(due, 29_999))
  await takeWakes()
  expect(await wakeOverlooked(world.database)).toBe(0)
})

it('wakes a scope again that was signalled half a minute ago and did not come to rest since, as after Temporal was put back', async () => {
  const cycle = await cycleIn(world, 'open')
  await takeWakes()
  const signalledBefore = (seconds: number) =>
    world.owner(`update scopes set signalled_at = clock_timestamp() - make_interval(secs => ${seconds})`)
  await signalledBefore(31)
  expect(await wakeOverlooked(world.database)).toBe(0) // its workflow has asked since
  await world.owner(`update scopes set rested_at = clock_timestamp() - interval '1 minute'`)
  await signalledBefore(29)
  expect(await wakeOverlooked(world.database)).toBe(0)
  await signalledBefore(31)
  expect(await wakeOverlooked(world.database)).toBe(1)
  expect(await takeWakes()).toEqual([cycle.scope])
  await world.goOn()
  expect(await wakeOverlooked(world.database)).toBe(0)
})

it('wakes an open scope that no workflow runs for, and no other', async () => {
  const lost = await cycleIn(world, 'open')
  const running = await cycleIn(world, 'signing')
  const ended = await cycleIn(world, 'withdrawn')
  await world.owner(`update scopes set opened_at = opened_at - interval '1 minute'`)
  await takeWakes()
  expect(await wakeWithoutWorkflow(world.database, new Set([running.scope]))).toBe(1)
  expect(await takeWakes()).toEqual([lost.scope])
  expect(ended.scope).not.toBe(lost.scope)
})

it('raises one alarm for an instant missed by more than five minutes, and clears it when it has acted', async () => {
  const cycle = await cycleIn(world, 'open')
  await setClock(world.house, later(due, 300_001))
  await raiseAlarms(world.database)
  await raiseAlarms(world.database)
  expect(await alarms()).toEqual(expect.arrayContaining([`instant-missed ${cycle.scope}`]))
  expect((await alarms()).filter(alarm => alarm.startsWith('instant-missed'))).toHaveLength(1)
  await world.goOn()
  await raiseAlarms(world.database)
  expect((await alarms()).filter(alarm => alarm.startsWith('instant-missed'))).toEqual([])
})

it('a cycle is closed early only where nobody is silent any more, and only once', async () => {
  const cycle = await cycleIn(world, 'open')
  const officer = await world.actorOf(world.people.officer)
  const close = () => closeEarly(world.house, officer, { cycleId: cycle.cycleId, once: once() })
  await expect(close()).rejects.toMatchObject({ code: 'not-all-answered', details: { open: 1 } })
  await cycle.answer(world.unit(3))
  await close()
  await expect(close()).rejects.toMatchObject({ code: 'not-in-this-state' })
  await world.goOn()
  expect(await rowsOf(world, cycle.cycleId).cycle()).toMatchObject({ state: 'disposing', closed_at: world.openedAt })
  expect((await cycle.answer(world.unit(3), { text: '补充。' })).late).toBe(false)
  expect(await rowsOf(world, cycle.cycleId).caseOf(world.unit(3))).toMatchObject({
    outcome: 'no-opinion',
    late_counted: null,
    late_submission_id: expect.any(String),
  })
})
