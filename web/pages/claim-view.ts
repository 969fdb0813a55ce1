import type { FieldError } from '../../domain/refusal.ts'
import type { WorkingLine } from '../pieces/workings.tsx'

/** A fact as a form asks for it. */
export type ClaimField = {
  /** `facts.countedOn`, `facts.classes.1.heads` */
  readonly name: string
  readonly label: string
  readonly kind: 'text' | 'number' | 'money' | 'date' | 'bool' | 'choice'
  readonly unit: string
  readonly range: { readonly least: string; readonly most: string } | null
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly optional: boolean
  /** A reviewer finds it, whatever is said here. */
  readonly reviewed: boolean
}

/** What a scheme says to what was filled in. */
export type AmountView = {
  /** In fen, as a decimal number; null where it cannot be said yet. */
  readonly fen: string | null
  readonly lines: readonly WorkingLine[]
  readonly refusedBy: readonly { readonly words: string; readonly clause: string | null }[]
  readonly warnings: readonly string[]
  /** The readings of this round by which it was worked out. */
  readonly readings: readonly string[]
}

/** One page of the form. */
export type GroupView = { readonly key: string; readonly title: string; readonly href: string }

/** Something that is missing or wrong, and the page where it is mended. */
export type Gap = {
  readonly key: string
  readonly words: string
  readonly href: string
  /** It does not keep an application from being handed in. */
  readonly optional?: true
}

/** What has been named to be corrected (补正) or added (补充). */
export type NamedItem = {
  readonly id: string
  readonly item: string
  readonly text: string
  readonly clause: string | null
  /** The page of the form where it is mended; null where none was found. */
  readonly href: string | null
}

export type DraftConflictView = {
  readonly by: string
  readonly at: string
  /** What stands there now, each with its name; null where the page shows it anyway. */
  readonly theirs: readonly (readonly [name: string, value: string])[] | null
}

/** What every page of an application shows. */
export type ClaimFrame = {
  readonly caseId: string
  readonly title: string
  readonly issuer: string
  readonly dueAt: string
  readonly left: number
  readonly passed: boolean
  /** Mended after a request for corrections, not filled in for the first time. */
  readonly correcting: boolean
  readonly groups: readonly GroupView[]
  readonly current: string
  readonly amount: AmountView
  readonly gaps: readonly Gap[]
  readonly named: readonly NamedItem[]
  readonly version: number
  /** What the page's own part of the draft was when it was shown. */
  readonly was: string
  readonly savedAt: string
  readonly errors: readonly FieldError[]
  readonly conflict: DraftConflictView | null
}

export const claimPath = (caseId: string, rest = ''): string => `/claims/${caseId}${rest && `/${rest}`}`
