import { canonical, type House } from '../acts/act.ts'
import { saveClaim } from '../acts/save-claim.ts'
import type { Actor } from '../domain/actor.ts'
import { RuleBroken } from '../domain/refusal.ts'
import { type ClaimAtHand, readClaimFor } from './claim-at-hand.ts'
import { factsOfGroup, markOf, partOf } from './claim-groups.ts'

/**
 * Keeps what a page of the form says. Another page may have been saved meanwhile, and both stay; where the same page was,
 * nothing is overwritten.
 *
 * @param was the mark of the page's part when it was shown
 * @returns the claim as it is now; `conflict`: somebody else saved the same page, and this was not kept
 */
export async function saveGroup(
  house: House,
  actor: Actor,
  caseId: string,
  { key, was, part }: { key: string; was: string; part: Readonly<Record<string, unknown>> },
): Promise<{ at: ClaimAtHand; conflict: boolean }> {
  for (let tries = 3; ; tries -= 1) {
    const at = await readClaimFor(house, actor, 'save-claim', caseId)
    const there = partOf(at, key)
    if (canonical(there) === canonical(part)) return { at, conflict: false }
    if (markOf(there) !== was) return { at, conflict: true }
    const facts: Record<string, unknown> = { ...at.answers.facts }
    for (const { name } of factsOfGroup(at, key)) delete facts[name]
    try {
      const { version } = at.claim
      await saveClaim(house, actor, { caseId, version, answers: { ...at.answers, facts: { ...facts, ...part } } })
      return { at: await readClaimFor(house, actor, 'save-claim', caseId), conflict: false }
    } catch (error) {
      if (tries <= 1 || !(error instanceof RuleBroken) || error.code !== 'draft-changed') throw error
    }
  }
}
