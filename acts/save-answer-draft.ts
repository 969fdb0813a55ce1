import type { Actor } from '../domain/actor.ts'
import { type Answer, mostOpinionLength, mostOpinions } from '../domain/cycle.ts'
import { type FieldError, FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { businessNow, type Tx } from '../records/database.ts'
import { canonical, type House, perform } from './act.ts'
import { lockCase, lockCycleOf } from './matter.ts'
import { checkPlainText } from './plain-text.ts'
import { demand } from './relation.ts'

/** What a page knew of the unit's draft: the version it showed (0: none), and which form it is. */
export interface DraftBasis {
  readonly version: number
  /** Saves of one and the same form may overtake each other on their way; those of another one never overwrite. */
  readonly form: string
}

/** What is kept of a draft. */
export type DraftBody = Answer & { readonly form?: string }

/**
 * Keeps a unit's one shared draft.
 *
 * @throws RuleBroken `draft-changed` (`by`, `at`) where another form was saved meanwhile: nothing is overwritten;
 * FieldErrors naming `opinions.N.field` where a text holds what cannot be kept
 */
export function saveAnswerDraft(
  house: House,
  actor: Actor,
  { caseId, basis, draft }: { caseId: string; basis: DraftBasis; draft: Answer },
): Promise<{ version: number; savedAt: string }> {
  return perform(house, { actor }, async ({ tx }) => {
    const cycle = await lockCycleOf(tx, caseId, 'share')
    const theCase = await lockCase(tx, caseId)
    const now = await businessNow(tx)
    await demand(tx, 'save-answer-draft', actor, { cycle, caseUnitId: theCase.unit_id })
    checkDraft(draft)
    const { version } = await demandDraft(tx, caseId, basis)
    const row = {
      version: version + 1,
      body: canonical({ ...draft, form: basis.form }),
      updated_by: actor.personId,
      updated_by_name: actor.personName,
      updated_at: now,
    }
    await tx
      .insertInto('drafts')
      .values({ case_id: caseId, ...row })
      .onConflict(conflict => conflict.column('case_id').doUpdateSet(row))
      .execute()
    return { version: version + 1, savedAt: now }
  })
}

/** The draft that is there, where the page still knows it. @throws RuleBroken `draft-changed` */
export async function demandDraft(tx: Tx, caseId: string, basis: DraftBasis): Promise<{ version: number }> {
  const current = await tx.selectFrom('drafts').selectAll().where('case_id', '=', caseId).executeTakeFirst()
  const version = current?.version ?? 0
  if (version === basis.version || (current?.body as DraftBody | undefined)?.form === basis.form) return { version }
  throw new RuleBroken('draft-changed', { by: current?.updated_by_name ?? '', at: current?.updated_at ?? '' })
}

function checkDraft(draft: Answer): void {
  if (draft.kind === 'no-opinion') return
  if (draft.opinions.length > mostOpinions)
    throw new FieldErrors([{ field: 'opinions', code: 'too-many', params: { most: mostOpinions } }])
  const errors = draft.opinions.flatMap((entry, index): FieldError[] =>
    (['text', 'wording', 'reason'] as const).flatMap(name =>
      checkPlainText(`opinions.${index}.${name}`, entry[name], { longest: mostOpinionLength }),
    ),
  )
  if (errors.length > 0) throw new FieldErrors(errors)
}
