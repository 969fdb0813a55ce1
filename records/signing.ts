import type { Actor } from '../domain/actor.ts'
import { NotFound } from '../domain/refusal.ts'
import { isId } from './cycle.ts'
import type { Reader } from './database.ts'
import { claimInWords } from './workbench.ts'

export type SigningTask = Awaited<ReturnType<typeof readTask>>

/** A task of a cycle's own, as its page shows it. @throws NotFound */
export async function readTask(reader: Reader, taskId: string, step: string) {
  if (!isId(taskId)) throw new NotFound('task')
  const task = await reader
    .selectFrom('tasks')
    .selectAll()
    .where('id', '=', taskId)
    .where('step', '=', step)
    .where('case_id', 'is', null)
    .executeTakeFirst()
  if (!task) throw new NotFound('task')
  return task
}

/** Who decided a task, when and how; null while it is open. */
export async function readTaskDecision(reader: Reader, taskId: string) {
  const row = await reader
    .selectFrom('decisions')
    .select(['person_id', 'person_name', 'verdict', 'at'])
    .where('task_id', '=', taskId)
    .where('act', 'in', ['sign', 'return-for-revision'])
    .executeTakeFirst()
  return row ?? null
}

/** What waits in the actor's seats to be signed or approved, the nearest date first. */
export async function readSigningList(reader: Reader, actor: Actor, limit = 50) {
  return reader
    .selectFrom('tasks')
    .innerJoin('cycles', 'cycles.id', 'tasks.cycle_id')
    .leftJoin('claims as cl', 'cl.case_id', 'tasks.case_id')
    .leftJoin('cases as k', 'k.id', 'cl.case_id')
    .select(claimInWords.as('claim'))
    .select([
      'tasks.id',
      'tasks.cycle_id',
      'tasks.case_id',
      'tasks.step',
      'tasks.seat',
      'tasks.opened_at',
      'tasks.due_at',
      'cycles.kind',
      'cycles.title',
      'cycles.officer_name',
      'cycles.parameters',
    ])
    .where('tasks.state', '=', 'open')
    .where('tasks.step', 'in', ['signature', 'approval'])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('interests as i')
            .select('i.case_id')
            .whereRef('i.case_id', '=', 'tasks.case_id')
            .where('i.person_id', '=', actor.personId)
            .where('i.conflicted', '=', true),
        ),
      ),
    )
    .where(eb =>
      eb.or([
        eb('tasks.assignee_id', '=', actor.personId),
        eb.and([
          eb('tasks.assignee_id', 'is', null),
          eb('tasks.unit_id', '=', actor.unitId),
          eb('tasks.role', 'in', [...actor.roles, '']),
        ]),
      ]),
    )
    .orderBy('tasks.due_at')
    .orderBy('tasks.opened_at')
    .limit(limit)
    .execute()
}
