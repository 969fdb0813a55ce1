import type { Actor } from '../domain/actor.ts'
import { FieldErrors } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { lockCase, lockCycleOf } from './matter.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'

/** Notes one telephone call with an addressee: with whom, and what was said. */
export function notePhoneCall(
  house: House,
  actor: Actor,
  { caseId, spokeWith, text, once }: { caseId: string; spokeWith: string; text: string; once: { key: string } },
): Promise<{ calledAt: string }> {
  return perform(house, { actor, once: { key: once.key, request: [caseId, spokeWith, text] } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycleOf(tx, caseId, 'share')
    await lockCase(tx, caseId)
    const now = await businessNow(tx)
    await demand(tx, 'note-phone-call', actor, { cycle })
    const errors = [
      ...checkPlainText('spokeWith', spokeWith, { required: true, longest: 100 }),
      ...checkPlainText('text', text, { required: true, longest: 1000 }),
    ]
    if (errors.length > 0) throw new FieldErrors(errors)
    await tx
      .insertInto('phone_notes')
      .values({
        cycle_id: cycle.id,
        case_id: caseId,
        person_id: actor.personId,
        person_name: actor.personName,
        spoke_with: spokeWith.trim(),
        text: text.trim(),
        called_at: now,
      })
      .execute()
    recordAudit(doing, { act: 'note-phone-call', at: now, cycleId: cycle.id, caseId })
    return { calledAt: now }
  })
}
