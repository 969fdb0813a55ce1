import type { ClaimCourseParameters } from './claim-rules.ts'
import type { UnitLevel } from './policy-pack.ts'
import type { Parameter, Period, Seat, Source, Words } from './procedure.ts'

/** Where a fact comes from: what the applicant fills in, a register, or what a reviewer found. */
export const factOrigins = ['form', 'register', 'reviewed'] as const
export type FactOrigin = (typeof factOrigins)[number]

/** `fen` is money; other units are words that stand behind the number. */
export type FactUnit = 'fen' | Words

/** A code that a fact or a reading may have, in words. */
export type NamedOption = { readonly value: string; readonly label: Words }

/** Asked only where a reading has one of these values. */
export type Only = { readonly reading: string; readonly is: readonly string[] }

/** A name is ASCII, as expressions use it; its meaning is what people read. */
type Named = { readonly name: string; readonly meaning: Words }

/** What a single value may be. Outside its range it is refused, never clamped. */
type ScalarKind =
  | { readonly type: 'int'; readonly min: number; readonly max: number; readonly unit: FactUnit | null }
  | {
      readonly type: 'string'
      /** A sequence of character classes such as `^[A-Z]{2}-[0-9]{1,6}$`; null: any one line of 100 characters. */
      readonly pattern: string | null
      readonly format: 'credit-code' | null
      readonly options: readonly NamedOption[] | null
    }
  | { readonly type: 'date'; readonly from: string | null; readonly until: string | null }
  | { readonly type: 'bool' }

/** A field of the records of a list. `unique`: no two records have the same. */
export type FactField = Named &
  ScalarKind & { readonly only: Only | null; readonly optional: boolean; readonly unique: boolean }

export type ScalarFact = Named &
  ScalarKind & { readonly origin: FactOrigin; readonly only: Only | null; readonly optional: boolean }

export type ListFact = Named & {
  readonly type: 'list'
  readonly origin: FactOrigin
  readonly only: Only | null
  readonly optional: boolean
  readonly minItems: number
  readonly maxItems: number
  readonly fields: readonly FactField[]
}

/** What is asked before an amount can be said. Optional facts are for warnings and checks only. */
export type Fact = ScalarFact | ListFact

/** How a rule that divides treats fractions: division cuts off towards zero. */
export type Rounding = { readonly label: Words; readonly source: Source }

/** A quantity worked out from what stands before it: `is` is CEL. */
export type DerivedFact = Named & {
  readonly type: 'int' | 'string' | 'date' | 'bool'
  readonly unit: FactUnit | null
  readonly is: string
  readonly rounding: Rounding | null
  readonly only: Only | null
}

/** A figure of the document or set here, with its source: a rate, a threshold, a first day. */
export type SchemeParameter = Named & {
  readonly type: 'int' | 'string' | 'date' | 'bool'
  readonly unit: FactUnit | null
  readonly set: Parameter<number | string | boolean>
}

/** A reading (口径): what the document leaves open, to be chosen at the launch where nobody has set it. */
export type Reading = {
  readonly name: string
  readonly question: Words
  /** The clause that leaves it open, where one does. */
  readonly clause: string | null
  readonly options: readonly (NamedOption & { readonly example: Words | null })[]
  readonly only: Only | null
  readonly set: Parameter<string>
}

/** What facts must be to each other. `fact` is what is named where it does not hold: `places`, or `classes.heads`. */
export type FactCheck = { readonly fact: string; readonly holds: string; readonly words: Words }

/** Where `holds` is false the claim is refused (or, of a warning, answered by a reviewer). `each`: of every record. */
export type Condition = {
  readonly id: string
  readonly holds: string
  readonly each: string | null
  readonly source: Source
  readonly words: Words
}

/** What counts is when the fact occurred: a date, a year, or a date of every record (`paid.completedOn`). */
export type Occurrence = {
  readonly fact: string
  readonly from: Parameter<string>
  readonly until: Parameter<string>
  readonly words: Words
}

/** A part of the amount: `fen` is CEL and not negative. The amount is the sum of its lines. */
export type AmountLine = {
  readonly id: string
  readonly label: Words
  readonly fen: string
  readonly source: Source
  readonly rounding: Rounding | null
}

/** The amount is never more than `atMost`; what goes beyond is a line of its own in the working. */
export type AmountLimit = {
  readonly id: string
  readonly label: Words
  readonly atMost: string
  readonly source: Source
}

export type Evidence = {
  readonly id: string
  readonly label: Words
  readonly required: boolean
  readonly source: Source
}

/** What may be had once: `key` is CEL text. Two claims with the same key are never both granted. */
export type OnceKey = {
  readonly id: string
  readonly meaning: Words
  readonly key: string
  readonly each: string | null
  readonly only: Only | null
}

/**
 * Where a fact of a share comes from: the payment itself, a fact that was granted (a date or a text), or the sum of a field
 * over a granted list (`classes.heads`), of all records or of those `where` a field is one of these.
 */
export type ShareSource =
  | { readonly payment: 'key' | 'amountFen' | 'county' | 'year' }
  | { readonly fact: string }
  | { readonly sum: string; readonly where: { readonly field: string; readonly is: readonly string[] } | null }

export const budgetOrders = ['first-approved', 'by-rank', 'pro-rata'] as const

/** A subsidy as a document has it. Expressions are CEL over its facts, derived facts, parameters and readings. */
export type Scheme = {
  readonly id: string
  readonly title: Words
  readonly payer: { readonly level: UnitLevel; readonly label: Words; readonly source: Source }
  /** Null where the document does not say and a reading does. */
  readonly paidTo: Words | null
  readonly per: Words
  readonly occurrence: Occurrence | null
  readonly facts: readonly Fact[]
  readonly derived: readonly DerivedFact[]
  readonly parameters: readonly SchemeParameter[]
  readonly readings: readonly Reading[]
  readonly checks: readonly FactCheck[]
  readonly conditions: readonly Condition[]
  readonly warnings: readonly Condition[]
  readonly amount: readonly AmountLine[]
  readonly limits: readonly AmountLimit[]
  readonly evidence: readonly Evidence[]
  readonly onceKeys: readonly OnceKey[]
  readonly reviewers: Parameter<readonly Seat[]>
  /** Who signs a round, and the periods and ladders of its claims. */
  readonly course: ClaimCourseParameters
  readonly publicNotice: Parameter<Period>
  readonly budgetOrder: Parameter<(typeof budgetOrders)[number]>
  /**
   * A share of what another scheme of the pack paid: `fact` is the list of its payments. `year`: the granted fact (a year or
   * a date) whose year the share belongs to; null: the year of the round. `facts`: what this scheme asks, and whence it comes.
   */
  readonly derivedFrom: {
    readonly scheme: string
    readonly fact: string
    readonly year: string | null
    readonly facts: Readonly<Record<string, ShareSource>>
  } | null
}

/** A draft (征求意见稿) is assessed and rehearsed, never paid. */
export const mayBePaid = ({ status }: { readonly status: 'draft' | 'in-force' | 'ended' }): boolean =>
  status !== 'draft'

/** A scheme of a pack by its id, with or without the pack's before it: `operation`, `pack.operation`. */
export const schemeOf = (
  pack: { readonly id: string; readonly schemes: readonly Scheme[] },
  id: string,
): Scheme | undefined => pack.schemes.find(scheme => scheme.id === id || `${pack.id}.${scheme.id}` === id)
