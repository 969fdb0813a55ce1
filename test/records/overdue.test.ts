import { relationsTo } from '../../acts/relation.ts'
import type { Actor } from '../../domain/actor.ts'
import { type Role, roles } from '../../domain/actor.ts'
import { can, type Permission } from '../../domain/can.ts'
import { countBoard, readBoard, readCyclesOfTasks, readPrepared } from '../../records/overdue.ts'
import { cyclesInEveryState, openWorld, type World } from '../builders/world.ts'

let world: World
const far = '2030-01-01T00:00:00.000Z'
const everything = { unit: '', group: '' }

beforeAll(async () => {
  world = await openWorld()
  await cyclesInEveryState(world)
  // So that every state has open steps with dates and orders that wait, whatever became of them on the way.
  await world.database
    .updateTable('tasks')
    .set(eb => ({ state: 'open' as const, due_at: eb.fn.coalesce('due_at', eb.val('2026-11-20T09:30:00.000Z')) }))
    .execute()
  await world.database
    .updateTable('rungs')
    .set({ state: 'prepared', release_by: 'supervisor' })
    .where('kind', '=', 'urging')
    .execute()
}, 120_000)
afterAll(() => world?.close())

/** Every open task with the cycle it belongs to. */
const openTasks = () =>
  world.database
    .selectFrom('tasks')
    .innerJoin('cycles', 'cycles.id', 'tasks.cycle_id')
    .select([
      'tasks.id',
      'tasks.unit_id',
      'tasks.role',
      'tasks.assignee_id',
      'tasks.due_at',
      'cycles.state',
      'cycles.unit_id as cycle_unit_id',
      'cycles.section_id',
    ])
    .where('tasks.state', '=', 'open')
    .execute()

type OpenTask = Awaited<ReturnType<typeof openTasks>>[number]

async function allowed(actor: Actor, permission: Permission, task: OpenTask): Promise<boolean> {
  const cycle = { state: task.state, unit_id: task.cycle_unit_id, section_id: task.section_id }
  const relations = await relationsTo(world.database, actor, { cycle, task })
  // A seat is no standing of the board's: whoever only sits in it has a page of their own for it.
  relations.delete('task-seat')
  return can(permission, { roles: actor.roles, relations, state: task.state })
}

/** Somebody who holds one role in one unit. */
const viewers = (): Actor[] =>
  [world.authority, world.section, world.government, world.elsewhere, world.unit(1).id].flatMap(unitId =>
    roles.map((role: Role) => ({
      personId: world.people.officer.id,
      personName: '任何人',
      unitId,
      unitName: '任何单位',
      roles: [role],
      memberships: [],
      language: 'zh-CN' as const,
      demo: false,
    })),
  )

async function boardOf(viewer: Actor): Promise<string[]> {
  const found: string[] = []
  for (let place: Parameters<typeof readBoard>[2]['place'] = null; ; ) {
    const { rows, more } = await readBoard(world.database, viewer, { filter: everything, until: far, place })
    found.push(...rows.map(({ taskId }) => taskId))
    const last = rows.at(-1)
    if (!more || !last) return found
    place = { side: 'after', dueAt: last.dueAt, taskId: last.taskId }
  }
}

it('lists exactly the steps that the table of permissions lets each role of each unit see', async () => {
  const tasks = await openTasks()
  expect(tasks.length).toBeGreaterThan(20)
  let seen = 0
  for (const viewer of viewers()) {
    const expected: string[] = []
    for (const task of tasks) if (await allowed(viewer, 'see-step', task)) expected.push(task.id)
    const board = await boardOf(viewer)
    expect([viewer.unitId, viewer.roles, [...board].sort()]).toEqual([viewer.unitId, viewer.roles, expected.sort()])
    const { total } = await countBoard(world.database, viewer, { filter: everything, until: far, now: far })
    expect(total).toBe(expected.length)
    seen += board.length
  }
  expect(seen).toBeGreaterThan(100)
})

it('lets exactly those steps be urged that the table lets each role of each unit urge', async () => {
  const tasks = await openTasks()
  for (const viewer of viewers()) {
    const expected: string[] = []
    for (const task of tasks) if (await allowed(viewer, 'urge', task)) expected.push(task.id)
    const found = await readCyclesOfTasks(
      world.database,
      viewer,
      tasks.map(({ id }) => id),
    )
    expect([viewer.roles, found.map(({ taskId }) => taskId).sort()]).toEqual([viewer.roles, expected.sort()])
  }
})

it('shows exactly those orders that the table lets each role of each unit release', async () => {
  const orders = await world.database
    .selectFrom('rungs')
    .innerJoin('tasks', 'tasks.id', 'rungs.task_id')
    .innerJoin('cycles', 'cycles.id', 'tasks.cycle_id')
    .select([
      'rungs.id as rungId',
      'tasks.id',
      'tasks.unit_id',
      'tasks.role',
      'tasks.assignee_id',
      'tasks.due_at',
      'cycles.state',
      'cycles.unit_id as cycle_unit_id',
      'cycles.section_id',
    ])
    .where('rungs.state', '=', 'prepared')
    .execute()
  expect(orders.length).toBeGreaterThan(3)
  for (const viewer of viewers()) {
    const expected: string[] = []
    for (const order of orders) if (await allowed(viewer, 'release', order)) expected.push(order.rungId)
    const { orders: found, count } = await readPrepared(world.database, viewer, 1000)
    expect([viewer.roles, found.map(({ rungId }) => rungId).sort()]).toEqual([viewer.roles, expected.sort()])
    expect(count).toBe(expected.length)
  }
})

it('goes forwards and backwards over the same rows, in the order of their dates', async () => {
  const [viewer] = viewers().filter(({ roles: held, unitId }) => held[0] === 'supervisor' && unitId === world.authority)
  if (!viewer) throw new Error('there is a supervisor')
  const forwards = await boardOf(viewer)
  const rows = await world.database.selectFrom('tasks').select(['id', 'due_at']).where('id', 'in', forwards).execute()
  const dueAt = new Map(rows.map(row => [row.id, row.due_at ?? '']))
  const dates = forwards.map(id => dueAt.get(id) ?? '')
  expect(dates).toEqual([...dates].sort())
  const last = forwards.at(-1) ?? ''
  const { rows: before } = await readBoard(world.database, viewer, {
    filter: everything,
    until: far,
    place: { side: 'before', dueAt: dueAt.get(last) ?? '', taskId: last },
  })
  expect(before.map(({ taskId }) => taskId)).toEqual(forwards.slice(-21, -1))
})
