import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { cycleScope } from '../domain/cycle.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { businessNow, type Reader } from '../records/database.ts'
import { type House, perform, recordAudit, wake } from './act.ts'
import { recordDecision } from './decision.ts'
import { writeNotices } from './notify.ts'
import { closeTask, voidRungs } from './open-tasks.ts'
import { checkPlainText } from './plain-text.ts'
import { frozenRules } from './procedure-of.ts'
import { demand } from './relation.ts'
import { lockSeat } from './sign.ts'
import { frameOf, instant } from './wording.ts'

interface ApprovalRequest {
  readonly taskId: string
  readonly reason: string
  readonly once: { readonly key: string }
}

/**
 * Approves the table of opinions.
 *
 * @throws RuleBroken `maker-cannot-approve` for whoever decided any row of it; FieldErrors `reason` where a unit that must answer has not
 */
export function approveTable(house: House, actor: Actor, { taskId, reason, once }: ApprovalRequest): Promise<void> {
  return perform(house, { actor, once: { key: once.key, request: ['approve', taskId, reason] } }, async doing => {
    const { tx } = doing
    const { cycle, task } = await lockSeat(tx, taskId)
    const now = await businessNow(tx)
    await demand(tx, 'approve-table', actor, { cycle, task })
    if (task.state !== 'open' || task.step !== 'approval') throw new RuleBroken('already-decided')
    if (await decidedAnyRow(tx, cycle.id, actor.personId)) throw new RuleBroken('maker-cannot-approve')
    const missing = await unansweredMandatory(tx, cycle.id)
    const errors = checkPlainText('reason', reason, { required: missing.length > 0, longest: 2000 })
    if (errors.length > 0) throw new FieldErrors(errors)
    await closeTask(tx, task.id, 'approved', now, actor.personId)
    const unanswered = await tx
      .updateTable('tasks')
      .set({ state: 'void', closed_at: now })
      .where('cycle_id', '=', cycle.id)
      .where('step', '=', 'answer')
      .where('state', '=', 'open')
      .returning('id')
      .execute()
    await voidRungs(
      tx,
      unanswered.map(({ id }) => id),
    )
    await tx.updateTable('cycles').set({ state: 'feeding-back', updated_at: now }).where('id', '=', cycle.id).execute()
    const detail = { withoutAnswerOf: missing }
    recordDecision(doing, {
      cycleId: cycle.id,
      taskId,
      step: 'approval',
      round: task.round,
      act: 'approve-table',
      verdict: 'approved',
      reason,
      detail,
      at: now,
    })
    recordAudit(doing, {
      act: 'approve-table',
      at: now,
      cycleId: cycle.id,
      detail: { round: task.round, missing: missing.length },
    })
    await wake(tx, cycleScope(cycle.id), cycle.kind)
  })
}

/** Returns the table to the officer with a reason: the next round of disposition begins. */
export function returnTable(house: House, actor: Actor, { taskId, reason, once }: ApprovalRequest): Promise<void> {
  return perform(house, { actor, once: { key: once.key, request: ['return', taskId, reason] } }, async doing => {
    const { tx } = doing
    const { cycle, task } = await lockSeat(tx, taskId)
    const now = await businessNow(tx)
    await demand(tx, 'return-table', actor, { cycle, task })
    const errors = checkPlainText('reason', reason, { required: true, longest: 2000 })
    if (errors.length > 0) throw new FieldErrors(errors)
    if (task.state !== 'open' || task.step !== 'approval') throw new RuleBroken('already-decided')
    await closeTask(tx, task.id, 'returned', now, actor.personId)
    await tx.updateTable('cycles').set({ state: 'disposing', updated_at: now }).where('id', '=', cycle.id).execute()
    const officer = await tx
      .selectFrom('people')
      .select(['id', 'name', 'email', 'mobile', 'language'])
      .where('id', '=', cycle.officer_id)
      .execute()
    const { label } = frozenRules(cycle).approvalSeat
    await writeNotices(tx, house, now, [
      {
        key: `table-returned:${task.id}`,
        cycleId: cycle.id,
        taskId: task.id,
        unitId: cycle.section_id ?? cycle.unit_id,
        personId: cycle.officer_id,
        path: `/cycles/${cycle.id}/disposition`,
        recipients: officer,
        notice: (language, link) => ({
          occasion: 'table-returned',
          data: {
            ...frameOf(cycle, language, now, cycle.officer_name, link),
            returnedAt: instant(now, language, now),
            seat: language === 'en' ? label.en : label.zh,
            reason,
          },
        }),
      },
    ])
    recordDecision(doing, {
      cycleId: cycle.id,
      taskId,
      step: 'approval',
      round: task.round,
      act: 'return-table',
      verdict: 'returned',
      reason,
      at: now,
    })
    recordAudit(doing, { act: 'return-table', at: now, cycleId: cycle.id, detail: { round: task.round } })
    await wake(tx, cycleScope(cycle.id), cycle.kind)
  })
}

/** The maker of a table is everyone who decided a row of it, in any round: an opinion, or whether a late answer counts. */
export async function decidedAnyRow(reader: Reader, cycleId: string, personId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from decisions where cycle_id = ${cycleId} and person_id = ${personId} and act in ('dispose', 'count-late', 'submit-table')) as found`.execute(
    reader,
  )
  return rows[0]?.found ?? true
}

/** Names of the units that had to answer and have not. */
export async function unansweredMandatory(reader: Reader, cycleId: string): Promise<string[]> {
  const rows = await reader
    .selectFrom('cases')
    .select('unit_name')
    .where('cycle_id', '=', cycleId)
    .where('mandatory', '=', true)
    .where('copy', '=', false)
    .where(eb => eb.or([eb('outcome', 'is', null), eb('outcome', '=', 'overdue')]))
    .orderBy('position')
    .execute()
  return rows.map(({ unit_name }) => unit_name)
}
