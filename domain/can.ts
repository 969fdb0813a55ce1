import type { Role } from './actor.ts'
import { type CycleState, cycleStates, roundStates } from './cycle.ts'

/**
 * How somebody stands to the matter.
 *
 * - `launching-unit`: acts for the cycle's unit or its section
 * - `addressed-unit`: acts for the unit of the case
 * - `task-seat`: the open task is theirs: named person, or role and unit
 * - `task-unit`: acts for the unit that has the task
 * - `line`: supervises the cycle's unit (the same authority or one above it)
 * - `house`: no relation is asked for (administration)
 */
export type Relation = 'launching-unit' | 'addressed-unit' | 'task-seat' | 'task-unit' | 'line' | 'house'

type Rule = {
  readonly roles: readonly Role[] | 'any'
  readonly relation: Relation
  readonly states: readonly CycleState[] | 'any'
}

const launched: readonly CycleState[] = [
  'open',
  'settling',
  'disposing',
  'approving',
  'feeding-back',
  'finished',
  'withdrawn',
]
const running: readonly CycleState[] = ['going-out', 'open', 'settling', 'disposing', 'approving']
const handedOut: readonly CycleState[] = [...cycleStates, ...roundStates].filter(state => state !== 'draft')
const internal: readonly Role[] = ['officer', 'section-head', 'leader', 'approver', 'head', 'finance', 'reviewer']

/** Who may do what to a cycle in which state: the one table, for pages, JSON, files and exports. */
export const permissions = {
  'draft-cycle': [{ roles: ['officer'], relation: 'launching-unit', states: ['draft', 'revising'] }],
  'submit-for-signature': [{ roles: ['officer'], relation: 'launching-unit', states: ['draft', 'revising'] }],
  sign: [{ roles: 'any', relation: 'task-seat', states: ['signing'] }],
  'return-for-revision': [{ roles: 'any', relation: 'task-seat', states: ['signing'] }],
  withdraw: [
    {
      roles: ['officer', 'leader'],
      relation: 'launching-unit',
      states: ['signing', 'revising', 'going-out', 'open', 'disposing'],
    },
  ],
  extend: [{ roles: ['officer'], relation: 'launching-unit', states: ['open'] }],
  'close-early': [{ roles: ['officer'], relation: 'launching-unit', states: ['open'] }],
  urge: [
    { roles: ['officer'], relation: 'launching-unit', states: running },
    { roles: ['supervisor'], relation: 'line', states: ['signing', 'revising', ...running] },
  ],
  'sign-for': [{ roles: ['contact', 'head'], relation: 'addressed-unit', states: ['open', 'disposing', 'approving'] }],
  'save-answer-draft': [
    { roles: ['contact', 'head'], relation: 'addressed-unit', states: ['open', 'disposing', 'approving'] },
  ],
  answer: [{ roles: ['contact', 'head'], relation: 'addressed-unit', states: ['open', 'disposing', 'approving'] }],
  'record-answer': [{ roles: ['officer'], relation: 'launching-unit', states: ['open', 'disposing', 'approving'] }],
  'note-phone-call': [{ roles: ['officer'], relation: 'launching-unit', states: ['open', 'disposing', 'approving'] }],
  'correct-address': [{ roles: ['officer'], relation: 'launching-unit', states: ['open', 'disposing', 'approving'] }],
  'count-late': [{ roles: ['officer'], relation: 'launching-unit', states: ['open', 'disposing'] }],
  dispose: [{ roles: ['officer'], relation: 'launching-unit', states: ['disposing'] }],
  'note-consultation': [{ roles: ['officer'], relation: 'launching-unit', states: ['disposing'] }],
  'request-ruling': [{ roles: ['officer'], relation: 'launching-unit', states: ['disposing'] }],
  'record-ruling': [{ roles: ['officer'], relation: 'launching-unit', states: ['disposing'] }],
  'submit-table': [{ roles: ['officer'], relation: 'launching-unit', states: ['disposing'] }],
  'approve-table': [{ roles: 'any', relation: 'task-seat', states: ['approving'] }],
  'return-table': [{ roles: 'any', relation: 'task-seat', states: ['approving'] }],
  release: [{ roles: ['supervisor'], relation: 'line', states: ['signing', 'revising', ...running] }],
  'hold-back': [{ roles: ['supervisor'], relation: 'line', states: ['signing', 'revising', ...running] }],
  reassign: [{ roles: ['supervisor'], relation: 'line', states: ['signing', 'revising', ...running] }],
  'see-cycle': [
    { roles: internal, relation: 'launching-unit', states: 'any' },
    { roles: 'any', relation: 'task-seat', states: 'any' },
    { roles: ['supervisor', 'auditor'], relation: 'line', states: handedOut },
  ],
  'see-case': [{ roles: ['contact', 'head'], relation: 'addressed-unit', states: launched }],
  'see-step': [
    { roles: internal, relation: 'launching-unit', states: 'any' },
    { roles: ['head'], relation: 'task-unit', states: launched },
    { roles: ['supervisor', 'auditor'], relation: 'line', states: handedOut },
  ],
} as const satisfies Record<string, readonly Rule[]>

export type Permission = keyof typeof permissions

/** Whether somebody with these roles, standing so to the matter, may do this while the cycle is in this state. */
export function can(
  permission: Permission,
  { roles, relations, state }: { roles: readonly Role[]; relations: ReadonlySet<Relation>; state: CycleState },
): boolean {
  return permissions[permission].some(
    (rule: Rule) =>
      relations.has(rule.relation) &&
      (rule.roles === 'any' || rule.roles.some(role => roles.includes(role))) &&
      (rule.states === 'any' || rule.states.includes(state)),
  )
}

/** What administrators keep in order; none of it decides anybody's matter. */
export const administration = {
  'manage-units': ['system-admin'],
  'manage-people': ['system-admin'],
  'manage-accounts': ['system-admin', 'security-admin'],
  'manage-calendar': ['system-admin', 'supervisor'],
  'see-health': ['system-admin', 'security-admin', 'supervisor'],
  'see-audit': ['auditor', 'security-admin'],
  'see-overdue': ['supervisor', 'head', 'leader', 'section-head'],
  'launch-cycle': ['officer'],
} as const satisfies Record<string, readonly Role[]>

/** Whether somebody works on rounds for an office, and not only answers and applies to one. */
export const worksOnRounds = (roles: readonly Role[]): boolean =>
  roles.some(role => role !== 'contact' && role !== 'applicant')

export const canAdminister = (permission: keyof typeof administration, roles: readonly Role[]): boolean =>
  administration[permission].some(role => roles.includes(role))
