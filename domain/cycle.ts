/** The states of a solicitation cycle, in the order in which it passes through them. */
export const cycleStates = [
  'draft',
  'signing',
  'revising',
  'going-out',
  'open',
  'disposing',
  'approving',
  'feeding-back',
  'finished',
  'withdrawn',
] as const

/** The states of a round of claims; `settling`: no more is taken, what was is decided and paid. */
export const roundStates = [
  'draft',
  'signing',
  'revising',
  'going-out',
  'open',
  'settling',
  'finished',
  'withdrawn',
] as const
export type RoundState = (typeof roundStates)[number]
export type CycleState = (typeof cycleStates)[number] | RoundState

/** Whom the draft goes to. A copy (抄送) is for information: no answer is wanted. */
export type Addressee = { readonly unitId: string; readonly mandatory: boolean; readonly copy: boolean }

/** Until when answers are taken: a date, or so many working days counted from the last signature. */
export type AnswerDeadline =
  | { readonly kind: 'on'; readonly on: string; readonly closeOfBusiness: string }
  | { readonly kind: 'working-days'; readonly count: number; readonly closeOfBusiness: string }

/** What the officer chose for one cycle; kept on its row from the first draft on. */
export type CycleSettings = {
  readonly deadline: AnswerDeadline | null
  /** What becomes of a date on a rest day; null: what the pack says. */
  readonly restDay: 'keep' | 'next' | null
  readonly contact: { readonly name: string; readonly phone: string } | null
  /** Document number as it will be printed; null: none. */
  readonly documentNumber: string | null
  /** Values for parameters that the pack leaves to the launch, by name. */
  readonly parameters: Readonly<Record<string, unknown>>
}

export const emptySettings: CycleSettings = {
  deadline: null,
  restDay: null,
  contact: null,
  documentNumber: null,
  parameters: {},
}

/** One opinion as an addressee gives it: what, on which clause, with which wording instead, and why. */
export type OpinionEntry = {
  readonly anchor: string
  readonly text: string
  readonly wording: string
  readonly reason: string
  readonly files: readonly string[]
}

export type Answer =
  | { readonly kind: 'no-opinion' }
  | { readonly kind: 'opinions'; readonly opinions: readonly OpinionEntry[] }

/** An answer has at most so many opinions, and each of their texts so many characters. */
export const mostOpinions = 200
export const mostOpinionLength = 10_000

/** How an answer came in. All but `online` are recorded by an officer (代录). */
export const answerChannels = ['online', 'office-platform', 'paper', 'phone', 'mail', 'chat'] as const
export type AnswerChannel = (typeof answerChannels)[number]

export type Verdict = 'adopted' | 'partly' | 'rejected'

/** The workflow and lock scope of a cycle. */
export const cycleScope = (cycleId: string): string => `cycle:${cycleId}`
