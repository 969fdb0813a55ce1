import { type RawBuilder, sql } from 'kysely'
import { isId } from './cycle.ts'
import type { Reader } from './database.ts'
import { type BoardViewer, reach, within } from './reach.ts'
import { type RungLine, readRungs } from './rungs.ts'

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
  readonly ofRound: boolean
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
    select t.id as "taskId", t.cycle_id as "cycleId", t.case_id as "caseId", ${title} as title, ${ofRound} as "ofRound", t.step, ${fullUnitName} as "unitName",
      coalesce(t.assignee_name, seated.name, k.contact_name) as person, coalesce(named.mobile, seated.mobile, k.contact_phone) as phone,
      t.mandatory, t.due_at as "dueAt", t.urged, k.signed_for_at is not null as "signedFor"
    from tasks t
    join cycles c on c.id = t.cycle_id
    join units u on u.id = t.unit_id
    left join units p on p.id = u.parent_id
    left join cases k on k.id = t.case_id
    left join claims cl on cl.case_id = t.case_id
    left join people named on named.id = t.assignee_id
    left join lateral (
      select holder.name, holder.mobile from memberships m join people holder on holder.id = m.person_id
      where t.assignee_id is null and (t.case_id is null or t.role <> 'contact') and m.unit_id = t.unit_id and m.role = t.role
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
): Promise<{ dueAt: string; title: string; ofRound: boolean; step: string } | null> {
  const { rows } = await sql<{ dueAt: string; title: string; ofRound: boolean; step: string }>`
    ${reach(viewer)}
    select t.due_at as "dueAt", ${title} as title, ${ofRound} as "ofRound", t.step from tasks t join cycles c on c.id = t.cycle_id
    left join claims cl on cl.case_id = t.case_id
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
  readonly ofRound: boolean
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
    select r.id as "rungId", r.task_id as "taskId", ${title} as title, ${ofRound} as "ofRound", t.step, ${fullUnitName} as "unitName", t.mandatory, t.due_at as "dueAt",
      coalesce(r.acted_at, r.at) as "preparedAt", t.urged, (count(*) over ())::int as count
    from rungs r join tasks t on t.id = r.task_id join cycles c on c.id = r.cycle_id left join claims cl on cl.case_id = t.case_id
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
    select t.id as "taskId", t.unit_id as "unitId", ${fullUnitName} as "unitName", ${title} as title, t.step, t.due_at as "dueAt", t.opened_at as "openedAt", t.urged
    from tasks t join cycles c on c.id = t.cycle_id left join claims cl on cl.case_id = t.case_id join units u on u.id = t.unit_id left join units p on p.id = u.parent_id
    where t.id = any(${ids}::uuid[]) and t.state = 'open' and t.due_at is not null and ${within(viewer, 'release')}
    order by t.unit_id, t.due_at, t.id`.execute(reader)
  const rungs = await readRungs(
    reader,
    rows.map(({ taskId }) => taskId),
  )
  return rows.map(row => ({ ...row, rungs: rungs.get(row.taskId) ?? [] }))
}

// A section is named with the authority that it is part of.
const fullUnitName = sql<string>`case when u.kind = 'section' and p.name is not null then p.name || '·' || t.unit_name else t.unit_name end`

// A claim is named with its number: a round has many.
const title = sql<string>`c.title || coalesce('·' || cl.number, '')`

// The title of a round is no document's: it stands without title marks.
const ofRound = sql<boolean>`c.kind = 'claim-round'`

const onBoard = (until: string) => sql`t.state = 'open' and t.due_at < ${until}`

function matching({ unit, group }: BoardFilter): RawBuilder<unknown> {
  const part = `%${unit.trim().replace(/[\\%_]/g, sign => `\\${sign}`)}%`
  return sql`(${unit.trim() === ''}::boolean or t.unit_name ilike ${part}) and (${group === ''}::boolean or ${group} = any(u.groups))`
}
