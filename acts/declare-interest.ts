import type { Actor } from '../domain/actor.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { demandClaim, type LockedClaim, lockClaim, openTaskOf } from './claim-matter.ts'
import { recordDecision } from './decision.ts'
import { checkPlainText } from './plain-text.ts'

/**
 * Declares whether somebody has an interest of their own in a claim (利益冲突). Who has one does not act on it any more; an
 * interest that was declared cannot be taken back.
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
    const now = await businessNow(tx)
    const task = (await openTaskOf(tx, caseId, 'review')) ?? (await openTaskOf(tx, caseId, 'approval'))
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
    await recordDecision(doing, {
      cycleId: locked.cycle.id,
      caseId,
      act: 'declare-interest',
      verdict: conflicted ? 'conflicted' : 'none',
      reason,
      at: now,
    })
    await recordAudit(doing, {
      act: 'declare-interest',
      at: now,
      cycleId: locked.cycle.id,
      caseId,
      detail: { conflicted },
    })
  })
}

const interestOf = (tx: Tx, caseId: string, actor: Actor) =>
  tx
    .selectFrom('interests')
    .select('conflicted')
    .where('case_id', '=', caseId)
    .where('person_id', '=', actor.personId)
    .executeTakeFirst()

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
