import { type Role, roles } from '../../domain/actor.ts'
import { administration, can, canAdminister, type Permission, permissions, type Relation } from '../../domain/can.ts'
import { type CycleState, cycleStates } from '../../domain/cycle.ts'

const relations: readonly Relation[] = ['launching-unit', 'addressed-unit', 'task-seat', 'task-unit', 'line', 'house']

// Who stands where, in the words of the people who work with it.
const who = {
  'the officer': { roles: ['officer'], relation: 'launching-unit' },
  'the leader of the launching unit': { roles: ['leader'], relation: 'launching-unit' },
  'somebody of an addressed unit': { roles: ['contact', 'head'], relation: 'addressed-unit' },
  'whoever has the seat': { roles, relation: 'task-seat' },
  'the supervisor of the line': { roles: ['supervisor'], relation: 'line' },
  'the auditor of the line': { roles: ['auditor'], relation: 'line' },
  'the head of a unit that has a task': { roles: ['head'], relation: 'task-unit' },
  'those of the launching unit who work on it': {
    roles: ['officer', 'section-head', 'leader', 'approver', 'head', 'finance', 'reviewer'],
    relation: 'launching-unit',
  },
} as const satisfies Record<string, { roles: readonly Role[]; relation: Relation }>
type Who = keyof typeof who

const beforeSigning: CycleState[] = ['draft', 'revising']
const atSignature: CycleState[] = ['signing']
const whileAnswersAreTaken: CycleState[] = ['open']
const untilTheTableIsApproved: CycleState[] = ['open', 'disposing', 'approving']
const onceSent: CycleState[] = ['open', 'disposing', 'approving', 'feeding-back', 'finished', 'withdrawn']
const onceOutOfHand: CycleState[] = ['signing', 'revising', 'going-out', ...onceSent]
const untilItsResultIsSure: CycleState[] = ['signing', 'revising', 'going-out', 'open', 'disposing']
const whileItRuns: CycleState[] = ['signing', 'revising', 'going-out', 'open', 'disposing', 'approving']
const afterTheLastSignature: CycleState[] = ['going-out', 'open', 'disposing', 'approving']
const ever = [...cycleStates]

// Written from the issue, not from the table: who may, and when.
const expected: Record<Permission, readonly (readonly [Who, readonly CycleState[]])[]> = {
  'draft-cycle': [['the officer', beforeSigning]],
  'submit-for-signature': [['the officer', beforeSigning]],
  sign: [['whoever has the seat', atSignature]],
  'return-for-revision': [['whoever has the seat', atSignature]],
  withdraw: [
    ['the officer', untilItsResultIsSure],
    ['the leader of the launching unit', untilItsResultIsSure],
  ],
  extend: [['the officer', whileAnswersAreTaken]],
  'close-early': [['the officer', whileAnswersAreTaken]],
  urge: [
    ['the officer', afterTheLastSignature],
    ['the supervisor of the line', whileItRuns],
  ],
  'sign-for': [['somebody of an addressed unit', untilTheTableIsApproved]],
  'save-answer-draft': [['somebody of an addressed unit', untilTheTableIsApproved]],
  answer: [['somebody of an addressed unit', untilTheTableIsApproved]],
  'record-answer': [['the officer', untilTheTableIsApproved]],
  'note-phone-call': [['the officer', untilTheTableIsApproved]],
  'correct-address': [['the officer', untilTheTableIsApproved]],
  'count-late': [['the officer', ['open', 'disposing']]],
  dispose: [['the officer', ['disposing']]],
  'note-consultation': [['the officer', ['disposing']]],
  'request-ruling': [['the officer', ['disposing']]],
  'record-ruling': [['the officer', ['disposing']]],
  'submit-table': [['the officer', ['disposing']]],
  'approve-table': [['whoever has the seat', ['approving']]],
  'return-table': [['whoever has the seat', ['approving']]],
  release: [['the supervisor of the line', whileItRuns]],
  'hold-back': [['the supervisor of the line', whileItRuns]],
  reassign: [['the supervisor of the line', whileItRuns]],
  'see-cycle': [
    ['those of the launching unit who work on it', ever],
    ['whoever has the seat', ever],
    ['the supervisor of the line', onceOutOfHand],
    ['the auditor of the line', onceOutOfHand],
  ],
  'see-case': [['somebody of an addressed unit', onceSent]],
  'see-step': [
    ['those of the launching unit who work on it', ever],
    ['the head of a unit that has a task', onceSent],
    ['the supervisor of the line', onceOutOfHand],
    ['the auditor of the line', onceOutOfHand],
  ],
}

const combinations = cycleStates.flatMap(state =>
  roles.flatMap(role => relations.map(relation => ({ state, role, relation }))),
)

it('says something about every permission', () => {
  expect(Object.keys(permissions).sort()).toEqual(Object.keys(expected).sort())
})

describe.each(Object.entries(expected))('%s', (permission, entries) => {
  it('is for these people in these states, and for nobody else in any', () => {
    const may = ({ state, role, relation }: (typeof combinations)[number]): boolean =>
      entries.some(
        ([name, states]) =>
          states.includes(state) &&
          who[name].relation === relation &&
          (who[name].roles as readonly Role[]).includes(role),
      )
    const wrong = combinations.filter(
      one =>
        can(permission as Permission, { roles: [one.role], relations: new Set([one.relation]), state: one.state }) !==
        may(one),
    )
    expect(wrong).toEqual([])
  })
})

it('gives nothing to a role without a relation, nor to a relation without a role', () => {
  for (const permission of Object.keys(permissions) as Permission[])
    for (const state of cycleStates) {
      expect(can(permission, { roles: [...roles], relations: new Set(['house']), state })).toBe(false)
      const seat = entriesWithSeat(permission)
      const relationsWithoutSeat = new Set(relations.filter(relation => relation !== 'task-seat' || !seat))
      expect(can(permission, { roles: [], relations: relationsWithoutSeat, state })).toBe(false)
    }
})
const entriesWithSeat = (permission: Permission): boolean =>
  expected[permission].some(([name]) => name === 'whoever has the seat')

it('does not put a role of one place and a relation of another together', () => {
  const held = {
    roles: ['supervisor'] as const,
    relations: new Set<Relation>(['launching-unit']),
    state: 'open' as const,
  }
  expect(can('urge', held)).toBe(false)
  expect(can('extend', { ...held, roles: ['contact'] })).toBe(false)
})

it.each(['system-admin', 'security-admin'] as const)(
  'a %s decides nobody’s matter, wherever they stand but in a seat that is theirs',
  role => {
    const acting = (Object.keys(permissions) as Permission[]).filter(permission =>
      cycleStates.some(state =>
        can(permission, {
          roles: [role],
          relations: new Set(relations.filter(relation => relation !== 'task-seat')),
          state,
        }),
      ),
    )
    expect(acting).toEqual([])
  },
)

it('keeps system administrator, security administrator and auditor apart from each other and from business', () => {
  const mine = (role: Role) =>
    (Object.keys(administration) as (keyof typeof administration)[]).filter(each => canAdminister(each, [role])).sort()
  expect(mine('system-admin')).toEqual([
    'manage-accounts',
    'manage-calendar',
    'manage-people',
    'manage-units',
    'see-health',
  ])
  expect(mine('security-admin')).toEqual(['manage-accounts', 'see-audit', 'see-health'])
  expect(mine('auditor')).toEqual(['see-audit'])
  expect(mine('officer')).toEqual(['launch-cycle'])
  expect(mine('supervisor')).toEqual(['manage-calendar', 'see-health', 'see-overdue'])
  for (const role of ['contact', 'applicant', 'expert', 'approver', 'reviewer', 'finance'] as const)
    expect(mine(role)).toEqual([])
})
