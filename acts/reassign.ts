import type { Actor } from '../domain/actor.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { isInterested } from './declare-interest.ts'
import { holders, type Message, writeNotices } from './notify.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'
import { lockSeat } from './sign.ts'
import { pathOfTask } from './task-path.ts'
import { isAnswering, recipientsOf, taskMatterOf } from './urge.ts'
import { frameOf, instant } from './wording.ts'

/**
 * Gives an open task to somebody else who holds its role in its unit. The one who had it and the one who has it are told.
 *
 * @throws FieldErrors `personId` where they do not hold the role there, or declared an interest in the claim
 */
export function reassign(
  house: House,
  actor: Actor,
  { taskId, personId, reason, once }: { taskId: string; personId: string; reason: string; once: { key: string } },
): Promise<{ assignee: string }> {
  return perform(house, { actor, once: { key: once.key, request: [taskId, personId, reason] } }, async doing => {
    const { tx } = doing
    const { cycle, task } = await lockSeat(tx, taskId)
    const now = await businessNow(tx)
    await demand(tx, 'reassign', actor, { cycle, task })
    const errors = checkPlainText('reason', reason, { required: true, longest: 1000 })
    const roles = isAnswering(task) ? ['contact', 'head'] : [task.role]
    const person = (await holders(tx, [task.unit_id], roles, now)).get(task.unit_id)?.find(({ id }) => id === personId)
    if (!person) errors.push({ field: 'personId', code: 'not-in-the-role' })
    else if (await isInterested(tx, task.case_id, person.id)) errors.push({ field: 'personId', code: 'interested' })
    if (errors.length > 0 || !person) throw new FieldErrors(errors)
    if (task.state !== 'open') throw new RuleBroken('already-decided')
    const before = (await recipientsOf(tx, [task], now)).get(task.id) ?? []
    await tx
      .updateTable('tasks')
      .set({ assignee_id: person.id, assignee_name: person.name })
      .where('id', '=', taskId)
      .execute()
    const told = [...new Map([...before, person].map(recipient => [recipient.id, recipient])).values()]
    const messages = told.map(
      (recipient): Message => ({
        key: `reassigned:${task.id}:${recipient.id}:${now}`,
        cycleId: cycle.id,
        caseId: task.case_id,
        taskId,
        unitId: task.unit_id,
        personId: recipient.id,
        path: pathOfTask(task),
        recipients: [recipient],
        notice: (language, link) => ({
          occasion: 'reassigned',
          data: {
            ...frameOf(cycle, language, now, recipient.name, link),
            matter: taskMatterOf(task, language),
            from: task.assignee_name ?? before[0]?.name ?? task.unit_name,
            assignee: person.name,
            reason,
            dueAt: task.due_at ? instant(task.due_at, language, now) : null,
          },
        }),
      }),
    )
    await writeNotices(tx, house, now, messages)
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId: task.case_id,
      taskId,
      step: task.step,
      round: task.round,
      act: 'reassign',
      reason,
      detail: { to: person.name },
      at: now,
    })
    recordAudit(doing, {
      act: 'reassign',
      at: now,
      cycleId: cycle.id,
      caseId: task.case_id,
      detail: { taskId, personId },
    })
    return { assignee: person.name }
  })
}
