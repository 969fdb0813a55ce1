import type { Actor } from '../domain/actor.ts'
import { cycleScope } from '../domain/cycle.ts'
import { DeadlineError } from '../domain/deadline.ts'
import { FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { answerDueFault, dueOfStep } from '../domain/timeline.ts'
import { isId } from '../records/cycle.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { canonical, type Doing, type House, perform, recordAudit, sha256, wake } from './act.ts'
import { recordDecision } from './decision.ts'
import { freezeRound } from './launch-round.ts'
import { type CycleRow, lockCycle, lockTask, readCalendar } from './matter.ts'
import { writeNotices } from './notify.ts'
import { closeTask, writeDueWorking } from './open-tasks.ts'
import { checkPlainText } from './plain-text.ts'
import { frozenRules } from './procedure-of.ts'
import { demand } from './relation.ts'
import { frameOf, instant } from './wording.ts'

interface SignRequest {
  readonly taskId: string
  readonly once: { readonly key: string }
}

/**
 * Signs in one's seat. The last signature freezes signer, number and text, and starts a deadline counted in working days.
 *
 * @throws RuleBroken `date-overtaken`, `shorter-than-minimum` where the deadline no longer stands; `maker-cannot-sign`; `already-decided`
 */
export function sign(house: House, actor: Actor, { taskId, once }: SignRequest): Promise<{ last: boolean }> {
  return perform(house, { actor, once: { key: once.key, request: ['sign', taskId] } }, async doing => {
    const { tx } = doing
    const { cycle, task } = await lockSeat(tx, taskId)
    const now = await businessNow(tx)
    await demand(tx, 'sign', actor, { cycle, task })
    if (task.state !== 'open' || task.step !== 'signature') throw new RuleBroken('already-decided')
    if (actor.personId === cycle.officer_id) throw new RuleBroken('maker-cannot-sign')
    const seats = frozenRules(cycle).signatureSeats
    const last = seats.at(-1)?.seat === task.seat
    if (last) await (cycle.kind === 'claim-round' ? freezeRound : freeze)(doing, cycle, now)
    await closeTask(tx, task.id, 'signed', now, actor.personId)
    recordDecision(doing, {
      cycleId: cycle.id,
      taskId,
      step: 'signature',
      round: task.round,
      act: 'sign',
      verdict: 'signed',
      at: now,
      detail: { seat: task.seat },
    })
    recordAudit(doing, {
      act: 'sign',
      at: now,
      cycleId: cycle.id,
      detail: { seat: task.seat, round: task.round, last },
    })
    await wake(tx, cycleScope(cycle.id), cycle.kind)
    return { last }
  })
}

/** Returns the text to the officer with a reason: the next round begins with all its seats. */
export function returnForRevision(
  house: House,
  actor: Actor,
  { taskId, reason, once }: SignRequest & { reason: string },
): Promise<void> {
  return perform(house, { actor, once: { key: once.key, request: ['return', taskId, reason] } }, async doing => {
    const { tx } = doing
    const { cycle, task } = await lockSeat(tx, taskId)
    const now = await businessNow(tx)
    await demand(tx, 'return-for-revision', actor, { cycle, task })
    const errors = checkPlainText('reason', reason, { required: true, longest: 2000 })
    if (errors.length > 0) throw new FieldErrors(errors)
    if (task.state !== 'open' || task.step !== 'signature') throw new RuleBroken('already-decided')
    await closeTask(tx, task.id, 'returned', now, actor.personId)
    await tx.updateTable('cycles').set({ state: 'revising', updated_at: now }).where('id', '=', cycle.id).execute()
    const officer = await tx
      .selectFrom('people')
      .select(['id', 'name', 'email', 'mobile', 'language'])
      .where('id', '=', cycle.officer_id)
      .execute()
    const seat = frozenRules(cycle).signatureSeats.find(({ seat }) => seat === task.seat)
    await writeNotices(tx, house, now, [
      {
        key: `returned:${task.id}`,
        cycleId: cycle.id,
        taskId: task.id,
        unitId: cycle.section_id ?? cycle.unit_id,
        personId: cycle.officer_id,
        path: `/cycles/${cycle.id}`,
        recipients: officer,
        notice: (language, link) => ({
          occasion: 'returned',
          data: {
            ...frameOf(cycle, language, now, cycle.officer_name, link),
            round: cycle.kind === 'claim-round',
            seat: (language === 'en' ? seat?.label.en : seat?.label.zh) ?? task.seat,
            returnedAt: instant(now, language, now),
            reason,
          },
        }),
      },
    ])
    recordDecision(doing, {
      cycleId: cycle.id,
      taskId,
      step: 'signature',
      round: task.round,
      act: 'return-for-revision',
      verdict: 'returned',
      reason,
      at: now,
      detail: { seat: task.seat },
    })
    recordAudit(doing, {
      act: 'return-for-revision',
      at: now,
      cycleId: cycle.id,
      detail: { seat: task.seat, round: task.round },
    })
    await wake(tx, cycleScope(cycle.id), cycle.kind)
  })
}

/** Locks the cycle of a task, then the task. @throws NotFound */
export async function lockSeat(tx: Tx, taskId: string) {
  if (!isId(taskId)) throw new NotFound('task')
  const found = await tx.selectFrom('tasks').select('cycle_id').where('id', '=', taskId).executeTakeFirst()
  if (!found) throw new NotFound('task')
  const cycle = await lockCycle(tx, found.cycle_id, 'update')
  return { cycle, task: await lockTask(tx, taskId) }
}

async function freeze(doing: Doing, cycle: CycleRow, now: string): Promise<void> {
  const { tx, actor } = doing
  const rules = frozenRules(cycle)
  const calendar = await readCalendar(tx)
  const due = dueOrRefusal(() => dueOfStep('answer', rules, now, calendar))
  const dueAt = due.dueAt as string
  const fault = answerDueFault(rules, now, dueAt, calendar)
  if (fault) throw new RuleBroken(fault === 'due-passed' ? 'date-overtaken' : fault, { dueAt })
  const clauses = await tx
    .selectFrom('clauses')
    .select(['anchor', 'number', 'level', 'heading', 'text'])
    .where('cycle_id', '=', cycle.id)
    .orderBy('position')
    .execute()
  await tx
    .updateTable('cycles')
    .set({
      state: 'going-out',
      document_number: cycle.settings.documentNumber,
      signed_by: actor?.personId ?? null,
      signed_by_name: actor?.personName ?? null,
      signed_at: now,
      text_sha256: sha256(canonical({ title: cycle.title, clauses })),
      due_at: dueAt,
      due_revision: 1,
      updated_at: now,
    })
    .where('id', '=', cycle.id)
    .execute()
  await writeDueWorking(tx, cycle.id, 1, cycle.id, due, null)
}

function dueOrRefusal<T>(compute: () => T): T {
  try {
    return compute()
  } catch (fault) {
    if (fault instanceof DeadlineError)
      throw new RuleBroken('deadline-impossible', { field: fault.field, why: fault.code })
    throw fault
  }
}
