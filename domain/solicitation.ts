import type { Role } from './actor.ts'
import type { OfficeHours } from './deadline.ts'
import type { Ladder } from './ladder.ts'

type Words = { readonly 'zh-CN': string; readonly en: string }

/** One place in a chain that signs, in order. `of` says whose role it is: the section that drafts or the authority. */
export type Seat = { readonly seat: string; readonly role: Role; readonly of: 'section' | 'authority'; readonly label: Words }

/** A step's period in working days, and what happens in its course. */
export type StepRules = { readonly workingDays: number; readonly ladder: Ladder }

/** What a policy pack sets for an opinion solicitation, with every parameter resolved. */
export type SolicitationRules = {
  readonly closeOfBusiness: string
  readonly officeHours: OfficeHours
  /** The shortest time, in working days, that must be left between the last signature and the deadline. */
  readonly minimumWorkingDays: number
  readonly signature: StepRules & { readonly seats: readonly Seat[] }
  readonly revision: StepRules
  readonly answer: {
    readonly ladder: Ladder
    /** The clause of the notice under which silence counts as no opinion, and the sentence that says so. */
    readonly silenceClause: string
    readonly silenceRule: Words
  }
  readonly disposition: StepRules
  readonly approval: StepRules & { readonly role: Role; readonly of: 'section' | 'authority'; readonly label: Words }
}

/** The steps of a solicitation, in their order. */
export const solicitationSteps = ['signature', 'revision', 'answer', 'disposition', 'approval', 'feedback'] as const
export type SolicitationStep = (typeof solicitationSteps)[number]
