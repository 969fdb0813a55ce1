import { type Role, roles } from '../../domain/actor.ts'
import { type ClaimPermission, type ClaimRelation, canClaim, claimPermissions } from '../../domain/can-claim.ts'
import { type ClaimState, claimMoves, claimStates, endedClaimStates } from '../../domain/claim.ts'

const relations: readonly ClaimRelation[] = ['launching-unit', 'applicant-unit', 'task-seat', 'line']
const applicant = { roles: ['contact', 'head', 'applicant'], relation: 'applicant-unit' } as const
const officer = { roles: ['officer'], relation: 'launching-unit' } as const
const seat = { roles, relation: 'task-seat' } as const
const underWay = claimStates.filter(state => state !== 'draft' && !endedClaimStates.includes(state))
const handedIn = claimStates.filter(state => state !== 'draft')

type Who = { readonly roles: readonly Role[]; readonly relation: ClaimRelation }

// Written from the brief, not from the table: who may, and when.
const expected: Record<ClaimPermission, readonly (readonly [Who, readonly ClaimState[]])[]> = {
  'save-claim': [[applicant, ['draft', 'correcting']]],
  'add-evidence': [[applicant, ['draft', 'correcting', 'supplementing']]],
  'submit-claim': [[applicant, ['draft']]],
  'mend-claim': [[applicant, ['correcting']]],
  'give-supplement': [[applicant, ['supplementing']]],
  'withdraw-claim': [[applicant, claimStates.filter(state => claimMoves[state].includes('withdrawn'))]],
  'object-to-cut': [[applicant, ['reviewed']]],
  'decide-acceptance': [[officer, ['submitted']]],
  'declare-interest': [
    [{ roles: ['officer', 'reviewer', 'approver', 'leader'], relation: 'launching-unit' }, underWay],
    [seat, underWay],
  ],
  'review-claim': [[seat, ['accepted']]],
  'decide-claim': [[seat, ['reviewed']]],
  'record-service': [[officer, ['not-accepted', 'refused']]],
  'see-claim': [
    [applicant, claimStates],
    [
      {
        roles: ['officer', 'section-head', 'leader', 'reviewer', 'approver', 'head', 'finance'],
        relation: 'launching-unit',
      },
      handedIn,
    ],
    [seat, handedIn],
    [{ roles: ['supervisor', 'auditor'], relation: 'line' }, handedIn],
  ],
}

it.each(Object.keys(claimPermissions) as ClaimPermission[])(
  '%s is for those who are named, in the states that are named, and for nobody else',
  permission => {
    for (const relation of relations)
      for (const role of roles)
        for (const state of claimStates) {
          const may = expected[permission].some(
            ([who, states]) => who.relation === relation && who.roles.includes(role) && states.includes(state),
          )
          expect([
            relation,
            role,
            state,
            canClaim(permission, { roles: [role], relations: new Set([relation]), state }),
          ]).toEqual([relation, role, state, may])
        }
  },
)
