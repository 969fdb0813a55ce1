/** What the launching unit and another one came to about an opinion on that unit's own duties (协商). */
export const consultationResults = ['agreed', 'not-agreed'] as const
export type ConsultationResult = (typeof consultationResults)[number]

/** What a superior found (裁定): the rejection stands, or the unit is right and the disposition has to change. */
export const rulingFindings = ['upheld', 'overruled'] as const
export type RulingFinding = (typeof rulingFindings)[number]

/** The last word in a dispute settles it, or does not. */
export const settles = (word: ConsultationResult | RulingFinding | null): boolean =>
  word === 'agreed' || word === 'upheld'

export type DisputeEntry =
  | {
      readonly kind: 'consultation'
      readonly id: string
      readonly heldOn: string
      readonly spokeWith: string
      readonly text: string
      readonly result: ConsultationResult
      readonly by: string
    }
  | {
      readonly kind: 'ruling'
      readonly id: string
      readonly askedOf: string
      readonly about: string
      readonly requestedAt: string
      readonly requestedBy: string
      readonly ruled: {
        readonly on: string
        readonly finding: RulingFinding
        readonly text: string
        readonly by: string
      } | null
    }

/** What stands between the launching unit and another one on one clause. */
export type Dispute = {
  readonly anchor: string
  readonly unitName: string
  /** One of the unit's opinions on the clause, to note things by. */
  readonly opinionId: string
  /** A rejected opinion makes it needed before the table can be sent. */
  readonly needed: boolean
  readonly lastWord: ConsultationResult | RulingFinding | null
  /** In the order in which they came. */
  readonly entries: readonly DisputeEntry[]
}
