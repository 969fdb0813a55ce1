import type { Actor } from '../domain/actor.ts'
import { cycleScope } from '../domain/cycle.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { readUnsettled } from '../records/consultation.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit, wake } from './act.ts'
import { recordDecision } from './decision.ts'
import { openOpinions } from './dispose.ts'
import { lockCycle } from './matter.ts'
import { closeTask } from './open-tasks.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'

/**
 * Sends the table of opinions for approval.
 *
 * @throws RuleBroken `opinions-open` (`open`) while any opinion is undecided; `late-undecided` (`count`) while a late answer waits for its decision;
 *   `consultation-missing` (`units`) while a rejected opinion on its unit's own duties is neither agreed upon nor ruled on
 */
export function submitTable(
  house: House,
  actor: Actor,
  { cycleId, note, once }: { cycleId: string; note: string; once: { key: string } },
): Promise<{ round: number }> {
  return perform(house, { actor, once: { key: once.key, request: [cycleId, note] } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'update')
    const now = await businessNow(tx)
    await demand(tx, 'submit-table', actor, { cycle })
    const errors = checkPlainText('note', note, { longest: 2000 })
    if (errors.length > 0) throw new FieldErrors(errors)
    const { open, ...counts } = await openOpinions(tx, cycleId)
    if (open > 0) throw new RuleBroken('opinions-open', { open })
    const undecided = await tx
      .selectFrom('cases')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('cycle_id', '=', cycleId)
      .where('late_submission_id', 'is not', null)
      .where('late_counted', 'is', null)
      .executeTakeFirstOrThrow()
    if (undecided.count > 0n) throw new RuleBroken('late-undecided', { count: Number(undecided.count) })
    const unsettled = await readUnsettled(tx, cycleId)
    if (unsettled.length > 0) {
      const units = [...new Set(unsettled.map(({ unitName }) => unitName))]
      throw new RuleBroken('consultation-missing', { units: units.join('、') })
    }
    const task = await tx
      .selectFrom('tasks')
      .select(['id', 'round'])
      .where('cycle_id', '=', cycleId)
      .where('step', '=', 'disposition')
      .where('state', '=', 'open')
      .executeTakeFirst()
    if (!task) throw new RuleBroken('not-open-yet')
    await closeTask(tx, task.id, 'submitted', now, actor.personId)
    await tx
      .updateTable('cycles')
      .set({ state: 'approving', table_round: task.round, updated_at: now })
      .where('id', '=', cycleId)
      .execute()
    recordDecision(doing, {
      cycleId,
      taskId: task.id,
      step: 'disposition',
      round: task.round,
      act: 'submit-table',
      reason: note,
      detail: counts,
      at: now,
    })
    recordAudit(doing, { act: 'submit-table', at: now, cycleId, detail: { round: task.round, ...counts } })
    await wake(tx, cycleScope(cycleId), cycle.kind)
    return { round: task.round }
  })
}
