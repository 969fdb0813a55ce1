import { type RawBuilder, sql } from 'kysely'
import type { Actor, Role } from '../domain/actor.ts'
import { type Permission, permissions, type Relation } from '../domain/can.ts'
import type { CycleState } from '../domain/cycle.ts'
import type { DueWorking } from '../domain/deadline.ts'
import { NotFound } from '../domain/refusal.ts'
import { isId } from './cycle.ts'
import type { Reader, RungState, TaskState } from './database.ts'

/** Whose board it is. */
export type BoardViewer = Pick<Actor, 'unitId' | 'roles'>

/** Which rows of the board. */
export type BoardFilter = {
  /** Part of a unit's name. */
  readonly unit: string
  /** A group of units, by its code. */
  readonly group: string
}

/** Between two rows of the board: the rows after it, or before it. */
export type BoardPlace = { readonly side: 'after' | 'before'; readonly dueAt: string; readonly taskId: string }

export type BoardRow = {
  readonly taskId: string
  readonly cycleId: string
  readonly caseId: string | null
  readonly title: string
  readonly step: string
  readonly unitName: string
  /** Who has it: the named person, the unit's contact, or whoever holds the seat. */
  readonly person: string | null
  readonly phone: string | null
  readonly mandatory: boolean
  readonly dueAt: string
  readonly urged: number
  readonly signedFor: boolean
  readonly done: readonly RungLine[]
}

export type RungLine = {
  readonly id: string
  readonly kind: string
  readonly occasion: string
  readonly to: string
  readonly at: string
  readonly state: RungState
  readonly actedAt: string | null
  readonly releasedByName: string | null
  readonly releasedAt: string | null
  readonly reason: string | null
  readonly dueRevision: number
}

export const boardPageSize = 20

/**
 * What is overdue or near, over everything the viewer may see a step of: overdue first, then what is due before `until`.
 */
export async function readBoard(
  reader: Reader,
  viewer: BoardViewer,
  { filter, until, place }: { filter: BoardFilter; until: string; place: BoardPlace | null },
): Promise<{ rows: BoardRow[]; more: boolean }> {
  const backwards = place?.side === 'before'
  const beyond = place
    ? sql`and (t.due_at, t.id) ${backwards ? sql`<` : sql`>`} (${place.dueAt}::timestamptz, ${place.taskId}::uuid)`
    : sql``
  const order = backwards ? sql`t.due_at desc, t.id desc` : sql`t.due_at, t.id`
  const { rows } = await sql<Omit<BoardRow, 'done'>>`
    ${reach(viewer)}
    select t.id as "taskId", t.cycle_id as "cycleId", t.case_id as "caseId", c.title, t.step, ${fullUnitName} as "unitName",
      coalesce(t.assignee_name, k.contact_name, seated.name) as person, coalesce(named.mobile, k.contact_phone, seated.mobile) as phone,
      t.mandatory, t.due_at as "dueAt", t.urged, k.signed_for_at is not null as "signedFor"
    from tasks t
    join cycles c on c.id = t.cycle_id
    join units u on u.id = t.unit_id
    left join units p on p.id = u.parent_id
    left join cases k on k.id = t.case_id
    left join people named on named.id = t.assignee_id
    left join lateral (
      select holder.name, holder.mobile from memberships m join people holder on holder.id = m.person_id
      where t.assignee_id is null and t.case_id is null and m.unit_id = t.unit_id and m.role = t.role
        and m.until_on is null and holder.disabled_at is null
      order by holder.name limit 1
    ) seated on true
    where ${onBoard(until)} and ${within(viewer, 'see-step')} and ${matching(filter)} ${beyond}
    order by ${order} limit ${boardPageSize + 1}`.execute(reader)
  const more = rows.length > boardPageSize
  const shown = rows.slice(0, boardPageSize)
  if (backwards) shown.reverse()
  const rungs = await readRungs(
    reader,
    shown.map(({ taskId }) => taskId),
  )
  return { rows: shown.map(row => ({ ...row, done: rungs.get(row.taskId) ?? [] })), more }
}

/** How many rows the board has in all, and how many of them are overdue. */
export async function countBoard(
  reader: Reader,
  viewer: BoardViewer,
  { filter, until, now }: { filter: BoardFilter; until: string; now: string },
): Promise<{ total: number; overdue: number }> {
  const { rows } = await sql<{ total: number; overdue: number }>`
    ${reach(viewer)}
    select count(*)::int as total, (count(*) filter (where t.due_at < ${now}))::int as overdue
    from tasks t join cycles c on c.id = t.cycle_id join units u on u.id = t.unit_id
    where ${onBoard(until)} and ${within(viewer, 'see-step')} and ${matching(filter)}`.execute(reader)
  return rows[0] ?? { total: 0, overdue: 0 }
}

/** The next open date beyond the board, for a board that is empty; null where nothing has a date. */
export async function nextDue(
  reader: Reader,
  viewer: BoardViewer,
  until: string,
): Promise<{ dueAt: string; title: string; step: string } | null> {
  const { rows } = await sql<{ dueAt: string; title: string; step: string }>`
    ${reach(viewer)}
    select t.due_at as "dueAt", c.title, t.step from tasks t join cycles c on c.id = t.cycle_id
    where t.state = 'open' and t.due_at >= ${until} and ${within(viewer, 'see-step')}
    order by t.due_at, t.id limit 1`.execute(reader)
  return rows[0] ?? null
}

export type UnitFigures = {
  readonly unitId: string
  readonly unitName: string
  readonly open: number
  readonly overdue: number
  readonly near: number
  /** Of what fell due since `since`: done by somebody in time. */
  readonly inTime: number
  readonly fellDue: number
}

/** Units with what they have open, the most overdue first; the first ten, or those whose name contains the filter. */
export async function readUnitFigures(
  reader: Reader,
  viewer: BoardViewer,
  { filter, since, now, until }: { filter: BoardFilter; since: string; now: string; until: string },
): Promise<UnitFigures[]> {
  const { rows } = await sql<UnitFigures>`
    ${reach(viewer)}
    select t.unit_id as "unitId", ${sql`min(${fullUnitName})`} as "unitName",
      (count(*) filter (where t.state = 'open'))::int as open,
      (count(*) filter (where t.state = 'open' and t.due_at < ${now}))::int as overdue,
      (count(*) filter (where t.state = 'open' and t.due_at >= ${now} and t.due_at < ${until}))::int as near,
      (count(*) filter (where t.due_at >= ${since} and t.state = 'done' and t.closed_by is not null and t.closed_at <= t.due_at))::int as "inTime",
      (count(*) filter (where t.due_at >= ${since} and (t.state = 'done' or t.state = 'open' and t.due_at < ${now})))::int as "fellDue"
    from tasks t join cycles c on c.id = t.cycle_id join units u on u.id = t.unit_id left join units p on p.id = u.parent_id
    where t.state <> 'void' and (t.state = 'open' or t.due_at >= ${since}) and ${within(viewer, 'see-step')} and ${matching(filter)}
    group by t.unit_id
    having count(*) filter (where t.state = 'open' and t.due_at < ${until}) > 0
    order by overdue desc, near desc, open desc, t.unit_id limit 10`.execute(reader)
  return rows
}

/** Something drawn up that waits for a named person's word. */
export type PreparedOrder = {
  readonly rungId: string
  readonly taskId: string
  readonly title: string
  readonly step: string
  readonly unitName: string
  readonly mandatory: boolean
  readonly dueAt: string
  readonly preparedAt: string
  readonly urged: number
  readonly rungs: readonly RungLine[]
}

/** The orders that the viewer may release, the oldest first: the first ones, and how many there are. */
export async function readPrepared(
  reader: Reader,
  viewer: BoardViewer,
  most: number,
): Promise<{ orders: PreparedOrder[]; count: number }> {
  const { rows } = await sql<Omit<PreparedOrder, 'rungs'> & { count: number }>`
    ${reach(viewer)}
    select r.id as "rungId", r.task_id as "taskId", c.title, t.step, ${fullUnitName} as "unitName", t.mandatory, t.due_at as "dueAt",
      coalesce(r.acted_at, r.at) as "preparedAt", t.urged, (count(*) over ())::int as count
    from rungs r join tasks t on t.id = r.task_id join cycles c on c.id = r.cycle_id
    join units u on u.id = t.unit_id left join units p on p.id = u.parent_id
    where r.state = 'prepared' and ${within(viewer, 'release')}
    order by r.at, r.id limit ${most}`.execute(reader)
  const rungs = await readRungs(
    reader,
    rows.map(({ taskId }) => taskId),
  )
  return {
    orders: rows.map(({ count: _, ...order }) => ({ ...order, rungs: rungs.get(order.taskId) ?? [] })),
    count: rows[0]?.count ?? 0,
  }
}

/** The groups of units that have anything on the board, by code. */
export async function readBoardGroups(reader: Reader, viewer: BoardViewer, until: string): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    ${reach(viewer)}
    select distinct named.code from tasks t join cycles c on c.id = t.cycle_id join units u on u.id = t.unit_id, unnest(u.groups) as named(code)
    where ${onBoard(until)} and ${within(viewer, 'see-step')} order by named.code limit 20`.execute(reader)
  return rows.map(({ code }) => code)
}

/** Which cycle each of these open tasks belongs to; tasks that are not open or not within reach are left out. */
export async function readCyclesOfTasks(
  reader: Reader,
  viewer: BoardViewer,
  taskIds: readonly string[],
): Promise<{ taskId: string; cycleId: string }[]> {
  const ids = taskIds.filter(isId)
  if (ids.length === 0) return []
  const { rows } = await sql<{ taskId: string; cycleId: string }>`
    ${reach(viewer)}
    select t.id as "taskId", t.cycle_id as "cycleId" from tasks t join cycles c on c.id = t.cycle_id
    where t.id = any(${ids}::uuid[]) and t.state = 'open' and ${within(viewer, 'urge')}
    order by t.cycle_id, t.due_at, t.id`.execute(reader)
  return rows
}

/** What an order over several matters of one unit says of each. */
export type OverdueMatter = {
  readonly taskId: string
  readonly unitId: string
  readonly unitName: string
  readonly title: string
  readonly step: string
  readonly dueAt: string
  readonly openedAt: string
  readonly urged: number
  readonly rungs: readonly RungLine[]
}

/** The chosen open tasks, for an order that is written from them. */
export async function readMatters(
  reader: Reader,
  viewer: BoardViewer,
  taskIds: readonly string[],
): Promise<OverdueMatter[]> {
  const ids = taskIds.filter(isId)
  if (ids.length === 0) return []
  const { rows } = await sql<Omit<OverdueMatter, 'rungs'>>`
    ${reach(viewer)}
    select t.id as "taskId", t.unit_id as "unitId", ${fullUnitName} as "unitName", c.title, t.step, t.due_at as "dueAt", t.opened_at as "openedAt", t.urged
    from tasks t join cycles c on c.id = t.cycle_id join units u on u.id = t.unit_id left join units p on p.id = u.parent_id
    where t.id = any(${ids}::uuid[]) and t.state = 'open' and t.due_at is not null and ${within(viewer, 'release')}
    order by t.unit_id, t.due_at, t.id`.execute(reader)
  const rungs = await readRungs(
    reader,
    rows.map(({ taskId }) => taskId),
  )
  return rows.map(row => ({ ...row, rungs: rungs.get(row.taskId) ?? [] }))
}

/** Everything about one step: what was asked of whom, its clock, its ladder, what was decided and sent. */
export type StepStory = {
  readonly cycle: {
    readonly id: string
    readonly number: string
    readonly title: string
    readonly state: CycleState
    readonly unit_id: string
    readonly unit_name: string
    readonly section_id: string | null
    readonly officer_name: string
    readonly parameters: unknown
  }
  readonly task: {
    readonly id: string
    readonly case_id: string | null
    readonly step: string
    readonly round: number
    readonly seat: string
    readonly role: string
    readonly unit_id: string
    readonly unit_name: string
    readonly assignee_id: string | null
    readonly assignee_name: string | null
    readonly mandatory: boolean
    readonly state: TaskState
    readonly outcome: string | null
    readonly opened_at: string
    readonly due_at: string | null
    readonly due_revision: number
    readonly closed_at: string | null
    readonly closed_by_name: string | null
    readonly urged: number
  }
  readonly theCase: {
    readonly sentAt: string | null
    readonly signedForAt: string | null
    readonly signedForByName: string | null
    readonly undelivered: boolean
    readonly outcome: string | null
    readonly contactName: string | null
    readonly contactPhone: string | null
  } | null
  readonly clocks: readonly Clock[]
  readonly rungs: readonly RungLine[]
  readonly decisions: readonly StepDecision[]
  readonly sendings: readonly Sending[]
}

/** One revision of the date: how it was counted, and why it replaced the one before. */
export type Clock = { readonly dueAt: string; readonly working: DueWorking; readonly reason: string | null }

export type StepDecision = {
  readonly id: string
  readonly at: string
  readonly act: string
  readonly verdict: string | null
  readonly reason: string | null
  readonly clause: string | null
  readonly personName: string
  readonly unitName: string
  readonly detail: Readonly<Record<string, unknown>>
}

export type Sending = {
  readonly id: string
  readonly at: string
  readonly occasion: string
  readonly channel: string | null
  readonly address: string | null
  readonly state: string | null
  readonly answer: string | null
  readonly ambiguous: boolean
}

const mostTraces = 100

/** @throws NotFound */
export async function readStep(reader: Reader, taskId: string): Promise<StepStory> {
  if (!isId(taskId)) throw new NotFound('step')
  const task = await reader
    .selectFrom('tasks')
    .leftJoin('people', 'people.id', 'tasks.closed_by')
    .selectAll('tasks')
    .select('people.name as closed_by_name')
    .where('tasks.id', '=', taskId)
    .executeTakeFirst()
  if (!task) throw new NotFound('step')
  const cycle = await reader
    .selectFrom('cycles')
    .select(['id', 'number', 'title', 'state', 'unit_id', 'unit_name', 'section_id', 'officer_name', 'parameters'])
    .where('id', '=', task.cycle_id)
    .executeTakeFirstOrThrow()
  const theCase = task.case_id
    ? await reader
        .selectFrom('cases')
        .select([
          'sent_at as sentAt',
          'signed_for_at as signedForAt',
          'signed_for_by_name as signedForByName',
          'undelivered',
          'outcome',
          'contact_name as contactName',
          'contact_phone as contactPhone',
        ])
        .where('id', '=', task.case_id)
        .executeTakeFirst()
    : undefined
  const rungs = (await readRungs(reader, [taskId])).get(taskId) ?? []
  return {
    cycle,
    task,
    theCase: theCase ?? null,
    clocks: await readClocks(reader, task),
    rungs,
    decisions: await readDecisions(reader, task),
    sendings: await readSendings(reader, task),
  }
}

type OfTask = { readonly id: string; readonly case_id: string | null; readonly cycle_id: string }

// An answer is due by the cycle's date, or by a longer one of its own; other steps have a date of their own.
async function readClocks(reader: Reader, task: OfTask): Promise<Clock[]> {
  const subjects = task.case_id ? [task.case_id, task.cycle_id] : [task.id]
  const rows = await reader
    .selectFrom('due_workings')
    .select(['due_at as dueAt', 'working', 'reason', 'subject_id', 'due_revision'])
    .where('subject_id', 'in', subjects)
    .orderBy('due_at')
    .orderBy('due_revision')
    .execute()
  return rows.map(({ dueAt, working, reason }) => ({ dueAt, working: working as DueWorking, reason }))
}

async function readDecisions(reader: Reader, task: OfTask): Promise<StepDecision[]> {
  const { rows } = await sql<StepDecision>`
    select id, at, act, verdict, reason, clause, person_name as "personName", unit_name as "unitName", detail from decisions
    where cycle_id = ${task.cycle_id} and (task_id = ${task.id} or case_id = ${task.case_id}::uuid
      or (task_id is null and case_id is null and act in ('extend', 'correct-due', 'withdraw', 'close-early')))
    order by at, id limit ${mostTraces}`.execute(reader)
  return rows
}

async function readSendings(reader: Reader, task: OfTask): Promise<Sending[]> {
  const { rows } = await sql<Sending>`
    select coalesce(d.id, n.id) as id, coalesce(d.sent_at, n.released_at, n.created_at) as at, n.occasion, d.channel, d.address, d.state, d.answer, coalesce(d.ambiguous, false) as ambiguous
    from notices n left join deliveries d on d.notice_id = n.id
    where n.released_at is not null and (n.task_id = ${task.id} or n.case_id = ${task.case_id}::uuid)
    order by at, id limit ${mostTraces}`.execute(reader)
  return rows
}

/** The rungs of tasks, in the order in which they come. */
export async function readRungs(reader: Reader, taskIds: readonly string[]): Promise<Map<string, RungLine[]>> {
  const found = new Map<string, RungLine[]>()
  if (taskIds.length === 0) return found
  const { rows } = await sql<RungLine & { taskId: string }>`
    select id, task_id as "taskId", kind, occasion, addressed_to as "to", at, state, acted_at as "actedAt", released_by_name as "releasedByName",
      released_at as "releasedAt", reason, due_revision as "dueRevision"
    from rungs where task_id = any(${[...taskIds]}::uuid[]) order by at, due_revision, id`.execute(reader)
  for (const { taskId, ...line } of rows) found.set(taskId, [...(found.get(taskId) ?? []), line])
  return found
}

/** Who could take over a task: those who hold its role in its unit today. */
export async function readCandidates(
  reader: Reader,
  task: { readonly unit_id: string; readonly role: string; readonly case_id: string | null },
  today: string,
): Promise<{ id: string; name: string }[]> {
  return reader
    .selectFrom('memberships')
    .innerJoin('people', 'people.id', 'memberships.person_id')
    .select(['people.id', 'people.name'])
    .distinct()
    .where('memberships.unit_id', '=', task.unit_id)
    .where('memberships.role', 'in', task.case_id ? ['contact', 'head'] : [task.role])
    .where('people.disabled_at', 'is', null)
    .where('memberships.from_on', '<=', today)
    .where(eb => eb.or([eb('memberships.until_on', 'is', null), eb('memberships.until_on', '>=', today)]))
    .orderBy('people.name')
    .limit(50)
    .execute()
}

// A section is named with the authority that it is part of.
const fullUnitName = sql<string>`case when u.kind = 'section' and p.name is not null then p.name || '·' || t.unit_name else t.unit_name end`

const onBoard = (until: string) => sql`t.state = 'open' and t.due_at < ${until}`

function matching({ unit, group }: BoardFilter): RawBuilder<unknown> {
  const part = `%${unit.trim().replace(/[\\%_]/g, sign => `\\${sign}`)}%`
  return sql`(${unit.trim() === ''}::boolean or t.unit_name ilike ${part}) and (${group === ''}::boolean or ${group} = any(u.groups))`
}

/** The units below the viewer's seat: a section's seat is the authority that it is part of. */
const reach = ({ unitId }: BoardViewer) => sql`
  with recursive reach as (
    select case when kind = 'section' then coalesce(parent_id, id) else id end as id from units where id = ${unitId}
    union select below.id from units below join reach on below.parent_id = reach.id
  )`

type Rule = {
  readonly roles: readonly Role[] | 'any'
  readonly relation: Relation
  readonly states: readonly CycleState[] | 'any'
}

/** The rows that `can` allows the viewer, by the same table; over `c` (cycles) and `t` (tasks), after `reach`. */
function within({ unitId, roles }: BoardViewer, permission: Permission): RawBuilder<unknown> {
  const rules: readonly Rule[] = permissions[permission]
  const allowed = rules
    .filter(rule => rule.roles === 'any' || rule.roles.some(role => roles.includes(role)))
    .flatMap(({ relation, states }) => {
      const stands = standing(relation, unitId, roles)
      if (!stands) return []
      return [states === 'any' ? stands : sql`(${stands} and c.state = any(${[...states]}::text[]))`]
    })
  return allowed.length === 0 ? sql`false` : sql`(${sql.join(allowed, sql` or `)})`
}

function standing(relation: Relation, unitId: string, roles: readonly Role[]): RawBuilder<unknown> | null {
  switch (relation) {
    case 'launching-unit':
      return sql`(c.unit_id = ${unitId} or c.section_id = ${unitId})`
    case 'task-unit':
      return sql`t.unit_id = ${unitId}`
    case 'line':
      return roles.some(role => role === 'supervisor' || role === 'auditor')
        ? sql`c.unit_id in (select id from reach)`
        : null
    default:
      return null
  }
}
