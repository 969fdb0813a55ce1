/** What somebody may be within a unit, in the order in which pages list them. */
export const roles = [
  'officer',
  'section-head',
  'leader',
  'reviewer',
  'approver',
  'finance',
  'supervisor',
  'contact',
  'head',
  'applicant',
  'expert',
  'system-admin',
  'security-admin',
  'auditor',
] as const

export type Role = (typeof roles)[number]

export type Language = 'zh-CN' | 'en'

/** A unit that a person belongs to now, with everything the person is there. */
export type ActingUnit = { readonly unitId: string; readonly unitName: string; readonly roles: readonly Role[] }

/**
 * Who asks or acts, for one unit at a time.
 *
 * `roles` are those held in the unit acted for; `memberships` lists every unit that the person could act for today.
 */
export type Actor = {
  readonly personId: string
  readonly personName: string
  readonly unitId: string
  readonly unitName: string
  readonly roles: readonly Role[]
  readonly memberships: readonly ActingUnit[]
  readonly language: Language
  /** An invented person of the demonstration: pages mark it. */
  readonly demo: boolean
}
