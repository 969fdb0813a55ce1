import type { Role } from './actor.ts'
import { type ClaimState, claimStates, endedClaimStates } from './claim.ts'

/**
 * How somebody stands to a claim.
 *
 * - `launching-unit`: acts for the unit that launched the round, or its section
 * - `applicant-unit`: acts for the unit that applies
 * - `task-seat`: the open task of the claim is theirs: named person, or role and unit
 * - `line`: supervises the launching unit
 */
export type ClaimRelation = 'launching-unit' | 'applicant-unit' | 'task-seat' | 'line'

type Rule = {
  readonly roles: readonly Role[] | 'any'
  readonly relation: ClaimRelation
  readonly states: readonly ClaimState[]
}

const applicants: readonly Role[] = ['contact', 'head', 'applicant']
const internal: readonly Role[] = ['officer', 'section-head', 'leader', 'reviewer', 'approver', 'head', 'finance']
const handedIn = claimStates.filter(state => state !== 'draft')
const running = handedIn.filter(state => !endedClaimStates.includes(state))

/** Who may do what to a claim in which state: the one table of claims, for pages, JSON, files and exports. */
export const claimPermissions = {
  'save-claim': [{ roles: applicants, relation: 'applicant-unit', states: ['draft', 'correcting'] }],
  'add-evidence': [{ roles: applicants, relation: 'applicant-unit', states: ['draft', 'correcting', 'supplementing'] }],
  'submit-claim': [{ roles: applicants, relation: 'applicant-unit', states: ['draft'] }],
  'mend-claim': [{ roles: applicants, relation: 'applicant-unit', states: ['correcting'] }],
  'give-supplement': [{ roles: applicants, relation: 'applicant-unit', states: ['supplementing'] }],
  'withdraw-claim': [
    {
      roles: applicants,
      relation: 'applicant-unit',
      states: [
        'draft',
        'submitted',
        'correcting',
        'accepted',
        'supplementing',
        'reviewed',
        'waiting',
        'committed',
        'listed',
      ],
    },
  ],
  'object-to-cut': [{ roles: applicants, relation: 'applicant-unit', states: ['reviewed'] }],
  'decide-acceptance': [{ roles: ['officer'], relation: 'launching-unit', states: ['submitted'] }],
  'declare-interest': [
    { roles: ['officer', 'reviewer', 'approver', 'leader'], relation: 'launching-unit', states: running },
    { roles: 'any', relation: 'task-seat', states: running },
  ],
  'review-claim': [{ roles: 'any', relation: 'task-seat', states: ['accepted'] }],
  'decide-claim': [{ roles: 'any', relation: 'task-seat', states: ['reviewed'] }],
  'record-service': [{ roles: ['officer'], relation: 'launching-unit', states: ['not-accepted', 'refused'] }],
  'see-claim': [
    { roles: applicants, relation: 'applicant-unit', states: claimStates },
    { roles: internal, relation: 'launching-unit', states: handedIn },
    { roles: 'any', relation: 'task-seat', states: handedIn },
    { roles: ['supervisor', 'auditor'], relation: 'line', states: handedIn },
  ],
} as const satisfies Record<string, readonly Rule[]>

export type ClaimPermission = keyof typeof claimPermissions

/** Whether somebody with these roles, standing so to the claim, may do this while it is in this state. */
export const canClaim = (
  permission: ClaimPermission,
  {
    roles,
    relations,
    state,
  }: { roles: readonly Role[]; relations: ReadonlySet<ClaimRelation>; state: ClaimState | 'any' },
): boolean =>
  claimPermissions[permission].some(
    (rule: Rule) =>
      relations.has(rule.relation) &&
      (rule.roles === 'any' || rule.roles.some(role => roles.includes(role))) &&
      (state === 'any' || rule.states.includes(state)),
  )
