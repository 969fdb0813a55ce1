import { z } from 'zod'
import { count, frame, line } from '../printed-fields.ts'

/** The period for dealing with the opinions has ended (意见处理超期): to the officer and the head of the section. */
export const dispositionOverdue = z.strictObject({
  ...frame,
  count: count,
  dueAt: line,
  days: count,
})
