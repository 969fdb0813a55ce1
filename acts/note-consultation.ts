import type { Actor } from '../domain/actor.ts'
import { type ConsultationResult, consultationResults } from '../domain/consultation.ts'
import { isLocalDate, localDateOf } from '../domain/local-time.ts'
import { type FieldError, FieldErrors, NotFound } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { lockDisputed } from './disputed-opinion.ts'
import { lockCycle } from './matter.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'

export interface ConsultationEntry {
  readonly cycleId: string
  /** Any opinion in force of the unit on the clause: what is noted stands for all of them. */
  readonly opinionId: string
  /** The day on which both spoke. */
  readonly heldOn: string
  readonly spokeWith: string
  /** What was said, and what came of it. */
  readonly text: string
  readonly result: ConsultationResult
  readonly once: { readonly key: string }
}

/** Notes that the launching unit spoke with another one about its opinions on a clause (协商), and what came of it. */
export function noteConsultation(
  house: House,
  actor: Actor,
  { cycleId, opinionId, heldOn, spokeWith, text, result, once }: ConsultationEntry,
): Promise<{ anchor: string }> {
  const request = [cycleId, opinionId, heldOn, spokeWith, text, result]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'share')
    const disputed = await lockDisputed(tx, cycleId, opinionId)
    const now = await businessNow(tx)
    await demand(tx, 'note-consultation', actor, { cycle })
    if (!disputed) throw new NotFound('opinion')
    const errors: FieldError[] = [
      ...checkPlainText('spokeWith', spokeWith, { required: true, longest: 200 }),
      ...checkPlainText('text', text, { required: true, longest: 2000 }),
    ]
    if (!isLocalDate(heldOn)) errors.push({ field: 'heldOn', code: 'not-a-date' })
    else if (heldOn > localDateOf(now)) errors.push({ field: 'heldOn', code: 'in-the-future' })
    else if (cycle.opened_at !== null && heldOn < localDateOf(cycle.opened_at))
      errors.push({ field: 'heldOn', code: 'before-it-was-sent' })
    if (!consultationResults.includes(result)) errors.push({ field: 'result', code: 'not-a-choice' })
    if (errors.length > 0) throw new FieldErrors(errors)
    const { id } = await tx
      .insertInto('consultations')
      .values({
        cycle_id: cycleId,
        case_id: disputed.case_id,
        anchor: disputed.anchor,
        held_on: heldOn,
        spoke_with: spokeWith.trim(),
        text: text.trim(),
        result,
        noted_by: actor.personId,
        noted_by_name: actor.personName,
        noted_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const detail = { consultationId: id, caseId: disputed.case_id, anchor: disputed.anchor }
    recordDecision(doing, {
      cycleId,
      step: 'disposition',
      round: cycle.table_round,
      act: 'note-consultation',
      verdict: result,
      reason: text,
      detail,
      at: now,
    })
    recordAudit(doing, {
      act: 'note-consultation',
      at: now,
      cycleId,
      caseId: disputed.case_id,
      detail: { ...detail, result },
    })
    return { anchor: disputed.anchor }
  })
}
