import type { Actor } from '../domain/actor.ts'
import { FieldErrors } from '../domain/refusal.ts'
import { type House, perform, recordAudit } from './act.ts'
import { demandClaim, endClaim, lockClaim, wakeClaim } from './claim-matter.ts'
import { recordDecision } from './decision.ts'
import { checkPlainText } from './plain-text.ts'
import { releaseCommitment } from './release-commitment.ts'

/** Takes an application back, until its payment is due: what it held is free for others. */
export function withdrawClaim(
  house: House,
  actor: Actor,
  { caseId, reason, once }: { caseId: string; reason: string; once: { readonly key: string } },
): Promise<void> {
  return perform(
    house,
    { actor, once: { key: once.key, request: ['withdraw-claim', caseId, reason] } },
    async doing => {
      const { tx } = doing
      const locked = await lockClaim(tx, caseId)
      const { cycle, theCase, now } = locked
      await demandClaim(tx, 'withdraw-claim', actor, locked)
      const errors = checkPlainText('reason', reason, { longest: 1000 })
      if (errors.length > 0) throw new FieldErrors(errors)
      await endClaim(doing, { cycle, caseId, to: 'withdrawn', reason: 'withdrawn', now })
      await tx
        .updateTable('notice_items')
        .set({ state: 'struck-out' })
        .where('case_id', '=', caseId)
        .where('state', 'in', ['listed', 'held'])
        .execute()
      await tx
        .updateTable('cases')
        .set({ outcome: 'withdrawn', outcome_at: now, outcome_by: 'person' })
        .where('id', '=', theCase.id)
        .execute()
      await releaseCommitment(doing, { cycleId: cycle.id, caseId, at: now })
      recordDecision(doing, { cycleId: cycle.id, caseId, act: 'withdraw-claim', reason, at: now })
      recordAudit(doing, { act: 'withdraw-claim', at: now, cycleId: cycle.id, caseId })
      if (locked.claim.state !== 'draft') wakeClaim(doing, caseId)
    },
  )
}
