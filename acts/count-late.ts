import type { Actor } from '../domain/actor.ts'
import { FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { lockCase, lockCycleOf } from './matter.ts'
import { contacts, writeNotices } from './notify.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'
import { frameOf } from './wording.ts'

/**
 * Decides whether an answer that came after the deadline counts. The submission stays as it came, marked late.
 *
 * @throws RuleBroken `no-late-answer`, `late-already-decided`; FieldErrors `reason` where it is refused without one
 */
export function countLate(
  house: House,
  actor: Actor,
  { caseId, counts, reason, once }: { caseId: string; counts: boolean; reason: string; once: { key: string } },
): Promise<{ counted: boolean }> {
  return perform(house, { actor, once: { key: once.key, request: [caseId, counts, reason] } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycleOf(tx, caseId, 'update')
    const theCase = await lockCase(tx, caseId)
    const now = await businessNow(tx)
    await demand(tx, 'count-late', actor, { cycle })
    const errors = checkPlainText('reason', reason, { required: !counts, longest: 1000 })
    if (errors.length > 0) throw new FieldErrors(errors)
    if (!theCase.late_submission_id) throw new RuleBroken('no-late-answer')
    if (theCase.late_counted !== null) throw new RuleBroken('late-already-decided')
    const submission = await tx
      .selectFrom('submissions')
      .selectAll()
      .where('id', '=', theCase.late_submission_id)
      .executeTakeFirstOrThrow()
    const opinions = await tx.selectFrom('opinions').select('id').where('submission_id', '=', submission.id).execute()
    await tx
      .updateTable('cases')
      .set({
        late_counted: counts,
        ...(counts
          ? {
              submission_id: submission.id,
              outcome: submission.kind,
              outcome_at: now,
              outcome_by: 'person' as const,
              opinion_count: opinions.length,
              channel: submission.channel,
            }
          : {}),
      })
      .where('id', '=', caseId)
      .execute()
    const recipients = (await contacts(tx, [theCase.unit_id], now)).get(theCase.unit_id) ?? []
    await writeNotices(tx, house, now, [
      {
        key: `late-decided:${submission.id}`,
        cycleId: cycle.id,
        caseId,
        unitId: theCase.unit_id,
        path: `/answers/${caseId}`,
        recipients,
        notice: (language, link) => ({
          occasion: 'late-decided',
          data: {
            ...frameOf(cycle, language, now, theCase.unit_name, link),
            receiptNo: submission.receipt,
            counted: counts,
            reason: reason.trim() || null,
          },
        }),
      },
    ])
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId,
      act: 'count-late',
      verdict: counts ? 'counts' : 'does-not-count',
      reason,
      at: now,
    })
    recordAudit(doing, {
      act: 'count-late',
      at: now,
      cycleId: cycle.id,
      caseId,
      detail: { counts, receipt: submission.receipt },
    })
    return { counted: counts }
  })
}
