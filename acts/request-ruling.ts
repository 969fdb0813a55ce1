import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { type RulingFinding, rulingFindings } from '../domain/consultation.ts'
import { isLocalDate, localDateOf } from '../domain/local-time.ts'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { isId } from '../records/cycle.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { lockDisputed } from './disputed-opinion.ts'
import { lockCycle } from './matter.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'

export interface RulingRequest {
  readonly cycleId: string
  /** Any opinion in force of the unit on the clause: the ruling stands for all of them. */
  readonly opinionId: string
  /** Who is to rule. */
  readonly askedOf: string
  readonly about: string
  readonly once: { readonly key: string }
}

/**
 * Notes that a superior was asked to rule where two units do not agree (报请裁定).
 *
 * @throws RuleBroken `ruling-asked-already` (`askedOf`) while another one about the same unit and clause has not come
 */
export function requestRuling(
  house: House,
  actor: Actor,
  { cycleId, opinionId, askedOf, about, once }: RulingRequest,
): Promise<{ rulingId: string; anchor: string }> {
  const request = [cycleId, opinionId, askedOf, about]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'share')
    const disputed = await lockDisputed(tx, cycleId, opinionId)
    const now = await businessNow(tx)
    await demand(tx, 'request-ruling', actor, { cycle })
    if (!disputed) throw new NotFound('opinion')
    const errors = [
      ...checkPlainText('askedOf', askedOf, { required: true, longest: 200 }),
      ...checkPlainText('about', about, { required: true, longest: 2000 }),
    ]
    if (errors.length > 0) throw new FieldErrors(errors)
    const asked = await tx
      .selectFrom('rulings')
      .select('asked_of')
      .where('case_id', '=', disputed.case_id)
      .where('anchor', '=', disputed.anchor)
      .where('finding', 'is', null)
      .executeTakeFirst()
    if (asked) throw new RuleBroken('ruling-asked-already', { askedOf: asked.asked_of })
    const { id } = await tx
      .insertInto('rulings')
      .values({
        cycle_id: cycleId,
        case_id: disputed.case_id,
        anchor: disputed.anchor,
        asked_of: askedOf.trim(),
        about: about.trim(),
        requested_by: actor.personId,
        requested_by_name: actor.personName,
        requested_at: now,
        finding: null,
        text: null,
        ruled_on: null,
        place: null,
        recorded_by: null,
        recorded_by_name: null,
        recorded_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const detail = { rulingId: id, caseId: disputed.case_id, anchor: disputed.anchor }
    recordDecision(doing, {
      cycleId,
      step: 'disposition',
      round: cycle.table_round,
      act: 'request-ruling',
      reason: about,
      detail,
      at: now,
    })
    recordAudit(doing, { act: 'request-ruling', at: now, cycleId, caseId: disputed.case_id, detail })
    return { rulingId: id, anchor: disputed.anchor }
  })
}

export interface RulingOutcome {
  readonly cycleId: string
  readonly rulingId: string
  readonly finding: RulingFinding
  /** The words of the ruling. */
  readonly text: string
  readonly ruledOn: string
  readonly once: { readonly key: string }
}

/** Notes what a superior ruled. @throws RuleBroken `already-decided` where that was noted before */
export function recordRuling(
  house: House,
  actor: Actor,
  { cycleId, rulingId, finding, text, ruledOn, once }: RulingOutcome,
): Promise<{ anchor: string }> {
  const request = [cycleId, rulingId, finding, text, ruledOn]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const cycle = await lockCycle(tx, cycleId, 'share')
    const ruling = isId(rulingId)
      ? await tx
          .selectFrom('rulings')
          .selectAll()
          .where('id', '=', rulingId)
          .where('cycle_id', '=', cycleId)
          .forUpdate()
          .executeTakeFirst()
      : undefined
    const now = await businessNow(tx)
    await demand(tx, 'record-ruling', actor, { cycle })
    if (!ruling) throw new NotFound('ruling')
    const errors: FieldError[] = checkPlainText('text', text, { required: true, longest: 2000 })
    if (!rulingFindings.includes(finding)) errors.push({ field: 'finding', code: 'not-a-choice' })
    if (!isLocalDate(ruledOn)) errors.push({ field: 'ruledOn', code: 'not-a-date' })
    else if (ruledOn > localDateOf(now)) errors.push({ field: 'ruledOn', code: 'in-the-future' })
    else if (ruledOn < localDateOf(ruling.requested_at)) errors.push({ field: 'ruledOn', code: 'before-it-was-asked' })
    if (errors.length > 0) throw new FieldErrors(errors)
    if (ruling.finding !== null) throw new RuleBroken('already-decided')
    await tx
      .updateTable('rulings')
      .set({
        finding,
        text: text.trim(),
        ruled_on: ruledOn,
        place: sql<bigint>`nextval('consultation_places')`,
        recorded_by: actor.personId,
        recorded_by_name: actor.personName,
        recorded_at: now,
      })
      .where('id', '=', rulingId)
      .execute()
    const detail = { rulingId, caseId: ruling.case_id, anchor: ruling.anchor }
    recordDecision(doing, {
      cycleId,
      step: 'disposition',
      round: cycle.table_round,
      act: 'record-ruling',
      verdict: finding,
      reason: text,
      detail,
      at: now,
    })
    recordAudit(doing, {
      act: 'record-ruling',
      at: now,
      cycleId,
      caseId: ruling.case_id,
      detail: { ...detail, finding },
    })
    return { anchor: ruling.anchor }
  })
}
