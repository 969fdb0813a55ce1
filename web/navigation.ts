import type { Role } from '../domain/actor.ts'
import { paths } from './paths.ts'

export type Section =
  | 'workbench'
  | 'signing'
  | 'solicitations'
  | 'rounds'
  | 'claims'
  | 'account'
  | 'review'
  | 'lists'
  | 'payouts'
  | 'payees'
  | 'letters'
  | 'overdue'
  | 'messages'
  | 'units'
  | 'people'
  | 'health'
  | 'audit'

// In the order of the navigation. Messages are everybody's.
const sectionsOf: readonly (readonly [Section, readonly Role[]])[] = [
  ['signing', ['section-head', 'leader', 'approver']],
  ['workbench', ['officer', 'reviewer', 'finance']],
  ['claims', ['applicant']],
  ['account', ['applicant']],
  ['review', ['reviewer']],
  ['payouts', ['finance']],
  ['payees', ['finance']],
  ['solicitations', ['officer', 'section-head', 'leader', 'reviewer', 'approver']],
  ['rounds', ['officer', 'section-head', 'leader', 'reviewer', 'approver', 'finance']],
  ['letters', ['contact', 'head']],
  ['overdue', ['supervisor', 'head', 'leader', 'section-head']],
  ['lists', ['officer', 'approver']],
  ['units', ['system-admin']],
  ['people', ['system-admin', 'security-admin']],
  ['health', ['system-admin', 'security-admin', 'supervisor']],
  ['audit', ['auditor', 'security-admin']],
  // Who oversees others begins with what is overdue or was done, not with rounds.
  ['rounds', ['supervisor', 'auditor']],
]

/** What somebody with these roles finds in the main navigation: at most five entries, the first is the start page. */
export function navigation(roles: readonly Role[]): readonly { readonly section: Section; readonly href: string }[] {
  const own = sectionsOf.filter(([, whose]) => whose.some(role => roles.includes(role))).map(([section]) => section)
  return [...[...new Set(own)].slice(0, 4), 'messages' as const].map(section => ({ section, href: paths[section] }))
}
