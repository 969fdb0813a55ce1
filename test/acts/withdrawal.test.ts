import { clearDesk, cycleIn, drive, openWorld, rowsOf, type World } from '../builders/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())
beforeEach(() => clearDesk(world))

it.each(['signing', 'revising', 'going-out', 'open', 'disposing'] as const)(
  'while %s ends everything: nothing is open, waits or is still to be sent',
  async state => {
    const cycle = await cycleIn(world, state)
    await drive(world, cycle).withdraw()
    const { database } = world
    const rows = rowsOf(world, cycle.cycleId)
    expect(await cycle.state()).toBe('withdrawn')
    expect((await rows.tasks()).filter(task => task.state === 'open')).toEqual([])
    expect((await rows.rungs()).filter(rung => rung.state === 'waiting' || rung.state === 'prepared')).toEqual([])
    const unsent = await database
      .selectFrom('deliveries')
      .innerJoin('notices', 'notices.id', 'deliveries.notice_id')
      .select('occasion')
      .distinct()
      .where('deliveries.cycle_id', '=', cycle.cycleId)
      .where('deliveries.state', 'in', ['queued', 'held'])
      .execute()
    expect(unsent.map(({ occasion }) => occasion)).toEqual(
      state === 'open' || state === 'disposing' ? ['withdrawn'] : [],
    )
    expect(await database.selectFrom('scopes').select('state').where('scope', '=', cycle.scope).execute()).toEqual([
      { state: 'done' },
    ])
  },
)

it('tells everyone who was asked why, those who had answered too, and keeps what they answered', async () => {
  const cycle = await cycleIn(world, 'open')
  expect(await drive(world, cycle).withdraw('上位政策调整。')).toEqual({ told: 3 })
  const notices = await world.database
    .selectFrom('notices')
    .select(['unit_id', 'text'])
    .where('cycle_id', '=', cycle.cycleId)
    .where('occasion', '=', 'withdrawn')
    .execute()
  expect(notices.map(({ unit_id }) => unit_id).sort()).toEqual(world.units.map(({ id }) => id).sort())
  expect(notices.every(({ text }) => text.includes('上位政策调整。'))).toBe(true)
  const rows = rowsOf(world, cycle.cycleId)
  expect((await rows.caseOf(world.unit(1))).outcome).toBe('opinions')
  expect((await rows.caseOf(world.unit(3))).outcome).toBe('withdrawn')
  expect(await rows.submissions(world.unit(1))).toHaveLength(1)
})

it('tells nobody of a letter that nobody has got', async () => {
  const cycle = await cycleIn(world, 'going-out')
  expect(await drive(world, cycle).withdraw()).toEqual({ told: 0 })
  expect(await rowsOf(world, cycle.cycleId).notices(world.unit(1).id)).toEqual([])
})

it('takes no answer and no signature for the letter any more', async () => {
  const cycle = await cycleIn(world, 'withdrawn')
  await expect(cycle.answer(world.unit(3))).rejects.toMatchObject({ code: 'not-in-this-state' })
  await expect(cycle.signFor(world.unit(3))).rejects.toMatchObject({ code: 'not-in-this-state' })
})

it('needs a reason', async () => {
  const cycle = await cycleIn(world, 'open')
  await expect(drive(world, cycle).withdraw('')).rejects.toMatchObject({
    errors: [{ field: 'reason', code: 'required' }],
  })
  expect(await cycle.state()).toBe('open')
})
