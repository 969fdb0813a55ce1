import type { Actor } from '../domain/actor.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { type House, perform, recordAudit } from './act.ts'
import { demandClaim, lockClaim } from './claim-matter.ts'
import { recordDecision } from './decision.ts'
import { checkPlainText } from './plain-text.ts'

/**
 * What an applicant says against a cut (核减) before it is decided: whoever approves has it before them. It stops nothing.
 *
 * @throws FieldErrors; RuleBroken `nothing-cut`; `said-already` where this review was objected to before
 */
export function objectToCut(
  house: House,
  actor: Actor,
  { caseId, text, once }: { caseId: string; text: string; once: { readonly key: string } },
): Promise<void> {
  return perform(house, { actor, once: { key: once.key, request: ['object-to-cut', caseId, text] } }, async doing => {
    const { tx } = doing
    const locked = await lockClaim(tx, caseId)
    const { cycle, claim } = locked
    const at = locked.now
    await demandClaim(tx, 'object-to-cut', actor, locked)
    const { asked_fen: asked, granted_fen: granted, review_round: round } = claim
    if (asked === null || granted === null || granted >= asked) throw new RuleBroken('nothing-cut')
    const errors = checkPlainText('text', text, { required: true, longest: 2000 })
    if (errors.length > 0) throw new FieldErrors(errors)
    const before = await tx
      .selectFrom('decisions')
      .select('id')
      .where('case_id', '=', caseId)
      .where('act', '=', 'object-to-cut')
      .where('round', '=', round)
      .executeTakeFirst()
    if (before) throw new RuleBroken('said-already')
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId,
      step: 'approval',
      round,
      act: 'object-to-cut',
      reason: text,
      at,
    })
    recordAudit(doing, { act: 'object-to-cut', at, cycleId: cycle.id, caseId })
  })
}
