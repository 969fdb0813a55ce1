import type { NamedOption } from '../domain/scheme.ts'
import type { Reader } from '../records/database.ts'
import { type AssessmentGround, type ClaimAnswers, childFacts } from './claim-facts.ts'
import type { LockedClaim } from './claim-matter.ts'

/** A kind of class whose headcount is another than the number of its children in the roll. */
export interface RollGap {
  readonly fact: string
  readonly label: NamedOption['label']
  readonly counted: number
  readonly heads: number
  /** More is missing in the roll than when it was applied for: children were cut, and their money was not. */
  readonly wider: boolean
}

/** Compares what is found with the children who are counted; a claim without a roll has nothing to compare. */
export async function compareRoll(
  reader: Reader,
  claim: Pick<LockedClaim['claim'], 'case_id' | 'answers'>,
  { scheme, readings, facts, children }: AssessmentGround,
): Promise<RollGap[]> {
  const roll = await childFacts(reader, claim.case_id, [])
  if (roll.length === 0) return []
  const asked = (claim.answers as ClaimAnswers).facts
  return scheme.facts.flatMap(fact => {
    if (fact.type !== 'list') return []
    const heads = fact.fields.find(({ name }) => name === 'heads')
    if (!heads || (heads.only && !heads.only.is.includes(readings[heads.only.reading] ?? ''))) return []
    const kinds = fact.fields.flatMap(each =>
      each.name === 'kind' && each.type === 'string' ? (each.options ?? []) : [],
    )
    return kinds.flatMap(({ value, label }): RollGap[] => {
      const counted = children.filter(({ classKind }) => classKind === value).length
      const inRoll = roll.filter(({ classKind }) => classKind === value).length
      const found = headsOf(facts[fact.name], value)
      if (found === counted) return []
      const wider = found - counted > Math.max(0, headsOf(asked[fact.name], value) - inRoll)
      return [{ fact: fact.name, label, counted, heads: found, wider }]
    })
  })
}

const headsOf = (rows: unknown, kind: string): number =>
  Array.isArray(rows)
    ? (rows as Record<string, unknown>[])
        .filter(row => row.kind === kind)
        .reduce((sum, { heads }) => sum + (typeof heads === 'number' ? heads : 0), 0)
    : 0
