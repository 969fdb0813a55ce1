import type { House } from '../acts/act.ts'
import type { ClaimAnswers } from '../acts/claim-facts.ts'
import { saveClaim } from '../acts/save-claim.ts'
import { removeEvidence, storeEvidence } from '../acts/store-evidence.ts'
import type { Actor, Language } from '../domain/actor.ts'
import { type FieldError, FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { readEvidence } from '../records/my-claims.ts'
import type { EvidenceView } from '../web/pages/claim-files.tsx'
import { type ClaimAtHand, readClaimFor, say, sourceName } from './claim-at-hand.ts'
import type { UploadedFile } from './form-body.ts'

/** Every evidence of the scheme with the files that are there. */
export async function evidenceViews(house: House, at: ClaimAtHand, language: Language): Promise<EvidenceView[]> {
  const files = await readEvidence(house.database, at.claim.case_id)
  return at.scheme.evidence.map(({ id, label, required, source }) => ({
    id,
    label: say(label, language),
    required,
    clause: sourceName(source),
    files: files.filter(file => at.answers.evidence[id]?.includes(file.id)),
  }))
}

/**
 * Keeps files as the evidence by whose field they came; those that can be kept are kept.
 *
 * @throws FieldErrors naming each file that cannot be
 */
export async function keepEvidence(
  house: House,
  actor: Actor,
  caseId: string,
  uploads: readonly UploadedFile[],
): Promise<void> {
  const errors: FieldError[] = []
  for (const { field, name, bytes } of uploads) {
    try {
      const { fileId } = await storeEvidence(house, actor, { caseId, name, bytes, field })
      await changeEvidence(house, actor, caseId, evidence => {
        const id = field.replace(/^evidence\./, '')
        const there = evidence[id] ?? []
        return there.includes(fileId) ? evidence : { ...evidence, [id]: [...there, fileId] }
      })
    } catch (error) {
      if (!(error instanceof FieldErrors)) throw error
      errors.push(...error.errors)
    }
  }
  if (errors.length > 0) throw new FieldErrors(errors)
}

/** Takes a file away from an application; one that was not handed in before is gone. */
export async function dropEvidence(house: House, actor: Actor, caseId: string, fileId: string): Promise<void> {
  await changeEvidence(house, actor, caseId, evidence =>
    Object.fromEntries(Object.entries(evidence).map(([id, files]) => [id, files.filter(each => each !== fileId)])),
  )
  await removeEvidence(house, actor, { caseId, fileId })
}

// Files are added to whatever was saved last: nothing that somebody else filled in meanwhile is lost by it.
async function changeEvidence(
  house: House,
  actor: Actor,
  caseId: string,
  change: (evidence: ClaimAnswers['evidence']) => ClaimAnswers['evidence'],
): Promise<void> {
  for (let tries = 3; ; tries -= 1) {
    const { claim, answers } = await readClaimFor(house, actor, 'save-claim', caseId)
    const evidence = change(answers.evidence)
    if (evidence === answers.evidence) return
    try {
      await saveClaim(house, actor, { caseId, version: claim.version, answers: { ...answers, evidence } })
      return
    } catch (error) {
      if (tries <= 1 || !(error instanceof RuleBroken) || error.code !== 'draft-changed') throw error
    }
  }
}
