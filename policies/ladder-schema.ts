import { z } from 'zod'
import { clockTime, code } from './pack-fields.ts'

export const officeHours = z
  .array(z.strictObject({ from: clockTime, to: clockTime }))
  .min(1)
  .max(4)
  .refine(
    stretches => stretches.every(({ from, to }, index) => from < to && from >= (stretches[index - 1]?.to ?? '')),
    'stretches in order, each from an earlier to a later time',
  )

/** Notices that a rung can send. */
const occasions = [
  'not-signed-for',
  'due-soon',
  'urged',
  'deemed',
  'overdue',
  'disposition-due-soon',
  'disposition-overdue',
  'supervision-order',
  'signature-due-soon',
  'signature-overdue',
  'claim-due-soon',
  'claim-lapsed',
  'claim-accepted',
] as const
const rung = z.strictObject({
  rung: code,
  kind: z.enum(['reminder', 'sign-for-reminder', 'urging', 'supervision-order', 'circular', 'silence']),
  anchor: z.enum(['opened', 'due']),
  offset: z
    .strictObject({
      workingDays: z.number().optional(),
      calendarDays: z.number().optional(),
      workingHours: z.number().optional(),
    })
    .default({}),
  time: clockTime.optional(),
  to: z.enum(['party', 'assignee', 'section-head', 'head', 'superior', 'supervisors']),
  release: z.literal('supervisor').optional(),
  only: z.enum(['unsigned', 'mandatory']).optional(),
  occasion: z.enum(occasions),
})
export const ladder = z.array(rung).max(20)
