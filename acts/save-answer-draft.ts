import type { Actor } from '../domain/actor.ts'
import type { Answer } from '../domain/cycle.ts'
import { RuleBroken } from '../domain/refusal.ts'
import { businessNow } from '../records/database.ts'
import { canonical, type House, perform } from './act.ts'
import { cycleOfCase, lockCase, lockCycle } from './matter.ts'
import { demand } from './relation.ts'

/**
 * Keeps a unit's one shared draft.
 *
 * @param version the version that was on the page; 0 where there was none
 * @throws RuleBroken `draft-changed` (`by`, `at`) where somebody else of the unit saved meanwhile: nothing is overwritten
 */
export function saveAnswerDraft(
  house: House,
  actor: Actor,
  { caseId, version, draft }: { caseId: string; version: number; draft: Answer },
): Promise<{ version: number; savedAt: string }> {
  return perform(house, { actor }, async ({ tx }) => {
    const cycle = await lockCycle(tx, await cycleOfCase(tx, caseId), 'share')
    const theCase = await lockCase(tx, caseId)
    const now = await businessNow(tx)
    await demand(tx, 'save-answer-draft', actor, { cycle, caseUnitId: theCase.unit_id })
    const current = await tx.selectFrom('drafts').selectAll().where('case_id', '=', caseId).executeTakeFirst()
    if ((current?.version ?? 0) !== version)
      throw new RuleBroken('draft-changed', { by: current?.updated_by_name ?? '', at: current?.updated_at ?? '' })
    const row = { version: version + 1, body: canonical(draft), updated_by: actor.personId, updated_by_name: actor.personName, updated_at: now }
    await tx
      .insertInto('drafts')
      .values({ case_id: caseId, ...row })
      .onConflict(conflict => conflict.column('case_id').doUpdateSet(row))
      .execute()
    return { version: version + 1, savedAt: now }
  })
}
