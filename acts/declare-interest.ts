import type { Actor } from '../domain/actor.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import type { Reader, Tx } from '../records/database.ts'
import { type Doing, type House, perform, recordAudit } from './act.ts'
import { demandClaim, type LockedClaim, lockClaim } from './claim-matter.ts'
import { recordDecision } from './decision.ts'
import type { TaskRow } from './matter.ts'
import { caseScope } from './money-matter.ts'
import { supervisorsOf, writeNotices } from './notify.ts'
import { claimMatterOf } from './open-claim-task.ts'
import { checkPlainText } from './plain-text.ts'
import { pathOfTask } from './task-path.ts'
import { whoMayTake } from './who-may-take.ts'
import { frameOf, instant } from './wording.ts'

/**
 * Declares whether somebody has an interest of their own in a claim (利益冲突). Who has one does not act on it any more: the
 * open task passes to whoever else holds its seat, or the supervisor is told that nobody does. An interest that was declared
 * cannot be taken back.
 *
 * @throws FieldErrors where an interest has no reason; RuleBroken `interest-declared`
 */
export function declareInterest(
  house: House,
  actor: Actor,
  { caseId, conflicted, reason }: { caseId: string; conflicted: boolean; reason: string },
): Promise<void> {
  return perform(house, { actor }, async doing => {
    const { tx } = doing
    const locked = await lockClaim(tx, caseId)
    const { now } = locked
    const task = await openOfficeTask(tx, caseId)
    await demandClaim(tx, 'declare-interest', actor, { ...locked, task })
    const errors = checkPlainText('reason', reason, { required: conflicted, longest: 1000 })
    if (errors.length > 0) throw new FieldErrors(errors)
    const before = await interestOf(tx, caseId, actor)
    if (before?.conflicted && !conflicted) throw new RuleBroken('interest-declared')
    const row = { person_name: actor.personName, conflicted, reason: reason.trim() || null, at: now }
    await tx
      .insertInto('interests')
      .values({ case_id: caseId, person_id: actor.personId, ...row })
      .onConflict(conflict => conflict.columns(['case_id', 'person_id']).doUpdateSet(row))
      .execute()
    if (conflicted && task && !before?.conflicted) await passOn(doing, locked, task, now)
    recordDecision(doing, {
      cycleId: locked.cycle.id,
      caseId,
      act: 'declare-interest',
      verdict: conflicted ? 'conflicted' : 'none',
      reason,
      at: now,
    })
    recordAudit(doing, {
      act: 'declare-interest',
      at: now,
      cycleId: locked.cycle.id,
      caseId,
      detail: { conflicted },
    })
  })
}

/** The open task of a claim that is the office's own: what its page is about. */
export const openOfficeTask = (reader: Reader, caseId: string) =>
  reader
    .selectFrom('tasks')
    .selectAll()
    .where('scope', '=', caseScope(caseId))
    .where('step', 'in', ['acceptance', 'review', 'approval'])
    .where('state', '=', 'open')
    .orderBy('opened_at', 'desc')
    .orderBy('round', 'desc')
    .executeTakeFirst()

/** Takes a task from the one who is interested, where it was theirs, and tells those who have it now. */
async function passOn(doing: Doing, { cycle, theCase, claim }: LockedClaim, task: TaskRow, now: string): Promise<void> {
  const { tx, actor, house } = doing
  const takers = await whoMayTake(tx, { caseId: theCase.id, applicantId: theCase.unit_id }, task, now)
  const mine = task.assignee_id === actor?.personId
  if (mine) {
    const [first] = takers
    const next = first && takers.length === 1 ? { assignee_id: first.id, assignee_name: first.name } : nobodyNamed
    await tx.updateTable('tasks').set(next).where('id', '=', task.id).execute()
  }
  const above = takers.length > 0 ? null : await supervisorsOf(tx, cycle.unit_id, now)
  const unitId = above?.unitId ?? task.unit_id
  const told = above?.people ?? takers
  await writeNotices(
    tx,
    house,
    now,
    told.map(person => ({
      key: `interest-declared:${task.id}:${actor?.personId}:${person.id}`,
      cycleId: cycle.id,
      caseId: theCase.id,
      taskId: task.id,
      unitId,
      personId: person.id,
      path: above ? `/overdue/steps/${task.id}` : pathOfTask(task),
      recipients: [person],
      notice: (language, link) => ({
        occasion: 'interest-declared',
        data: {
          ...frameOf(cycle, language, now, person.name, link),
          receiptNo: claim.number ?? '—',
          matter: claimMatterOf(task.step, language),
          person: actor?.personName ?? '—',
          dueAt: task.due_at ? instant(task.due_at, language, now) : null,
          nobody: above !== null,
        },
      }),
    })),
  )
}

const nobodyNamed = { assignee_id: null, assignee_name: null }

const interestOf = (tx: Tx, caseId: string, actor: Actor) =>
  tx
    .selectFrom('interests')
    .select('conflicted')
    .where('case_id', '=', caseId)
    .where('person_id', '=', actor.personId)
    .executeTakeFirst()

/** Whether somebody has declared an interest in a claim. */
export async function isInterested(reader: Reader, caseId: string | null, personId: string): Promise<boolean> {
  if (!caseId) return false
  const row = await reader
    .selectFrom('interests')
    .select('conflicted')
    .where('case_id', '=', caseId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row?.conflicted ?? false
}

/**
 * Goes on where the actor has no interest of their own in the claim.
 *
 * @param declared whether they must have said so
 * @throws RuleBroken `own-claim` where they belong to the applicant; `interest-conflicted`; `interest-undeclared`
 */
export async function demandNoInterest(
  tx: Tx,
  actor: Actor,
  { theCase }: Pick<LockedClaim, 'theCase'>,
  { declared }: { declared: boolean },
): Promise<void> {
  if (actor.memberships.some(({ unitId }) => unitId === theCase.unit_id)) throw new RuleBroken('own-claim')
  const interest = await interestOf(tx, theCase.id, actor)
  if (interest?.conflicted) throw new RuleBroken('interest-conflicted')
  if (declared && !interest) throw new RuleBroken('interest-undeclared')
}
