import { clearDesk, drive, later, rowsOf, snapshot } from '../builders/world.ts'
import { openStage, playWhole, type Stage, until } from './stage.ts'

const due = '2026-11-23T09:30:00.000Z' // five working days after Monday 16 November 2026
let stage: Stage

beforeAll(async () => {
  stage = await openStage()
}, 120_000)
afterAll(() => stage?.close(), 60_000)
beforeEach(() => clearDesk(stage))

/** Signed by both and open, told by its workflow. */
async function openCycle(units: readonly Parameters<Stage['solicit']>[0][number][] = stage.units) {
  const cycle = await stage.solicit(units, { until: 'draft' })
  const go = drive(stage, cycle, { walk: false })
  await go.submit()
  await stage.arrive(cycle, 'signing', 'signature')
  await go.sign(stage.people.sectionHead)
  await until('the leader has the letter', async () =>
    (await rowsOf(stage, cycle.cycleId).tasks()).some(({ seat, state }) => seat === 'leader' && state === 'open'),
  )
  await go.sign(stage.people.leader)
  await stage.arrive(cycle, 'open')
  return { cycle, go, rows: rowsOf(stage, cycle.cycleId) }
}

it('tells a cycle with two rounds of signature and of the table to its end', async () => {
  const cycle = await playWhole(stage, { returned: true })
  const rows = rowsOf(stage, cycle.cycleId)
  expect(
    (await rows.tasks())
      .filter(({ step }) => step !== 'answer')
      .map(({ step, round, seat, outcome }) => `${step} ${round} ${seat} ${outcome}`)
      .sort(),
  ).toEqual([
    'approval 1 approver returned',
    'approval 2 approver approved',
    'disposition 1 officer submitted',
    'disposition 2 officer submitted',
    'revision 1 officer resubmitted',
    'signature 1 section-head returned',
    'signature 2 leader signed',
    'signature 2 section-head signed',
  ])
  expect(await rows.notices(stage.unit(1).id)).toEqual(['released', 'received', 'feedback'])
  expect(await rows.notices(stage.unit(3).id)).toEqual(['released', 'not-signed-for', 'due-soon', 'urged', 'deemed'])
})

it('does nothing a millisecond before the deadline, nothing at it, and acts once a millisecond after it', async () => {
  const { cycle, rows } = await openCycle()
  await stage.reach(cycle, later(due, -1))
  expect(await rows.decisions('silence')).toEqual([])
  await stage.reach(cycle, due)
  expect(await rows.decisions('silence')).toEqual([])
  expect((await cycle.answer(stage.unit(1))).late).toBe(false)
  await stage.reach(cycle, later(due))
  await stage.arrive(cycle, 'disposing', 'disposition')
  expect((await rows.decisions('silence')).map(({ at }) => at)).toEqual([later(due), later(due)])
  expect((await rows.caseOf(stage.unit(1))).outcome).toBe('no-opinion')
  await stage.reach(cycle, later(due, 2))
  expect(await rows.decisions('silence')).toHaveLength(2)
})

it('lets a month pass in moments, every instant acting once at its own time', async () => {
  const cycle = await stage.solicit(stage.units, {
    until: 'draft',
    deadline: { kind: 'on', on: '2026-12-16', closeOfBusiness: '17:30' },
  })
  const go = drive(stage, cycle, { walk: false })
  await go.submit()
  await stage.arrive(cycle, 'signing', 'signature')
  await go.sign(stage.people.sectionHead)
  await until('the leader has the letter', async () =>
    (await rowsOf(stage, cycle.cycleId).tasks()).some(({ seat, state }) => seat === 'leader' && state === 'open'),
  )
  await go.sign(stage.people.leader)
  await stage.arrive(cycle, 'open')
  const instants = [
    '2026-11-18T02:00:00.000Z',
    '2026-12-14T01:00:00.000Z',
    '2026-12-16T01:00:00.000Z',
    '2026-12-16T09:30:00.000Z',
  ]
  for (const at of instants) {
    await stage.reach(cycle, at)
    await stage.reach(cycle, later(at))
  }
  const answered = (await rowsOf(stage, cycle.cycleId).rungs()).filter(({ step }) => step === 'answer')
  expect(answered).toHaveLength(12)
  for (const { at, acted_at, state } of answered) expect([state, acted_at]).toEqual(['done', later(at)])
  expect(await rowsOf(stage, cycle.cycleId).notices(stage.unit(1).id)).toEqual([
    'released',
    'not-signed-for',
    'due-soon',
    'urged',
    'deemed',
  ])
})

it.each(['signing', 'revising', 'open', 'disposing'] as const)(
  'ends as withdrawn where it is withdrawn while %s',
  async state => {
    const cycle = await stage.solicit(stage.units, { until: 'draft' })
    const go = drive(stage, cycle, { walk: false })
    await go.submit()
    await stage.arrive(cycle, 'signing', 'signature')
    if (state === 'revising') {
      await go.returnText(stage.people.sectionHead)
      await stage.arrive(cycle, 'revising', 'revision')
    }
    if (state === 'open' || state === 'disposing') {
      await go.sign(stage.people.sectionHead)
      await until('the leader has the letter', async () =>
        (await rowsOf(stage, cycle.cycleId).tasks()).some(({ seat, state: is }) => seat === 'leader' && is === 'open'),
      )
      await go.sign(stage.people.leader)
      await stage.arrive(cycle, 'open')
    }
    if (state === 'disposing') {
      await stage.reach(cycle, later(due))
      await stage.arrive(cycle, 'disposing', 'disposition')
    }
    await go.withdraw()
    expect(await stage.handle(cycle).result()).toBe('withdrawn')
    const rungs = await rowsOf(stage, cycle.cycleId).rungs()
    expect(rungs.filter(rung => rung.state === 'waiting')).toEqual([])
  },
)

it('terminated in mid-cycle and woken, goes on where the rows are', async () => {
  const { cycle, rows } = await openCycle()
  const handle = stage.handle(cycle)
  const { runId } = await handle.describe()
  await handle.terminate('lost')
  await stage.reach(cycle, '2026-11-18T02:00:00.001Z')
  expect((await stage.handle(cycle).describe()).runId).not.toBe(runId)
  expect(await rows.notices(stage.unit(1).id)).toEqual(['released', 'not-signed-for'])
  await stage.reach(cycle, later(due))
  await stage.arrive(cycle, 'disposing', 'disposition')
  expect(await rows.notices(stage.unit(1).id)).toEqual(['released', 'not-signed-for', 'deemed'])
})

it('reset to its beginning, walks through what is recorded and changes nothing', async () => {
  const { cycle } = await openCycle()
  await stage.wakesReached()
  const before = await business()
  const { events } = await stage.history(cycle)
  const first = events.findIndex(({ eventType }) => eventType === 'EVENT_TYPE_WORKFLOW_TASK_COMPLETED') + 1
  const { runId } = await stage.handle(cycle).describe()
  await stage.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: cycle.scope, runId },
    reason: 'as an operator might',
    workflowTaskFinishEventId: Number(first) as never,
    requestId: `reset-${cycle.cycleId}`,
  })
  await until('another run has begun', async () => {
    const run = await stage.handle(cycle).describe()
    return run.runId !== runId
  })
  await stage.resting(cycle)
  expect(await business()).toEqual(before)
  await stage.reach(cycle, later(due))
  await stage.arrive(cycle, 'disposing', 'disposition')
})

// All that is not bookkeeping of waking.
const business = async () => {
  const { wakes: _wakes, scopes: _scopes, ...rest } = await snapshot(stage.owner)
  return rest
}

it('woken fifty times over changes nothing', async () => {
  const { cycle } = await openCycle()
  await stage.wakesReached()
  const before = await business()
  await stage.database
    .insertInto('wakes')
    .values(Array.from({ length: 50 }, () => ({ scope: cycle.scope, workflow_type: 'solicitation' })))
    .execute()
  await stage.wakesReached()
  await stage.resting(cycle)
  expect(await business()).toEqual(before)
})

it('woken after it has finished, ends again at once', async () => {
  const { cycle, go } = await openCycle()
  await go.withdraw()
  await stage.handle(cycle).result()
  const { runId } = await stage.handle(cycle).describe()
  await stage.database.insertInto('wakes').values({ scope: cycle.scope, workflow_type: 'solicitation' }).execute()
  await until('a second run has ended', async () => {
    const run = await stage.handle(cycle).describe()
    return run.runId !== runId && run.status.name === 'COMPLETED'
  })
  expect(await stage.handle(cycle).result()).toBe('withdrawn')
})

it('goes on with a worker that was started anew', async () => {
  const { cycle, rows } = await openCycle()
  await stage.restartWorker()
  await stage.reach(cycle, '2026-11-18T02:00:00.001Z')
  expect(await rows.notices(stage.unit(2).id)).toEqual(['released', 'not-signed-for'])
})

it('extended for one unit, holds the disposition until that unit’s own date', async () => {
  const { cycle, go } = await openCycle()
  await go.extend('2026-11-25', [stage.unit(1)])
  await stage.reach(cycle, later(due))
  expect(await cycle.state()).toBe('open')
  await stage.reach(cycle, '2026-11-25T09:30:00.000Z')
  expect(await cycle.state()).toBe('open')
  await stage.reach(cycle, '2026-11-25T09:30:00.001Z')
  await stage.arrive(cycle, 'disposing', 'disposition')
})
