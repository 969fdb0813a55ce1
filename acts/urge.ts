import { sql } from 'kysely'
import type { Actor, Language } from '../domain/actor.ts'
import { workingDaysLeft } from '../domain/deadline.ts'
import { FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { isId } from '../records/cycle.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { lockCycle, readCalendar } from './matter.ts'
import { contacts, holders, type Message, type Recipient, writeNotices } from './notify.ts'
import { claimMatterOf } from './open-claim-task.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'
import { pathOfTask } from './task-path.ts'
import { contactOf, frameOf, instant, matterOf } from './wording.ts'

/**
 * Urges whoever has an open task in a cycle: all the silent, or the tasks named.
 *
 * @throws RuleBroken `nobody-to-urge`, `urged-just-now` (the same people within the hour)
 */
export function urge(
  house: House,
  actor: Actor,
  {
    cycleId,
    taskIds,
    message,
    once,
  }: { cycleId: string; taskIds: readonly string[] | null; message: string; once: { key: string } },
): Promise<{ urged: number }> {
  return perform(house, { actor, once: { key: once.key, request: [cycleId, taskIds, message] } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'share')
    // Cases before tasks, as everybody locks them.
    await tx
      .selectFrom('cases')
      .select('id')
      .where('cycle_id', '=', cycleId)
      .where(eb => eb.or([eb('outcome', 'is', null), eb('outcome', '=', 'overdue')]))
      .orderBy('id')
      .forUpdate()
      .execute()
    const open = tx
      .selectFrom('tasks')
      .selectAll()
      .where('cycle_id', '=', cycleId)
      .where('state', '=', 'open')
      .orderBy('id')
      .forUpdate()
    const tasks = await (taskIds
      ? open.where('id', 'in', [...taskIds.filter(isId), '00000000-0000-0000-0000-000000000000'])
      : open.where('step', '=', 'answer')
    ).execute()
    const now = await businessNow(tx)
    await demand(tx, 'urge', actor, { cycle })
    const errors = checkPlainText('message', message, { longest: 500 })
    if (errors.length > 0) throw new FieldErrors(errors)
    if (taskIds && tasks.length === 0) throw new NotFound('task')
    if (tasks.length === 0) throw new RuleBroken('nobody-to-urge')
    const recently = await tx
      .selectFrom('decisions')
      .select(eb => sql<string[]>`coalesce(array_agg(distinct ${eb.ref('decisions.task_id')}), '{}')`.as('ids'))
      .where('cycle_id', '=', cycleId)
      .where('act', '=', 'urge')
      .where('at', '>', new Date(Date.parse(now) - 3_600_000).toISOString())
      .where('task_id', 'is not', null)
      .executeTakeFirstOrThrow()
    const urged = tasks.filter(({ id }) => !recently.ids.includes(id))
    if (urged.length === 0) throw new RuleBroken('urged-just-now')
    const calendar = await readCalendar(tx)
    const people = await recipientsOf(tx, urged, now)
    const messages = urged.map((task): Message => {
      const left = task.due_at ? workingDaysLeft(now, task.due_at, calendar) : 0
      const overdue = task.due_at !== null && task.due_at < now
      return {
        key: `urged:${task.id}:${task.urged + 1}`,
        cycleId,
        caseId: task.case_id,
        taskId: task.id,
        unitId: task.unit_id,
        personId: task.assignee_id,
        path: pathOfTask(task),
        recipients: people.get(task.id) ?? [],
        notice: (language, link) => ({
          occasion: 'urged',
          data: {
            ...frameOf(cycle, language, now, task.unit_name, link),
            matter: task.step === 'answer' ? null : taskMatterOf(task, language),
            dueAt: task.due_at ? instant(task.due_at, language, now) : '—',
            overdue,
            days: Math.abs(left),
            message: message.trim() || null,
            ...contactOf(cycle),
          },
        }),
      }
    })
    for (let from = 0; from < messages.length; from += 500)
      await writeNotices(tx, house, now, messages.slice(from, from + 500))
    const ids = urged.map(({ id }) => id)
    await sql`update tasks set urged = urged + 1 where id = any(${ids}::uuid[])`.execute(tx)
    await sql`update cases set urged = urged + 1 where id = any(${urged.flatMap(({ case_id }) => (case_id ? [case_id] : []))}::uuid[])`.execute(
      tx,
    )
    for (const task of urged)
      recordDecision(doing, {
        cycleId,
        caseId: task.case_id,
        taskId: task.id,
        step: task.step,
        round: task.round,
        act: 'urge',
        reason: message,
        at: now,
      })
    recordAudit(doing, { act: 'urge', at: now, cycleId, detail: { tasks: ids.length } })
    return { urged: urged.length }
  })
}

type OpenTask = { id: string; case_id: string | null; unit_id: string; role: string; assignee_id: string | null }

// Of a claim some tasks are the office's own: then whoever has the seat is told.
export const isAnswering = ({ case_id, role }: Pick<OpenTask, 'case_id' | 'role'>): boolean =>
  case_id !== null && role === 'contact'

/** What a task asks for, as a notice names it: an approval is of a table, or of a claim. */
export const taskMatterOf = (
  { case_id, step }: { readonly case_id: string | null; readonly step: string },
  language: Language,
): string => (case_id ? claimMatterOf(step, language) : matterOf(step, language))

/** Who is told about each of these tasks: the unit's contacts for an answer, else the named person or whoever holds the seat. */
export async function recipientsOf(
  reader: Parameters<typeof contacts>[0],
  tasks: readonly OpenTask[],
  now: string,
): Promise<Map<string, Recipient[]>> {
  const found = new Map<string, Recipient[]>()
  const answering = await contacts(
    reader,
    tasks.filter(isAnswering).map(({ unit_id }) => unit_id),
    now,
  )
  for (const task of tasks) {
    if (isAnswering(task)) found.set(task.id, answering.get(task.unit_id) ?? [])
    else {
      const seated = (await holders(reader, [task.unit_id], [task.role], now)).get(task.unit_id) ?? []
      const named = task.assignee_id
        ? await reader
            .selectFrom('people')
            .select(['id', 'name', 'email', 'mobile', 'language'])
            .where('id', '=', task.assignee_id)
            .execute()
        : []
      found.set(task.id, named.length > 0 ? named : seated)
    }
  }
  return found
}
