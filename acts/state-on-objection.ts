import type { Actor } from '../domain/actor.ts'
import { FieldErrors, NotFound } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { type House, perform, recordAudit } from './act.ts'
import { recordDecision } from './decision.ts'
import { demandMoney } from './demand-money.ts'
import { readFileContent } from './file-content.ts'
import { lockObjection } from './lock-objection.ts'
import { checkPlainText } from './plain-text.ts'
import { keepFile, mostFiles } from './store-file.ts'

/**
 * What the unit that an objection is about says of the matter, with a file that proves it; until the objection is answered
 * a later statement takes the place of an earlier one. The unit never learns who objected.
 *
 * @throws FieldErrors; NotFound for an objection that nobody asks the unit about: an anonymous one, or another unit's
 */
export async function stateOnObjection(
  house: House,
  actor: Actor,
  {
    objectionId,
    text,
    file = null,
    once,
  }: {
    objectionId: string
    text: string
    file?: { readonly name: string; readonly bytes: Uint8Array } | null
    once: { readonly key: string }
  },
): Promise<void> {
  const looked = file && (await readFileContent('file', file))
  const request = ['state-on-objection', objectionId, text]
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const { cycle, objection } = await lockObjection(tx, objectionId)
    const { case_id: caseId, unit_id: unitId } = objection
    const at = await businessNow(tx)
    const state = objection.outcome === null ? 'objection-open' : 'objection-answered'
    await demandMoney(tx, 'state-on-objection', actor, { cycle, payeeUnitId: unitId, state })
    if (!objection.named) throw new NotFound('objection')
    const errors = checkPlainText('text', text, { required: true, longest: 5000 })
    if (looked && 'error' in looked) errors.push(looked.error)
    if (errors.length > 0) throw new FieldErrors(errors)
    const kept =
      looked && 'content' in looked
        ? await keepFile(doing, {
            owner: { caseId },
            unitId,
            purpose: 'statement',
            content: looked.content,
            field: 'file',
            most: mostFiles,
            at,
          })
        : null
    await tx
      .updateTable('objections')
      .set({
        statement: text.trim(),
        stated_by_name: actor.personName,
        stated_at: at,
        ...(kept ? { statement_file_id: kept.fileId } : {}),
      })
      .where('id', '=', objectionId)
      .execute()
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId,
      step: 'objection',
      act: 'state-on-objection',
      reason: text,
      at,
      detail: { objectionId, fileId: kept?.fileId ?? null },
    })
    recordAudit(doing, { act: 'state-on-objection', at, cycleId: cycle.id, caseId, detail: { objectionId } })
  })
}
