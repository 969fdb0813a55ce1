import { type RawBuilder, sql } from 'kysely'
import { cycleScope } from '../domain/cycle.ts'
import type { DueWorking } from '../domain/deadline.ts'
import type { PlannedRung } from '../domain/ladder.ts'
import type { Tx } from '../records/database.ts'

/** A step's demand on a unit or person, as it is opened. */
export interface TaskToOpen {
  readonly caseId: string | null
  readonly seat: string
  readonly role: string
  readonly unitId: string
  readonly unitName: string
  readonly assignee: { readonly id: string; readonly name: string } | null
  readonly mandatory: boolean
}

export interface Opening {
  readonly scope: string
  readonly cycleId: string
  readonly step: string
  readonly round: number
  readonly openedAt: string
  /** null: the step has no date of its own */
  readonly due: DueWorking | null
  /** as `rungsOfStep` planned them, which also draws the preview of a launch */
  readonly rungs: readonly PlannedRung[]
}

export interface OpenedTask {
  readonly id: string
  readonly caseId: string | null
  readonly seat: string
  readonly unitId: string
}

/** Opens tasks that share one date, with their rungs. A task that is there already stays as it is and is not returned. */
export async function openTasks(tx: Tx, opening: Opening, tasks: readonly TaskToOpen[]): Promise<OpenedTask[]> {
  if (tasks.length === 0) return []
  const { scope, cycleId, step, round, openedAt, due } = opening
  const dueAt = due?.dueAt ?? null
  const { rows: opened } = await sql<OpenedTask & { readonly mandatory: boolean }>`
    with opened as (
      ${tx
        .insertInto('tasks')
        .values(
          tasks.map(task => ({
            scope,
            cycle_id: cycleId,
            case_id: task.caseId,
            step,
            round,
            seat: task.seat,
            role: task.role,
            unit_id: task.unitId,
            unit_name: task.unitName,
            assignee_id: task.assignee?.id ?? null,
            assignee_name: task.assignee?.name ?? null,
            mandatory: task.mandatory,
            outcome: null,
            opened_at: openedAt,
            due_at: dueAt,
            closed_at: null,
            closed_by: null,
          })),
        )
        .onConflict(conflict => conflict.columns(['scope', 'case_id', 'step', 'round', 'seat']).doNothing())
        .returning(['id', 'case_id', 'seat', 'unit_id', 'mandatory'])}
    ), planned as (${rungsOf(opening, 1, sql`select id, case_id, mandatory from opened`, dueAt ? opening.rungs : [])})
    select id, case_id as "caseId", seat, unit_id as "unitId", mandatory from opened`.execute(tx)
  if (due && opened[0]?.caseId === null)
    for (const task of opened) await writeDueWorking(tx, task.id, 1, cycleId, due, null)
  return opened
}

/** Keeps how a date was found, so that it can be explained and found again. */
export async function writeDueWorking(
  tx: Tx,
  subjectId: string,
  dueRevision: number,
  cycleId: string,
  due: DueWorking,
  reason: string | null,
): Promise<void> {
  await tx
    .insertInto('due_workings')
    .values({
      subject_id: subjectId,
      due_revision: dueRevision,
      cycle_id: cycleId,
      due_at: due.dueAt as string,
      provisional: due.provisional,
      working: JSON.stringify(due),
      reason,
    })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

type Rungs = Pick<Opening, 'scope' | 'cycleId' | 'step' | 'round' | 'rungs'>

/** The rungs of one due revision of these tasks. */
export async function writeRungs(
  tx: Tx,
  opening: Rungs,
  dueRevision: number,
  tasks: readonly { readonly id: string; readonly caseId: string | null; readonly mandatory: boolean }[],
): Promise<void> {
  const ids = tasks.map(({ id }) => id)
  const caseIds = tasks.map(({ caseId }) => caseId)
  const mandatory = tasks.map(task => task.mandatory)
  const rows = sql`select * from unnest(${ids}::uuid[], ${caseIds}::uuid[], ${mandatory}::boolean[]) as t (id, case_id, mandatory)`
  await rungsOf(opening, dueRevision, rows, opening.rungs).execute(tx)
}

/** @param tasks a statement that answers their id, case_id and mandatory */
const rungsOf = (
  { scope, cycleId, step, round }: Omit<Rungs, 'rungs'>,
  dueRevision: number,
  tasks: RawBuilder<unknown>,
  planned: readonly PlannedRung[],
) => sql`
    insert into rungs (scope, cycle_id, case_id, task_id, step, round, due_revision, rung, kind, occasion, addressed_to, only_when, release_by, at, state)
    select ${scope}, ${cycleId}, task.case_id, task.id, ${step}, ${round}, ${dueRevision},
      rung.rung, rung.kind, rung.occasion, rung."to", rung."only", rung."release", rung.at, case when rung."leftOut" then 'left-out' else 'waiting' end
    from (${tasks}) as task
    cross join jsonb_to_recordset(${JSON.stringify(planned)}::jsonb)
      as rung (rung text, kind text, occasion text, "to" text, "only" text, "release" text, at timestamptz, "leftOut" boolean)
    where rung."only" is distinct from 'mandatory' or task.mandatory
    on conflict (task_id, due_revision, rung) do nothing`

/** Closes a task; its waiting rungs are void, but silence where it is still to be recorded. @returns false where it was closed already */
export async function closeTask(
  tx: Tx,
  taskId: string,
  outcome: string,
  now: string,
  by: string | null,
  { keepSilence = false } = {},
): Promise<boolean> {
  const closed = tx
    .updateTable('tasks')
    .set({ state: 'done', outcome, closed_at: now, closed_by: by })
    .where('id', '=', taskId)
    .where('state', '=', 'open')
    .returning('id')
  const { rows } = await sql<{ id: string }>`
    with closed as (${closed}), ended as (${voided(tx, sql`(select id from closed)`, keepSilence)}) select id from closed`.execute(
    tx,
  )
  return rows.length > 0
}

/** What waited on these tasks does not come any more. */
export async function voidRungs(tx: Tx, taskIds: readonly string[], { keepSilence = false } = {}): Promise<void> {
  if (taskIds.length === 0) return
  await voided(tx, sql`(select unnest(${[...taskIds]}::uuid[]))`, keepSilence).execute()
}

function voided(tx: Tx, taskIds: RawBuilder<unknown>, keepSilence: boolean) {
  const rungs = tx
    .updateTable('rungs')
    .set({ state: 'void' })
    .where('state', 'in', ['waiting', 'prepared'])
    .where('task_id', 'in', taskIds as RawBuilder<string>)
  return keepSilence ? rungs.where('kind', '<>', 'silence') : rungs
}

/** Ends everything open in a cycle: tasks, waiting rungs, deliveries not yet sent. */
export async function voidEverythingOpen(tx: Tx, cycleId: string, now: string): Promise<void> {
  await tx
    .updateTable('tasks')
    .set({ state: 'void', closed_at: now })
    .where('cycle_id', '=', cycleId)
    .where('state', '=', 'open')
    .execute()
  await tx
    .updateTable('rungs')
    .set({ state: 'void' })
    .where('scope', '=', cycleScope(cycleId))
    .where('state', '=', 'waiting')
    .execute()
  await tx
    .updateTable('rungs')
    .set({ state: 'void' })
    .where('cycle_id', '=', cycleId)
    .where('state', '=', 'prepared')
    .execute()
  await tx
    .updateTable('deliveries')
    .set({ state: 'void' })
    .where('cycle_id', '=', cycleId)
    .where('state', 'in', ['held', 'queued'])
    .execute()
  await sql`select pg_notify('courier', 'deliveries')`.execute(tx)
}
