/**
 * The states of a claim (奖补申报), in the order of its course.
 *
 * 收件 (`submitted`) is not 受理 (`accepted`). `waiting`: approved, but the appropriation does not reach; it stands in
 * order. `payable`: its public notice has run and nothing holds it.
 */
export const claimStates = [
  'draft',
  'submitted',
  'correcting',
  'accepted',
  'supplementing',
  'reviewed',
  'waiting',
  'committed',
  'listed',
  'payable',
  'in-payment',
  'paid',
  'not-accepted',
  'refused',
  'lapsed',
  'struck-out',
  'withdrawn',
] as const
export type ClaimState = (typeof claimStates)[number]

/** Nothing more comes of a claim in one of these. */
export const endedClaimStates: readonly ClaimState[] = [
  'paid',
  'not-accepted',
  'refused',
  'lapsed',
  'struck-out',
  'withdrawn',
]

/**
 * What may follow what. A returned payment takes `paid` or `in-payment` back to `payable`; an objection upheld takes
 * `listed` or `payable` back to `accepted`, or strikes it out.
 */
export const claimMoves: Readonly<Record<ClaimState, readonly ClaimState[]>> = {
  draft: ['submitted', 'withdrawn'],
  submitted: ['accepted', 'correcting', 'not-accepted', 'withdrawn'],
  correcting: ['submitted', 'lapsed', 'withdrawn'],
  accepted: ['supplementing', 'reviewed', 'withdrawn'],
  supplementing: ['accepted', 'withdrawn'],
  reviewed: ['accepted', 'waiting', 'committed', 'refused', 'withdrawn'],
  waiting: ['committed', 'withdrawn'],
  committed: ['listed', 'withdrawn'],
  listed: ['payable', 'accepted', 'struck-out', 'withdrawn'],
  payable: ['in-payment', 'accepted', 'struck-out'],
  'in-payment': ['paid', 'payable'],
  paid: ['payable'],
  'not-accepted': [],
  refused: [],
  lapsed: [],
  'struck-out': [],
  withdrawn: [],
}

export const canMove = (from: ClaimState, to: ClaimState): boolean => claimMoves[from].includes(to)

/**
 * One attempt at one payment. `unknown` (待财政确认) is asked about and never sent again; it ends as `paid`, `returned`, or
 * `never-received` by the word of the bank or, from two people, of the treasury. `frozen`: the bank named another amount
 * or payee, and people must look.
 */
export type PayoutState =
  | 'prepared'
  | 'submitting'
  | 'submitted'
  | 'unknown'
  | 'paid'
  | 'returned'
  | 'never-received'
  | 'frozen'
  | 'void'

/** The accounts of a round's ledger. */
export type LedgerAccount =
  | 'appropriation'
  | 'available'
  | 'committed'
  | 'in-payment'
  | 'paid'
  | 'returned'
  | 'treasury'

/** Once for ever: the key of a payment is its case, instalment and attempt. It goes to the bank. */
export const payoutKey = (claimNumber: string, instalment: number, attempt: number): string =>
  `${claimNumber}-${instalment}-${attempt}`
