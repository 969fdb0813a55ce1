import type { House } from '../acts/act.ts'
import { askedFacts, assessClaim, type ChildFact, type ClaimAnswers, childFacts } from '../acts/claim-facts.ts'
import { claimRulesOf, demandClaim, schemeOfCycle } from '../acts/claim-matter.ts'
import type { Actor, Language } from '../domain/actor.ts'
import type { ClaimPermission } from '../domain/can-claim.ts'
import type { Source, Words } from '../domain/procedure.ts'
import { NotFound, RuleBroken } from '../domain/refusal.ts'
import type { Fact, FactField, Only } from '../domain/scheme.ts'
import type { AssessmentAnswer } from '../policies/assess.ts'
import type { Reader } from '../records/database.ts'
import { type MyClaim, readMyClaim } from '../records/my-claims.ts'

/** A claim with its scheme, and what was filled in of it. */
export type ClaimAtHand = MyClaim & {
  readonly scheme: Awaited<ReturnType<typeof schemeOfCycle>>['scheme']
  readonly rules: ReturnType<typeof claimRulesOf>
  readonly answers: ClaimAnswers
  readonly children: readonly ChildFact[]
}

/** Reads a claim for whoever may do this with it. @throws NotFound; RuleBroken `not-in-this-state` */
export async function readClaimFor(
  { database }: House,
  actor: Actor,
  permission: ClaimPermission,
  caseId: string,
): Promise<ClaimAtHand> {
  const mine = await readMyClaim(database, caseId)
  await demandClaim(database, permission, actor, mine).catch(error => {
    // What cannot be seen yet is not there: a draft is its unit's own.
    throw permission === 'see-claim' && error instanceof RuleBroken ? new NotFound('claim') : error
  })
  return withScheme(database, mine)
}

export async function withScheme(reader: Reader, mine: MyClaim): Promise<ClaimAtHand> {
  const { cycle, claim } = mine
  const [{ scheme }, children] = await Promise.all([schemeOfCycle(reader, cycle), childFacts(reader, claim.case_id)])
  return { ...mine, scheme, rules: claimRulesOf(cycle), answers: claim.answers as ClaimAnswers, children }
}

/** What the scheme says to these facts and children: those of the claim, where nothing else is said. */
export const assessAtHand = (
  { scheme, filing, round, rules, answers, children }: ClaimAtHand,
  over: { readonly facts?: ClaimAnswers['facts']; readonly children?: readonly ChildFact[] } = {},
): AssessmentAnswer =>
  assessClaim({
    scheme,
    filing,
    year: round.year,
    readings: rules.readings,
    facts: over.facts ?? answers.facts,
    children: over.children ?? children,
  })

/** What is not asked under the readings of the round. */
const isOut = ({ rules }: ClaimAtHand, only: Only | null): boolean =>
  only !== null && !only.is.includes(rules.readings[only.reading] ?? '')

/** The facts that the applicant is asked for under the readings of the round. */
export function factsAsked(at: ClaimAtHand): readonly Fact[] {
  const names = askedFacts(at.scheme)
  return at.scheme.facts.filter(({ name, only }) => names.includes(name) && !isOut(at, only))
}

/** The fields of the records of a list that are asked for. */
export const fieldsAsked = (at: ClaimAtHand, fields: readonly FactField[]): readonly FactField[] =>
  fields.filter(({ only }) => !isOut(at, only))

/** Whether the scheme asks for a roll of children. */
export const asksRoll = ({ scheme }: ClaimAtHand): boolean =>
  scheme.facts.some(({ name, type }) => name === 'children' && type === 'list')

export const say = (words: Words, language: Language): string => (language === 'en' ? words.en : words.zh)

/** A source as pages name it: the clause or the document; null where it was set here. */
export const sourceName = (source: Source): string | null =>
  'clause' in source ? source.clause : 'document' in source ? source.document : null
