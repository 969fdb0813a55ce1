import { sql } from 'kysely'
import type { Calendar } from '../domain/calendar.ts'
import { cycleScope } from '../domain/cycle.ts'
import { computeDue, DeadlineError, type DueRule, type DueWorking } from '../domain/deadline.ts'
import { ladderOf, rungsOfStep, type TimedStep, timedSteps } from '../domain/timeline.ts'
import type { Reader, Tx } from '../records/database.ts'
import { type Doing, recordAudit, wake } from './act.ts'
import { recordDecision } from './decision.ts'
import type { CycleRow } from './matter.ts'
import { contacts, holders, type Message, writeNotices } from './notify.ts'
import { writeDueWorking, writeRungs } from './open-tasks.ts'
import { frozenRules } from './procedure-of.ts'
import { pathOfTask } from './task-path.ts'
import { recipientsOf } from './urge.ts'
import { frameOf, instant, matterOf } from './wording.ts'

/** An open date that a changed calendar counts otherwise. */
export interface DueCorrection {
  readonly cycleId: string
  readonly title: string
  /** `answer` stands for every addressee that has this date. */
  readonly step: string
  readonly unitName: string
  readonly count: number
  readonly dueAt: string
  readonly newDueAt: string
  /** The new date has passed already: the old one stays. */
  readonly kept: boolean
}

type Subject = {
  cycle_id: string
  title: string
  kind: 'cycle' | 'case' | 'task'
  subject_id: string
  due_revision: number
  step: string
  unit_name: string
  count: number
  due_at: string
  working: DueWorking
}

/** What a calendar would move, over all cycles under way. */
export async function planCorrections(reader: Reader, calendar: Calendar, now: string): Promise<DueCorrection[]> {
  const subjects = await openSubjects(reader, null)
  return subjects.flatMap(subject => {
    const due = countAgain(subject, calendar)
    if (!due) return []
    const { cycle_id: cycleId, title, step, unit_name: unitName, count, due_at: dueAt } = subject
    return [{ cycleId, title, step, unitName, count, dueAt, newDueAt: due.dueAt, kept: stays(subject, due, now) }]
  })
}

// What would have passed already stays, and so does a deadline for answers that has passed: it is closed.
const stays = (subject: Subject, due: { dueAt: string }, now: string): boolean =>
  due.dueAt <= now || (subject.kind !== 'task' && subject.due_at < now)

/**
 * Counts a cycle's open dates again, each that moves as a new due revision with new rungs, and tells everyone concerned.
 * Reminders that lie ahead are moved with the days they are counted by. The cycle is locked for update.
 *
 * @returns how many dates moved
 */
export async function correctDues(
  doing: Doing,
  cycle: CycleRow,
  calendar: Calendar,
  now: string,
  reason: string,
): Promise<number> {
  const { tx } = doing
  let moved = 0
  for (const subject of await openSubjects(tx, cycle.id)) {
    const due = countAgain(subject, calendar)
    if (!due || stays(subject, due, now)) continue
    if (subject.kind === 'task') await moveTask(doing, cycle, subject, due, calendar, now, reason)
    else await moveCases(doing, cycle, subject, due, calendar, now, reason)
    moved += subject.count
    const detail = { from: subject.due_at, to: due.dueAt, tasks: subject.count, calendar: reason }
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId: subject.kind === 'case' ? subject.subject_id : null,
      step: subject.step,
      act: 'correct-due',
      detail,
      at: now,
    })
  }
  const shifted = await shiftRungs(tx, cycle, calendar, now)
  if (moved + shifted > 0) {
    recordAudit(doing, { act: 'correct-dues', at: now, cycleId: cycle.id, detail: { moved, rungs: shifted } })
    await wake(tx, cycleScope(cycle.id), cycle.kind)
  }
  return moved
}

function countAgain(subject: Subject, calendar: Calendar): (DueWorking & { dueAt: string }) | null {
  try {
    const due = computeDue(subject.working.rule satisfies DueRule, calendar)
    return due.dueAt === null || due.dueAt === subject.due_at ? null : { ...due, dueAt: due.dueAt }
  } catch (fault) {
    if (fault instanceof DeadlineError) return null // what cannot be counted any more stays as it was
    throw fault
  }
}

/**
 * The dates that still decide something: of open tasks with a date of their own; of the answers of a cycle; of answers
 * that were given a longer date of their own.
 */
async function openSubjects(reader: Reader, cycleId: string | null): Promise<Subject[]> {
  const { rows } = await sql<Subject>`
    with concerned as (
      select k.id, k.cycle_id, k.unit_name, k.due_at, k.due_revision, own.working
      from cases k join cycles c on c.id = k.cycle_id
      left join due_workings own on own.subject_id = k.id and own.due_revision = k.due_revision
      where c.state in ('going-out', 'open') and c.closed_at is null and not k.copy
        and k.outcome_by is distinct from 'silence' and k.outcome is distinct from 'withdrawn'
        and (${cycleId}::uuid is null or c.id = ${cycleId})
    )
    select t.cycle_id, c.title, 'task' as kind, t.id as subject_id, t.due_revision, t.step, t.unit_name, 1 as count, t.due_at, w.working
      from tasks t join cycles c on c.id = t.cycle_id
      join due_workings w on w.subject_id = t.id and w.due_revision = t.due_revision
      where t.state = 'open' and t.case_id is null and (${cycleId}::uuid is null or t.cycle_id = ${cycleId})
    union all
    select k.cycle_id, c.title, 'case', k.id, k.due_revision, 'answer', k.unit_name, 1, k.due_at, k.working
      from concerned k join cycles c on c.id = k.cycle_id where k.working is not null
    union all
    select c.id, c.title, 'cycle', c.id, c.due_revision, 'answer', '',
      (select count(*)::int from concerned k where k.cycle_id = c.id and k.working is null), c.due_at, w.working
      from cycles c join due_workings w on w.subject_id = c.id and w.due_revision = c.due_revision
      where c.state in ('going-out', 'open') and c.closed_at is null and (${cycleId}::uuid is null or c.id = ${cycleId})
    order by cycle_id, due_at, subject_id`.execute(reader)
  return rows
}

async function moveTask(
  doing: Doing,
  cycle: CycleRow,
  subject: Subject,
  due: DueWorking & { dueAt: string },
  calendar: Calendar,
  now: string,
  reason: string,
): Promise<void> {
  const { tx, house } = doing
  const task = await tx
    .selectFrom('tasks')
    .selectAll()
    .where('id', '=', subject.subject_id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  await writeDueWorking(tx, task.id, task.due_revision + 1, cycle.id, due, reason)
  await moveOpenTasks(tx, cycle, [task], due.dueAt, calendar, now)
  const people = (await recipientsOf(tx, [task], now)).get(task.id) ?? []
  await writeNotices(tx, house, now, [
    {
      key: `due-corrected:${task.id}:${task.due_revision + 1}`,
      cycleId: cycle.id,
      taskId: task.id,
      unitId: task.unit_id,
      personId: task.assignee_id,
      path: pathOfTask(task),
      recipients: people,
      notice: (language, link) => ({
        occasion: 'due-corrected',
        data: {
          ...frameOf(cycle, language, now, people[0]?.name ?? task.unit_name, link),
          ...moved(subject, due, language, now),
          reason,
        },
      }),
    },
  ])
}

async function moveCases(
  doing: Doing,
  cycle: CycleRow,
  subject: Subject,
  due: DueWorking & { dueAt: string },
  calendar: Calendar,
  now: string,
  reason: string,
): Promise<void> {
  const { tx, house } = doing
  await writeDueWorking(tx, subject.subject_id, subject.due_revision + 1, cycle.id, due, reason)
  const whole = subject.kind === 'cycle'
  if (whole) {
    await tx
      .updateTable('cycles')
      .set({ due_at: due.dueAt, due_revision: subject.due_revision + 1, updated_at: now })
      .where('id', '=', cycle.id)
      .execute()
  }
  const { rows: cases } = await sql<{ id: string; unit_id: string; unit_name: string; due_revision: number }>`
    select k.id, k.unit_id, k.unit_name, k.due_revision from cases k
    where k.cycle_id = ${cycle.id} and not k.copy and k.outcome_by is distinct from 'silence' and k.outcome is distinct from 'withdrawn'
      and (${whole}::boolean or k.id = ${subject.subject_id})
      and (not ${whole}::boolean or not exists (select from due_workings own where own.subject_id = k.id and own.due_revision = k.due_revision))
    order by k.id for update`.execute(tx)
  const ids = cases.map(({ id }) => id)
  await sql`update cases set due_at = ${due.dueAt}, due_revision = due_revision + 1 where id = any(${ids}::uuid[])`.execute(
    tx,
  )
  const tasks =
    ids.length === 0
      ? []
      : await tx
          .selectFrom('tasks')
          .selectAll()
          .where('case_id', 'in', ids)
          .where('step', '=', 'answer')
          .where('state', '=', 'open')
          .execute()
  await moveOpenTasks(tx, cycle, tasks, due.dueAt, calendar, now)
  const people = await contacts(
    tx,
    cases.map(({ unit_id }) => unit_id),
    now,
  )
  const messages = cases.map(
    (theCase): Message => ({
      key: `due-corrected:${theCase.id}:${theCase.due_revision + 1}`,
      cycleId: cycle.id,
      caseId: theCase.id,
      unitId: theCase.unit_id,
      path: `/answers/${theCase.id}`,
      recipients: people.get(theCase.unit_id) ?? [],
      notice: (language, link) => ({
        occasion: 'due-corrected',
        data: {
          ...frameOf(cycle, language, now, theCase.unit_name, link),
          ...moved(subject, due, language, now),
          reason,
        },
      }),
    }),
  )
  for (let from = 0; from < messages.length; from += 500) {
    await writeNotices(tx, house, now, messages.slice(from, from + 500), { held: cycle.state === 'going-out' })
  }
  if (whole) await tellOfficer(doing, cycle, subject, due, now, reason)
}

async function tellOfficer(
  { tx, house }: Doing,
  cycle: CycleRow,
  subject: Subject,
  due: DueWorking & { dueAt: string },
  now: string,
  reason: string,
): Promise<void> {
  const unitId = cycle.section_id ?? cycle.unit_id
  const officers = (await holders(tx, [unitId], ['officer'], now)).get(unitId) ?? []
  await writeNotices(tx, house, now, [
    {
      key: `due-corrected:${cycle.id}:${subject.due_revision + 1}`,
      cycleId: cycle.id,
      unitId,
      personId: cycle.officer_id,
      path: `/cycles/${cycle.id}`,
      recipients: officers.filter(({ id }) => id === cycle.officer_id),
      notice: (language, link) => ({
        occasion: 'due-corrected',
        data: {
          ...frameOf(cycle, language, now, cycle.officer_name, link),
          ...moved(subject, due, language, now),
          reason,
        },
      }),
    },
  ])
}

const moved = (subject: Subject, due: { dueAt: string }, language: Parameters<typeof instant>[1], now: string) => ({
  matter: matterOf(subject.step, language),
  oldDueAt: instant(subject.due_at, language, now),
  dueAt: instant(due.dueAt, language, now),
})

type MovedTask = {
  readonly id: string
  readonly case_id: string | null
  readonly step: string
  readonly round: number
  readonly due_revision: number
  readonly mandatory: boolean
}

// As an extension does: what waits on the old date is void, but for the reminder to sign for, which does not depend on it.
async function moveOpenTasks(
  tx: Tx,
  cycle: CycleRow,
  tasks: readonly MovedTask[],
  dueAt: string,
  calendar: Calendar,
  now: string,
): Promise<void> {
  const [first] = tasks
  if (!first) return
  const ids = tasks.map(({ id }) => id)
  await sql`update tasks set due_at = ${dueAt}, due_revision = due_revision + 1 where id = any(${ids}::uuid[])`.execute(
    tx,
  )
  await sql`update rungs set state = 'void' where state in ('waiting', 'prepared') and kind <> 'sign-for-reminder' and task_id = any(${ids}::uuid[])`.execute(
    tx,
  )
  if (!isTimed(first.step)) return
  const rungs = rungsOfStep(first.step, frozenRules(cycle), now, dueAt, calendar).filter(
    ({ kind }) => kind !== 'sign-for-reminder',
  )
  for (const revision of new Set(tasks.map(task => task.due_revision))) {
    await writeRungs(
      tx,
      { scope: cycleScope(cycle.id), cycleId: cycle.id, step: first.step, round: first.round, rungs },
      revision + 1,
      tasks
        .filter(task => task.due_revision === revision)
        .map(({ id, case_id, mandatory }) => ({ id, caseId: case_id, mandatory })),
    )
  }
}

const isTimed = (step: string): step is TimedStep => (timedSteps as readonly string[]).includes(step)

/** Reminders are counted in days as well: those that wait move to where the new calendar has them, unless that is past. */
async function shiftRungs(tx: Tx, cycle: CycleRow, calendar: Calendar, now: string): Promise<number> {
  if (!cycle.parameters) return 0
  const rules = frozenRules(cycle)
  const { rows: spans } = await sql<{ step: string; opened_at: string; due_at: string }>`
    select distinct step, opened_at, due_at from tasks where cycle_id = ${cycle.id} and state = 'open' and due_at is not null`.execute(
    tx,
  )
  let shifted = 0
  for (const { step, opened_at, due_at } of spans) {
    if (!isTimed(step)) continue
    const anchors = new Map(ladderOf(step, rules).map(({ rung, anchor }) => [rung, anchor]))
    for (const planned of rungsOfStep(step, rules, opened_at, due_at, calendar)) {
      if (planned.kind === 'silence' || planned.at <= now) continue
      const revision = anchors.get(planned.rung) === 'opened' ? sql`1` : sql`t.due_revision`
      const { numAffectedRows = 0n } = await sql`
        update rungs r set at = ${planned.at} from tasks t
        where t.cycle_id = ${cycle.id} and t.state = 'open' and t.step = ${step} and t.opened_at = ${opened_at} and t.due_at = ${due_at}
          and r.task_id = t.id and r.due_revision = ${revision} and r.rung = ${planned.rung} and r.state = 'waiting' and r.at <> ${planned.at}`.execute(
        tx,
      )
      shifted += Number(numAffectedRows)
    }
  }
  return shifted
}
