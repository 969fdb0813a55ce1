import { approveTable, returnTable } from '../../acts/approve-table.ts'
import { dispose } from '../../acts/dispose.ts'
import { reassign } from '../../acts/reassign.ts'
import type { Verdict } from '../../domain/cycle.ts'
import {
  at1,
  clearDesk,
  cycleIn,
  drive,
  later,
  type Member,
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

const decide = async (
  cycle: Solicitation,
  by: Member,
  opinions: readonly { id: string; version: number }[],
  verdict: Verdict = 'adopted',
  reason = '',
) => dispose(world.house, await world.actorOf(by), { cycleId: cycle.cycleId, opinions, verdict, reason })
/** Two units with the same opinion and a third one of the first; closed early. */
const withOpinions = async () => {
  const cycle = await world.solicit(world.units)
  await cycle.answer(world.unit(1), { text: '两场讲座应改为一场。' }, { anchor: '二（一）', text: '补助偏低。' })
  await cycle.answer(world.unit(2), { text: '两场讲座应改为一场。' })
  await cycle.answer(world.unit(3))
  await drive(world, cycle).closeEarly()
  return { cycle, go: drive(world, cycle) }
}

describe('disposition', () => {
  it('takes equal opinions together, and counts what is left', async () => {
    const { cycle, go } = await withOpinions()
    const equal = (await go.opinions()).filter(({ text }) => text.startsWith('两场'))
    expect(equal).toHaveLength(2)
    expect(
      await decide(
        cycle,
        world.people.officer,
        equal.map(({ id }) => ({ id, version: 0 })),
      ),
    ).toEqual({ open: 1 })
    expect((await go.opinions()).map(({ verdict }) => verdict).sort()).toEqual([null, 'adopted', 'adopted'].sort())
  })

  it.each(['partly', 'rejected'] as const)('%s needs a reason', async verdict => {
    const { cycle, go } = await withOpinions()
    const { id } = at1(await go.opinions(), 1)
    await expect(decide(cycle, world.people.officer, [{ id, version: 0 }], verdict, ' ')).rejects.toMatchObject({
      errors: [{ field: 'reason', code: 'required' }],
    })
    await decide(cycle, world.people.officer, [{ id, version: 0 }], verdict, '与上位文件不一致。')
  })

  it('of the same opinion by two people at the same moment is the first one’s; the other is told whose', async () => {
    const { cycle, go } = await withOpinions()
    const { id } = at1(await go.opinions(), 1)
    const both = await Promise.allSettled([
      decide(cycle, world.people.officer, [{ id, version: 0 }]),
      decide(cycle, world.people.secondOfficer, [{ id, version: 0 }], 'rejected', '不一致。'),
    ])
    const won = both.filter(({ status }) => status === 'fulfilled')
    const [lost] = both.flatMap(end => (end.status === 'rejected' ? [end.reason] : []))
    expect(won).toHaveLength(1)
    const row = await world.database
      .selectFrom('dispositions')
      .selectAll()
      .where('opinion_id', '=', id)
      .executeTakeFirstOrThrow()
    expect(row.version).toBe(1)
    expect(lost).toMatchObject({ code: 'disposed-meanwhile', details: { by: row.decided_by_name } })
  })

  it('can be changed by whoever has seen the last one, and both decisions stay on record', async () => {
    const { cycle, go } = await withOpinions()
    const { id } = at1(await go.opinions(), 1)
    await decide(cycle, world.people.officer, [{ id, version: 0 }])
    await decide(cycle, world.people.secondOfficer, [{ id, version: 1 }], 'partly', '只采纳前半句。')
    const decisions = await rowsOf(world, cycle.cycleId).decisions('dispose')
    expect(decisions.map(({ verdict, person_name }) => [verdict, person_name]).sort()).toEqual([
      ['adopted', '许知言'],
      ['partly', '林书远'],
    ])
  })

  it('decides nothing where one of several is not there', async () => {
    const { cycle, go } = await withOpinions()
    const { id } = at1(await go.opinions(), 1)
    await expect(
      decide(cycle, world.people.officer, [
        { id, version: 0 },
        { id: 'not-an-id', version: 0 },
      ]),
    ).rejects.toMatchObject({ name: 'NotFound' })
    expect((await go.opinions()).every(({ verdict }) => verdict === null)).toBe(true)
  })

  it('does not see an opinion of an answer that was replaced', async () => {
    const cycle = await world.solicit(world.units)
    await cycle.answer(world.unit(1), { text: '旧意见。' })
    const [{ id } = { id: '' }] = await drive(world, cycle).opinions()
    for (const unit of world.units) await cycle.answer(unit)
    await drive(world, cycle).closeEarly()
    await expect(decide(cycle, world.people.officer, [{ id, version: 0 }])).rejects.toMatchObject({ name: 'NotFound' })
  })

  it('is due twenty working days after the answers closed, with its ladder up to an order that waits for release', async () => {
    const cycle = await world.solicit(world.units)
    await cycle.answer(world.unit(1), { text: '意见。' })
    await world.goOn('2026-11-23T09:30:00.001Z')
    const task = (await rowsOf(world, cycle.cycleId).tasks()).find(({ step }) => step === 'disposition')
    expect(task).toMatchObject({ due_at: '2026-12-21T09:30:00.000Z', assignee_name: '许知言' })
    await world.goOn('2026-12-24T02:00:00.000Z')
    const rungs = (await rowsOf(world, cycle.cycleId).rungs()).filter(({ step }) => step === 'disposition')
    expect(rungs.map(({ rung, at, state }) => [rung, at, state])).toEqual([
      ['reminder', '2026-12-16T01:00:00.000Z', 'done'],
      ['urging', '2026-12-22T01:00:00.000Z', 'done'],
      ['urging-section-head', '2026-12-23T01:00:00.000Z', 'done'],
      ['supervision-order', '2026-12-24T01:00:00.000Z', 'prepared'],
    ])
    const told = await world.database
      .selectFrom('notices')
      .select(['occasion', 'unit_id'])
      .where('cycle_id', '=', cycle.cycleId)
      .where('occasion', 'like', '%dis%')
      .execute()
    expect(told).toHaveLength(3)
  })
})

describe('the table', () => {
  it('waits for every opinion', async () => {
    const { cycle } = await withOpinions()
    await expect(cycle.submitTable()).rejects.toMatchObject({ code: 'opinions-open', details: { open: 3 } })
  })

  it.each([
    ['decided an opinion', 'officer'],
    ['sent it for approval', 'secondOfficer'],
  ] as const)('is not approved by whoever %s, also from the approver’s seat', async (_what, who) => {
    const { cycle, go } = await withOpinions()
    await go.disposeAll(world.people.officer)
    await cycle.submitTable()
    const taskId = await cycle.taskOf('approval')
    const { decisions } = rowsOf(world, cycle.cycleId)
    const maker = world.people[who]
    const made = [...(await decisions('dispose')), ...(await decisions('submit-table'))].some(
      ({ person_id }) => person_id === maker.id,
    )
    const seated = { ...(await world.actorOf(maker)), unitId: world.authority, roles: ['approver'] as const }
    const approval = approveTable(world.house, seated, { taskId, reason: '', once: once() })
    if (made) await expect(approval).rejects.toMatchObject({ code: 'maker-cannot-approve' })
    else await approval
  })

  it('is approved by one who decided none of it, and every contributor is told what became of theirs', async () => {
    const { cycle, go } = await withOpinions()
    const [first] = (await go.opinions()).filter(({ text }) => text === '补助偏低。')
    await decide(cycle, world.people.officer, [{ id: first?.id ?? '', version: 0 }], 'rejected', '已按上限安排。')
    await go.disposeAll()
    await cycle.submitTable()
    await go.approve()
    expect(await rowsOf(world, cycle.cycleId).cycle()).toMatchObject({ state: 'finished' })
    const feedback = await world.database
      .selectFrom('notices')
      .select(['unit_id', 'text'])
      .where('cycle_id', '=', cycle.cycleId)
      .where('occasion', '=', 'feedback')
      .execute()
    expect(feedback.map(({ unit_id }) => unit_id).sort()).toEqual([world.unit(1).id, world.unit(2).id].sort())
    const toFirst = feedback.find(({ unit_id }) => unit_id === world.unit(1).id)?.text.replaceAll(/\s/g, '')
    expect(toFirst).toMatch(/2条.*采纳1条.*未采纳1条/)
    expect(
      await world.database.selectFrom('scopes').select('state').where('scope', '=', cycle.scope).execute(),
    ).toEqual([{ state: 'done' }])
  })

  it('returned with a reason begins a second round, whose maker is whoever decided in any', async () => {
    const { cycle, go } = await withOpinions()
    await go.disposeAll(world.people.officer)
    await cycle.submitTable()
    const approver = await world.actorOf(world.people.approver)
    await expect(
      returnTable(world.house, approver, { taskId: await cycle.taskOf('approval'), reason: '', once: once() }),
    ).rejects.toMatchObject({ errors: [{ field: 'reason' }] })
    await returnTable(world.house, approver, {
      taskId: await cycle.taskOf('approval'),
      reason: '理由太笼统。',
      once: once(),
    })
    await world.goOn()
    expect(await cycle.state()).toBe('disposing')
    const { id } = at1(await go.opinions(), 1)
    await decide(cycle, world.people.secondOfficer, [{ id, version: 1 }], 'partly', '采纳前半句。')
    await cycle.submitTable()
    const tasks = (await rowsOf(world, cycle.cycleId).tasks()).filter(
      ({ step }) => step === 'disposition' || step === 'approval',
    )
    expect(tasks.map(({ step, round, outcome }) => `${step} ${round} ${outcome}`).sort()).toEqual([
      'approval 1 returned',
      'approval 2 null',
      'disposition 1 submitted',
      'disposition 2 submitted',
    ])
    for (const maker of [world.people.officer, world.people.secondOfficer]) {
      const seated = { ...(await world.actorOf(maker)), unitId: world.authority, roles: ['approver'] as const }
      await expect(
        approveTable(world.house, seated, { taskId: await cycle.taskOf('approval'), reason: '', once: once() }),
      ).rejects.toMatchObject({ code: 'maker-cannot-approve' })
    }
    await go.approve()
    expect(await cycle.state()).toBe('finished')
  })

  it('without the answer of one who must answer is approved only with a reason, and that unit is climbed to no more', async () => {
    const cycle = await world.solicit([{ ...world.unit(1), mandatory: true }, world.unit(2)])
    const go = drive(world, cycle)
    await world.goOn('2026-11-23T09:30:00.001Z')
    await cycle.submitTable()
    await expect(go.approve()).rejects.toMatchObject({ errors: [{ field: 'reason', code: 'required' }] })
    await go.approve({ reason: '已电话确认无意见，急需印发。' })
    expect(await rowsOf(world, cycle.cycleId).decisions('approve-table')).toMatchObject([
      { reason: '已电话确认无意见，急需印发。', detail: { withoutAnswerOf: [world.unit(1).name] } },
    ])
    expect(
      (await rowsOf(world, cycle.cycleId).rungs()).filter(({ state }) => state === 'waiting' || state === 'prepared'),
    ).toEqual([])
    expect(await cycle.state()).toBe('finished')
  })

  it('reassigned to a colleague in the same seat is theirs alone, and both are told', async () => {
    const cycle = await cycleIn(world, 'approving')
    const supervisor = await world.actorOf(world.people.governmentSupervisor)
    const taskId = await cycle.taskOf('approval')
    await expect(
      reassign(world.house, supervisor, { taskId, personId: world.people.leader.id, reason: '出差。', once: once() }),
    ).rejects.toMatchObject({ errors: [{ field: 'personId', code: 'not-in-the-role' }] })
    await reassign(world.house, supervisor, {
      taskId,
      personId: world.people.secondApprover.id,
      reason: '出差。',
      once: once(),
    })
    await expect(drive(world, cycle).approve()).rejects.toMatchObject({ name: 'NotFound' })
    const told = await world.database
      .selectFrom('notices')
      .select('person_id')
      .where('cycle_id', '=', cycle.cycleId)
      .where('occasion', '=', 'reassigned')
      .execute()
    expect(told.map(({ person_id }) => person_id)).toEqual(
      expect.arrayContaining([world.people.approver.id, world.people.secondApprover.id]),
    )
    await drive(world, cycle).approve({ by: world.people.secondApprover })
  })

  it('is not touched by an answer that comes while it is being approved, and that can count once it is returned', async () => {
    const cycle = await cycleIn(world, 'approving')
    await stopClockAt(world, later('2026-11-23T09:30:00.000Z'))
    expect((await cycle.answer(world.unit(2), { text: '太迟。' })).late).toBe(true)
    expect((await rowsOf(world, cycle.cycleId).caseOf(world.unit(2))).outcome).toBe('no-opinion')
    await returnTable(world.house, await world.actorOf(world.people.approver), {
      taskId: await cycle.taskOf('approval'),
      reason: '请核迟到意见。',
      once: once(),
    })
    await world.goOn()
    await expect(cycle.submitTable()).rejects.toMatchObject({ code: 'late-undecided', details: { count: 1 } })
  })
})
