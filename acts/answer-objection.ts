import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { type House, perform, recordAudit, wake } from './act.ts'
import { recordDecision } from './decision.ts'
import { demandMoney } from './demand-money.ts'
import { listScope, lockClaims, lockList, moveClaims, wakeClaims } from './money-matter.ts'
import { contacts, writeNotices } from './notify.ts'
import { closeTask } from './open-tasks.ts'
import { checkPlainText } from './plain-text.ts'
import { releaseCommitment } from './release-commitment.ts'
import { frameOf } from './wording.ts'

/** `upheld` says what becomes of the claim: struck out, or back to its review; `dismissed` leaves it as it is. */
export type ObjectionAnswer =
  | { readonly outcome: 'upheld'; readonly effect: 'struck-out' | 'back-to-review' }
  | { readonly outcome: 'dismissed' }

/**
 * Answers an objection. Dismissed, it holds its item no longer: when the notice is over the claim is payable at once.
 * Upheld, the claim leaves the notice and its commitment is free for the next; what comes of it needs a new notice. Struck
 * out, what it may have had once is free too.
 *
 * @throws FieldErrors where reason or clause are missing; RuleBroken `already-answered`, `already-left-the-notice`
 */
export function answerObjection(
  house: House,
  actor: Actor,
  {
    objectionId,
    answer,
    reason,
    clause,
    once,
  }: {
    objectionId: string
    answer: ObjectionAnswer
    reason: string
    clause: string
    once: { readonly key: string }
  },
): Promise<void> {
  const request = ['answer-objection', objectionId, answer, reason, clause]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const found = await objectionOf(tx, objectionId)
    const { cycle, list } = await lockList(tx, found.list_id, 'update')
    const item = await tx
      .selectFrom('notice_items')
      .selectAll()
      .where('id', '=', found.item_id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const [claim] = await lockClaims(tx, cycle.id, [item.case_id])
    const { outcome, number, named } = await objectionOf(tx, objectionId)
    const now = await businessNow(tx)
    await demandMoney(tx, 'answer-objection', actor, { cycle, state: 'objection-open' })
    if (outcome !== null) throw new RuleBroken('already-answered')
    const errors: FieldError[] = [
      ...checkPlainText('reason', reason, { required: true, longest: 2000 }),
      ...checkPlainText('clause', clause, { required: answer.outcome === 'upheld', longest: 200 }),
    ]
    if (errors.length > 0) throw new FieldErrors(errors)
    if (!claim) throw new NotFound('claim')
    if (answer.outcome === 'upheld' && (claim.state === 'in-payment' || claim.state === 'paid'))
      throw new RuleBroken('already-left-the-notice', { number: claim.number ?? '' })

    const effect = answer.outcome === 'upheld' ? answer.effect : null
    await tx
      .updateTable('objections')
      .set({
        outcome: answer.outcome,
        effect,
        reason: reason.trim(),
        clause: clause.trim() || null,
        answered_by: actor.personId,
        answered_by_name: actor.personName,
        answered_at: now,
      })
      .where('id', '=', objectionId)
      .execute()
    const task = await tx
      .selectFrom('tasks')
      .select('id')
      .where('scope', '=', listScope(list.id))
      .where('step', '=', 'objection')
      .where('seat', '=', number)
      .executeTakeFirst()
    if (task) await closeTask(tx, task.id, answer.outcome, now, actor.personId)

    if (effect && (item.state === 'listed' || item.state === 'held' || item.state === 'payable')) {
      await tx.updateTable('notice_items').set({ state: effect }).where('id', '=', item.id).execute()
      await releaseCommitment(doing, { cycleId: cycle.id, caseId: item.case_id, at: now })
      await moveClaims(
        tx,
        [item.case_id],
        effect === 'struck-out' ? 'struck-out' : 'accepted',
        now,
        effect === 'struck-out' ? { reason: 'objection-upheld' } : null,
      )
      await tx
        .updateTable('claims')
        .set({ held: false, ...(effect === 'back-to-review' ? { review_round: claim.review_round + 1 } : {}) })
        .where('case_id', '=', item.case_id)
        .execute()
      if (effect === 'struck-out') {
        await tx
          .updateTable('entitlements')
          .set({ released_at: now })
          .where('case_id', '=', item.case_id)
          .where('released_at', 'is', null)
          .execute()
      }
      await wakeClaims(tx, [item.case_id])
    }
    if (!effect && !(await isHeld(tx, item.id)) && item.state === 'held') {
      const payable = list.state === 'ended'
      await tx
        .updateTable('notice_items')
        .set({ state: payable ? 'payable' : 'listed' })
        .where('id', '=', item.id)
        .execute()
      await tx.updateTable('claims').set({ held: false }).where('case_id', '=', item.case_id).execute()
      if (payable) await moveClaims(tx, [item.case_id], 'payable', now)
    }
    if (named) {
      const parties = await contacts(tx, [claim.unit_id], now)
      await writeNotices(tx, house, now, [
        {
          key: `objection-concluded:${objectionId}`,
          cycleId: cycle.id,
          caseId: item.case_id,
          unitId: claim.unit_id,
          path: `/claims/${item.case_id}`,
          recipients: parties.get(claim.unit_id) ?? [],
          notice: (language, link) => ({
            occasion: 'objection-concluded',
            data: {
              ...frameOf(cycle, language, now, claim.unit_name, link),
              number,
              upheld: answer.outcome === 'upheld',
              struckOut: effect === 'struck-out',
              reason,
              clause: clause.trim() || null,
            },
          }),
        },
      ])
    }
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId: item.case_id,
      taskId: task?.id ?? null,
      step: 'objection',
      act: 'answer-objection',
      verdict: effect ?? answer.outcome,
      reason,
      clause: clause.trim() || null,
      at: now,
      detail: { objectionId, number },
    })
    recordAudit(doing, {
      act: 'answer-objection',
      at: now,
      cycleId: cycle.id,
      caseId: item.case_id,
      detail: { objectionId, outcome: answer.outcome, effect },
    })
    await wake(tx, listScope(list.id), 'public-notice')
  })
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function objectionOf(tx: Tx, id: string) {
  if (!uuid.test(id)) throw new NotFound('objection')
  const found = await tx
    .selectFrom('objections')
    .select(['list_id', 'item_id', 'outcome', 'number', 'named'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) throw new NotFound('objection')
  return found
}

/** Whether a named objection to the item is still open. */
async function isHeld(tx: Tx, itemId: string): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select exists (select from objections where item_id = ${itemId} and named and outcome is null) as held`.execute(tx)
  return rows[0]?.held ?? true
}
