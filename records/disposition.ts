import { sql } from 'kysely'
import type { Verdict } from '../domain/cycle.ts'
import { NotFound } from '../domain/refusal.ts'
import { unsettled } from './consultation.ts'
import { isId } from './cycle.ts'
import type { Reader } from './database.ts'

// Which opinions count: those of each case's answer in force, as the ledger counts them.
const counting = sql`opinions o join cases k on k.submission_id = o.submission_id join submissions s on s.id = o.submission_id
  join clauses c on c.cycle_id = o.cycle_id and c.anchor = o.anchor left join dispositions d on d.opinion_id = o.id`

export type ClauseLoad = {
  readonly anchor: string
  readonly heading: string
  readonly opinions: number
  readonly open: number
  /** Rejected, on their unit's own duties, and neither agreed upon nor ruled on. */
  readonly unsettled: number
}

/** The clauses on which there are opinions, in the order of the draft. */
export async function listClauseLoads(reader: Reader, cycleId: string): Promise<ClauseLoad[]> {
  const { rows } = await sql<ClauseLoad>`
    select c.anchor, c.heading, count(*)::int as opinions, (count(*) filter (where d.opinion_id is null))::int as open,
      (count(*) filter (where ${unsettled}))::int as unsettled
    from ${counting} where o.cycle_id = ${cycleId} group by c.anchor, c.heading, c.position order by c.position`.execute(
    reader,
  )
  return rows
}

export type DisposedOpinion = {
  readonly id: string
  readonly caseId: string
  readonly seq: number
  readonly unitName: string
  readonly receivedAt: string
  readonly late: boolean
  readonly recordedBy: string | null
  readonly text: string
  readonly wording: string
  readonly reason: string
  readonly files: readonly string[]
  readonly verdict: Verdict | null
  readonly why: string | null
  readonly ownDuties: boolean
  readonly version: number
  readonly decidedBy: string | null
  readonly decidedAt: string | null
  readonly key: string
}

/** Opinions on one clause, those nobody has decided yet first. @param after key of the last one of the page before */
export async function readOpinionsOn(
  reader: Reader,
  cycleId: string,
  anchor: string,
  { after = null, limit = 20 }: { after?: string | null; limit?: number } = {},
): Promise<{ rows: DisposedOpinion[]; next: string | null }> {
  const [decided, place, position] =
    /^([01])_(\d{1,9})_(\d{1,9})$/
      .exec(after ?? '')
      ?.slice(1)
      .map(Number) ?? []
  const from = decided === undefined ? null : [decided, place ?? 0, position ?? 0]
  const order = sql`((d.opinion_id is not null)::int, k.position, o.position)`
  const { rows } = await sql<DisposedOpinion>`
    select o.id, k.id as "caseId", s.seq, k.unit_name as "unitName", s.received_at as "receivedAt", s.late,
      s.recorded_by_name as "recordedBy", o.text, o.wording, o.reason, o.files, d.verdict, d.reason as why,
      coalesce(d.own_duties, false) as "ownDuties", coalesce(d.version, 0) as version, d.decided_by_name as "decidedBy", d.decided_at as "decidedAt",
      (d.opinion_id is not null)::int || '_' || k.position || '_' || o.position as key
    from ${counting}
    where o.cycle_id = ${cycleId} and o.anchor = ${anchor}
      and (${from === null} or ${order} > (${from?.[0] ?? 0}, ${from?.[1] ?? 0}, ${from?.[2] ?? 0}))
    order by (d.opinion_id is not null)::int, k.position, o.position limit ${limit + 1}`.execute(reader)
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.key ?? null) : null }
}

export type TableRow = {
  readonly anchor: string
  readonly heading: string
  readonly clause: string
  readonly units: readonly string[]
  readonly count: number
  readonly text: string
  readonly wording: string
  readonly reason: string
  readonly verdict: Verdict | null
  readonly why: string | null
  readonly key: string
}

/**
 * The table of opinions in the order of the draft; equal ones with the same end are one row that stands for `count`.
 *
 * @param limit null: the whole table, for a document
 */
export async function readOpinionTable(
  reader: Reader,
  cycleId: string,
  { after = null, limit = 50 }: { after?: string | null; limit?: number | null } = {},
): Promise<{ rows: TableRow[]; next: string | null }> {
  const [clause, place, position] =
    /^(\d{1,9})_(\d{1,9})_(\d{1,9})$/
      .exec(after ?? '')
      ?.slice(1)
      .map(Number) ?? []
  const first = sql`min(array[c.position, k.position, o.position])`
  const from = clause === undefined ? sql`true` : sql`${first} > array[${clause}, ${place}, ${position}]::int[]`
  const { rows } = await sql<TableRow>`
    select c.anchor, c.heading, c.text as clause, array_agg(k.unit_name order by k.position) as units, count(*)::int as count,
      o.text, o.wording, o.reason, d.verdict, d.reason as why, array_to_string(${first}, '_') as key
    from ${counting} where o.cycle_id = ${cycleId}
    group by c.id, o.text, o.wording, o.reason, d.verdict, d.reason
    having ${from} order by ${first} ${limit === null ? sql`` : sql`limit ${limit + 1}`}`.execute(reader)
  const shown = limit === null ? rows : rows.slice(0, limit)
  const distinct = shown.map(row => ({ ...row, units: [...new Set(row.units)] }))
  return { rows: distinct, next: rows.length > shown.length ? (shown.at(-1)?.key ?? null) : null }
}

export type Balance = {
  /** Opinions by the ledger's own count, to be compared with those of the table. */
  readonly opinions: number
  readonly lateCounted: number
  readonly lateUndecided: readonly { readonly caseId: string; readonly unitName: string }[]
}

/** What the ledger says of opinions and of answers that came late. */
export async function readBalance(reader: Reader, cycleId: string): Promise<Balance> {
  const { rows } = await sql<{ opinions: number; lateCounted: number }>`
    select coalesce(sum(opinion_count), 0)::int as opinions, (count(*) filter (where late_counted))::int as "lateCounted"
    from cases where cycle_id = ${cycleId} and not copy`.execute(reader)
  const lateUndecided = await reader
    .selectFrom('cases')
    .select(['id as caseId', 'unit_name as unitName'])
    .where('cycle_id', '=', cycleId)
    .where('late_submission_id', 'is not', null)
    .where('late_counted', 'is', null)
    .orderBy('position')
    .limit(20)
    .execute()
  return { opinions: rows[0]?.opinions ?? 0, lateCounted: rows[0]?.lateCounted ?? 0, lateUndecided }
}

/** The step's newest task, open or not. */
export async function readStepTask(reader: Reader, cycleId: string, step: string) {
  const row = await reader
    .selectFrom('tasks')
    .select(['id', 'state', 'round', 'due_at', 'opened_at', 'closed_at', 'outcome'])
    .where('cycle_id', '=', cycleId)
    .where('step', '=', step)
    .where('case_id', 'is', null)
    .orderBy('round', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** A task of an approval with what was decided on it. @throws NotFound */
export async function readApproval(reader: Reader, taskId: string) {
  if (!isId(taskId)) throw new NotFound('task')
  const row = await reader
    .selectFrom('tasks')
    .leftJoin('decisions', 'decisions.task_id', 'tasks.id')
    .select([
      'tasks.id',
      'tasks.cycle_id',
      'tasks.step',
      'tasks.state',
      'tasks.round',
      'tasks.role',
      'tasks.unit_id',
      'tasks.assignee_id',
      'tasks.due_at',
      'tasks.opened_at',
      'decisions.verdict',
      'decisions.reason',
      'decisions.person_name',
      'decisions.at',
    ])
    .where('tasks.id', '=', taskId)
    .where('tasks.step', '=', 'approval')
    .where('tasks.case_id', 'is', null)
    .orderBy('decisions.at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) throw new NotFound('task')
  return row
}

/** How many units have been told what became of their opinions. */
export async function countFeedback(reader: Reader, cycleId: string): Promise<{ told: number; due: number }> {
  const { rows } = await sql<{ told: number; due: number }>`
    select (select count(*)::int from notices where cycle_id = ${cycleId} and occasion = 'feedback') as told,
      (select count(*)::int from cases where cycle_id = ${cycleId} and outcome = 'opinions') as due`.execute(reader)
  return rows[0] ?? { told: 0, due: 0 }
}
