import { canonical } from '../acts/act.ts'
import { assessClaim, reviewedFacts } from '../acts/claim-facts.ts'
import { compareRoll } from '../acts/compare-roll.ts'
import { checkPlainText } from '../acts/plain-text.ts'
import { aboveAsked, type Finding, findingGround, rollError } from '../acts/review-claim.ts'
import type { Language } from '../domain/actor.ts'
import type { FieldError } from '../domain/refusal.ts'
import type { Fact } from '../domain/scheme.ts'
import type { Assessment } from '../policies/assess.ts'
import type { Reader } from '../records/database.ts'
import type { ChildView, FindingView } from '../web/pages/review-view.ts'
import { say } from './claim-at-hand.ts'
import { factsTyped, saidBy } from './claim-fields.ts'
import { type Form, field, fields } from './form-body.ts'
import type { ReviewAtHand } from './review-access.ts'

/** What a reviewer has typed so far. */
export type FindingTyped = {
  readonly facts: Readonly<Record<string, unknown>>
  readonly cuts: ReadonlyMap<number, string>
  readonly reason: string
  readonly clause: string
}

/** The facts that a reviewer may find otherwise, under the readings of the round. */
export function factsToReview({ scheme, filing, round, rules }: ReviewAtHand): readonly Fact[] {
  const names = reviewedFacts(scheme, filing, round.year)
  return scheme.facts.filter(
    ({ name, only }) => names.includes(name) && (!only || only.is.includes(rules.readings[only.reading] ?? '')),
  )
}

/** As the applicant said it, with the children that were cut before. */
export const asAsked = (at: ReviewAtHand, children: readonly ChildView[]): FindingTyped => ({
  facts: at.answers.facts,
  cuts: new Map(children.flatMap(({ position, counted, reason }) => (counted ? [] : [[position, reason] as const]))),
  reason: '',
  clause: '',
})

export function findingIn(at: ReviewAtHand, form: Form): FindingTyped {
  const cut = fields(form, 'cut').filter(text => /^\d{1,4}$/.test(text))
  return {
    facts: { ...at.answers.facts, ...factsTyped(at, factsToReview(at), form) },
    cuts: new Map(cut.map(text => [Number(text), field(form, `cutReason.${text}`)])),
    reason: field(form, 'reason'),
    clause: field(form, 'clause'),
  }
}

/** What the act takes: only what is otherwise than the applicant said. */
export function findingOf(at: ReviewAtHand, typed: FindingTyped): Finding {
  const changed = factsToReview(at).flatMap(({ name }) =>
    canonical(typed.facts[name] ?? null) === canonical(at.answers.facts[name] ?? null)
      ? []
      : [[name, typed.facts[name]] as const],
  )
  return {
    facts: Object.fromEntries(changed),
    cutChildren: [...typed.cuts].map(([position, reason]) => ({ position, reason })),
    verdict: 'support',
    reason: typed.reason,
    clause: typed.clause,
  }
}

/** What would be granted by what was found, before it is decided; `gaps`: classes of which the roll says another number. */
export async function assessFinding(
  reader: Reader,
  at: ReviewAtHand,
  typed: FindingTyped,
  language: Language,
): Promise<{ assessment: Assessment | null; errors: FieldError[]; gaps: FindingView['gaps'] }> {
  const finding = findingOf(at, typed)
  const ground = await findingGround(reader, at, at.scheme, finding)
  const reasons = [...typed.cuts].flatMap(([position, reason]) =>
    checkPlainText(`cutReason.${position}`, reason, { required: true, longest: 500 }),
  )
  const answer = assessClaim(ground)
  if (!answer.ok)
    return { assessment: null, errors: [...answer.problems.map(one => saidBy(one, language)), ...reasons], gaps: [] }
  const { assessment } = answer
  const gaps = await compareRoll(reader, at.claim, ground)
  const errors = [
    ...gaps.filter(({ wider }) => wider).map(gap => rollError(gap, say(gap.label, language))),
    ...aboveAsked(at.claim, finding, assessment.amountFen),
    ...reasons,
  ]
  return {
    assessment,
    errors,
    gaps: gaps.map(({ label, counted, heads }) => ({ kind: say(label, language), counted, heads })),
  }
}

/** Errors by the fields of the form: children by their place in the roll. */
export const byField = (typed: FindingTyped, errors: readonly FieldError[]): FieldError[] =>
  errors.map(error => {
    const [, index] = /^cutChildren\.(\d+)\./.exec(error.field) ?? []
    return index === undefined ? error : { ...error, field: `cutReason.${[...typed.cuts.keys()][Number(index)]}` }
  })
