import { type ClaimRules, claimCourseSetHere } from '../../domain/claim-rules.ts'
import { paymentRulesOf } from '../../domain/payment-rules.ts'
import { planRoundCourse } from '../../domain/round-course.ts'
import { knownCalendar } from './known-calendar.ts'

const rules: ClaimRules = {
  ...claimCourseSetHere,
  reviewSeats: [{ seat: 'reviewer', role: 'reviewer', label: { zh: '审核人', en: 'Reviewer' } }],
  approvalSeat: { seat: 'approver', role: 'approver', label: { zh: '审批人', en: 'Approver' } },
  restDay: 'keep',
  publicNotice: { workingDays: 5 },
  readings: {},
}

it('draws a round up to the end of its public notice, every period used up', () => {
  const { moments } = planRoundCourse(
    rules,
    paymentRulesOf(rules, null),
    { now: '2024-11-04T02:00:00.000Z', opensAt: '2024-11-11T01:00:00.000Z', closesAt: '2024-11-22T09:30:00.000Z' },
    knownCalendar,
  )
  expect(moments.map(({ key, at }) => `${key} ${at.slice(0, 16)}`)).toEqual([
    'signature 2024-11-08T09:30',
    'opens 2024-11-11T01:00',
    'reminder 2024-11-19T01:00',
    'closes 2024-11-22T09:30',
    'acceptance 2024-11-29T09:30',
    'correction 2024-12-13T09:30',
    'review 2024-12-27T09:30',
    'supplement 2024-12-13T09:30',
    'approval 2025-01-06T09:30',
    'notice 2025-01-13T09:30',
  ])
  expect(moments.find(({ key }) => key === 'closes')?.days.filter(({ counts }) => counts)).toHaveLength(9)
})
