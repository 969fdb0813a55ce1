import type { Role } from './actor.ts'
import type { PayoutState } from './claim.ts'

/**
 * How somebody stands to a round's money.
 *
 * - `launching-unit`: acts for the unit that launched the round, or its section
 * - `purse`: acts for that unit or one beside it (the finance bureau)
 * - `payee-unit`: acts for the unit that is to be paid
 * - `line`: supervises the launching unit
 * - `above`: acts for a city's own unit above the launching county, or one beside that (it owes the county its share)
 */
export type MoneyRelation = 'launching-unit' | 'purse' | 'payee-unit' | 'line' | 'above'

/** The states of what an act is about: a public notice, an objection, an account, a batch, a payment. */
export type ListState = 'draft' | 'approved' | 'running' | 'ended' | 'void'
export type BatchState = 'made' | 'released' | 'closed' | 'void'
export type MoneyState =
  | 'round'
  | `list-${ListState}`
  | 'objection-open'
  | 'objection-answered'
  | 'account-proposed'
  | 'account-confirmed'
  | 'account-replaced'
  | `batch-${BatchState}`
  | `payout-${PayoutState}`

type Rule = {
  readonly roles: readonly Role[]
  readonly relation: MoneyRelation
  readonly states: readonly MoneyState[] | 'any'
}

const releasers: readonly Role[] = ['finance', 'approver', 'leader']
const internal: readonly Role[] = ['officer', 'section-head', 'leader', 'reviewer', 'approver', 'head', 'finance']

/** Who may do what with a round's lists, objections, accounts, batches and payments: the one table of money. */
export const moneyPermissions = {
  'add-appropriation': [
    { roles: ['officer', 'leader'], relation: 'launching-unit', states: ['round'] },
    { roles: ['finance'], relation: 'purse', states: ['round'] },
  ],
  'make-list': [{ roles: ['officer'], relation: 'launching-unit', states: ['round'] }],
  'discard-list': [{ roles: ['officer'], relation: 'launching-unit', states: ['list-draft'] }],
  'approve-list': [{ roles: ['leader', 'approver'], relation: 'launching-unit', states: ['list-draft'] }],
  'see-list': [
    { roles: internal, relation: 'launching-unit', states: 'any' },
    { roles: ['finance'], relation: 'purse', states: 'any' },
    { roles: ['supervisor', 'auditor'], relation: 'line', states: 'any' },
  ],
  'record-website': [
    { roles: ['officer'], relation: 'launching-unit', states: ['list-approved', 'list-running', 'list-ended'] },
  ],
  'record-objection': [{ roles: ['officer'], relation: 'launching-unit', states: ['list-running'] }],
  'answer-objection': [
    { roles: ['officer', 'section-head', 'approver'], relation: 'launching-unit', states: ['objection-open'] },
  ],
  'open-objector': [
    {
      roles: ['officer', 'section-head', 'approver'],
      relation: 'launching-unit',
      states: ['objection-open', 'objection-answered'],
    },
  ],
  'state-on-objection': [
    { roles: ['contact', 'head', 'applicant'], relation: 'payee-unit', states: ['objection-open'] },
  ],
  'propose-account': [
    { roles: ['contact', 'head', 'applicant'], relation: 'payee-unit', states: 'any' },
    { roles: ['finance'], relation: 'purse', states: 'any' },
  ],
  'confirm-account': [{ roles: ['finance'], relation: 'purse', states: ['account-proposed'] }],
  'make-batch': [{ roles: ['finance'], relation: 'purse', states: ['round'] }],
  'release-batch': [{ roles: releasers, relation: 'purse', states: ['batch-made'] }],
  'void-batch': [{ roles: ['finance'], relation: 'purse', states: ['batch-made'] }],
  'export-batch': [{ roles: ['finance'], relation: 'purse', states: ['batch-released'] }],
  'record-receipts': [{ roles: ['finance'], relation: 'purse', states: ['round'] }],
  'confirm-never-received': [{ roles: releasers, relation: 'purse', states: ['payout-submitted', 'payout-unknown'] }],
  'ask-again': [
    { roles: ['finance'], relation: 'purse', states: ['payout-submitted', 'payout-unknown', 'payout-frozen'] },
  ],
  'settle-frozen': [{ roles: ['finance'], relation: 'purse', states: ['payout-frozen'] }],
  'confirm-result': [
    {
      roles: ['finance'],
      relation: 'purse',
      states: ['payout-paid', 'payout-returned', 'payout-never-received', 'payout-void'],
    },
  ],
  'close-batch': [{ roles: ['finance'], relation: 'purse', states: ['batch-released'] }],
  'see-money': [
    { roles: internal, relation: 'launching-unit', states: 'any' },
    { roles: ['finance'], relation: 'purse', states: 'any' },
    { roles: ['supervisor', 'auditor'], relation: 'line', states: 'any' },
  ],
  'see-shares': [
    { roles: internal, relation: 'above', states: 'any' },
    { roles: internal, relation: 'launching-unit', states: 'any' },
    { roles: ['finance'], relation: 'purse', states: 'any' },
    { roles: ['supervisor', 'auditor'], relation: 'line', states: 'any' },
  ],
} as const satisfies Record<string, readonly Rule[]>

export type MoneyPermission = keyof typeof moneyPermissions

/** Whether somebody with these roles, standing so to the round, may do this to something in this state. */
export const canPay = (
  permission: MoneyPermission,
  {
    roles,
    relations,
    state,
  }: { roles: readonly Role[]; relations: ReadonlySet<MoneyRelation>; state: MoneyState | 'any' },
): boolean =>
  moneyPermissions[permission].some(
    (rule: Rule) =>
      relations.has(rule.relation) &&
      rule.roles.some(role => roles.includes(role)) &&
      (rule.states === 'any' || state === 'any' || rule.states.includes(state)),
  )
