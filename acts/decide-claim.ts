import type { Actor } from '../domain/actor.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { type Doing, type House, perform, recordAudit } from './act.ts'
import { demandClaim, endClaim, type LockedClaim, lockClaim, moveClaim, openTaskOf, wakeClaim } from './claim-matter.ts'
import { commitBudget } from './commit-budget.ts'
import { tellDecision } from './decide-acceptance.ts'
import { recordDecision } from './decision.ts'
import { demandNoInterest } from './declare-interest.ts'
import type { TaskRow } from './matter.ts'
import { openClaimTask } from './open-claim-task.ts'
import { closeTask } from './open-tasks.ts'
import { checkPlainText } from './plain-text.ts'
import { makersOf } from './who-may-take.ts'

interface Deciding {
  readonly caseId: string
  readonly once: { readonly key: string }
}

type InApproval = LockedClaim & { readonly task: TaskRow }

/**
 * Approves what the review grants: the money is committed, or the claim waits in order where the appropriation does not
 * reach.
 *
 * @throws RuleBroken `maker-cannot-approve`; `review-refuses` where the review found no support; `above-asked` where it grants
 *   more than was applied for; `own-claim`, `interest-undeclared`, `interest-conflicted`
 */
export function approveClaim(
  house: House,
  actor: Actor,
  { caseId, once }: Deciding,
): Promise<{ state: 'committed' | 'waiting' }> {
  return inApproval(house, actor, { caseId, once, request: ['approve-claim', caseId] }, async (doing, at, now) => {
    const { tx } = doing
    const { cycle, claim, task } = at
    const granted = claim.granted_fen
    if (granted === null) throw new RuleBroken('review-refuses')
    if (claim.asked_fen !== null && granted > claim.asked_fen) throw new RuleBroken('above-asked')
    await closeTask(tx, task.id, 'approved', now, actor.personId)
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId,
      taskId: task.id,
      step: 'approval',
      round: task.round,
      act: 'approve-claim',
      verdict: 'approved',
      at: now,
      detail: { granted: String(granted), assessment: claim.assessment_id },
    })
    const state = await commitBudget(doing, { cycleId: cycle.id, caseId, amountFen: granted, at: now })
    doing.house.reach('claim-committed-before-commit')
    const told = { occasion: 'claim-approved', grantedFen: granted, waiting: state === 'waiting' } as const
    await tellDecision(doing, at, `claim-approved:${caseId}:${task.round}`, now, told)
    return { state }
  })
}

/** Sends a claim back to its review, with a reason: the next round begins with all its seats. */
export function returnClaim(
  house: House,
  actor: Actor,
  { caseId, reason, once }: Deciding & { readonly reason: string },
): Promise<void> {
  const request = ['return-claim', caseId, reason]
  return inApproval(house, actor, { caseId, once, request }, async (doing, at, now) => {
    const { tx } = doing
    const { cycle, claim, task } = at
    const errors = checkPlainText('reason', reason, { required: true, longest: 2000 })
    if (errors.length > 0) throw new FieldErrors(errors)
    await closeTask(tx, task.id, 'returned', now, actor.personId)
    const round = claim.review_round + 1
    await moveClaim(tx, caseId, 'accepted', now, { review_round: round })
    await openClaimTask(doing, at, { step: 'review', round, now })
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId,
      taskId: task.id,
      step: 'approval',
      round: task.round,
      act: 'return-claim',
      verdict: 'returned',
      reason,
      at: now,
    })
  })
}

/** Refuses a claim (不予支持), under a clause. The applicant is told how to have that reviewed; what it held is free. */
export function refuseClaim(
  house: House,
  actor: Actor,
  { caseId, reason, clause, once }: Deciding & { readonly reason: string; readonly clause: string },
): Promise<void> {
  const request = ['refuse-claim', caseId, reason, clause]
  return inApproval(house, actor, { caseId, once, request }, async (doing, at, now) => {
    const { tx } = doing
    const { cycle, task } = at
    const errors = [
      ...checkPlainText('reason', reason, { required: true, longest: 2000 }),
      ...checkPlainText('clause', clause, { required: true, longest: 200 }),
    ]
    if (errors.length > 0) throw new FieldErrors(errors)
    await closeTask(tx, task.id, 'refused', now, actor.personId)
    await endClaim(doing, { cycle, caseId, to: 'refused', reason: 'refused', now })
    await tellDecision(doing, at, `claim-refused:${caseId}`, now, { occasion: 'claim-refused', clause, reason })
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId,
      taskId: task.id,
      step: 'approval',
      round: task.round,
      act: 'refuse-claim',
      verdict: 'refused',
      reason,
      clause: clause.trim(),
      at: now,
    })
  })
}

function inApproval<Result>(
  house: House,
  actor: Actor,
  { caseId, once, request }: Deciding & { readonly request: readonly unknown[] },
  act: (doing: Doing, at: InApproval, now: string) => Promise<Result>,
): Promise<Result> {
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const locked = await lockClaim(tx, caseId)
    const task = await openTaskOf(tx, caseId, 'approval')
    const { now } = locked
    await demandClaim(tx, 'decide-claim', actor, { ...locked, task })
    if (!task) throw new RuleBroken('already-decided')
    if ((await makersOf(tx, caseId)).includes(actor.personId)) throw new RuleBroken('maker-cannot-approve')
    await demandNoInterest(tx, actor, locked, { declared: true })
    const result = await act(doing, { ...locked, task }, now)
    recordAudit(doing, { act: String(request[0]), at: now, cycleId: locked.cycle.id, caseId })
    wakeClaim(doing, caseId)
    return result
  })
}
