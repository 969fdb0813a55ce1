import { z } from 'zod'
import { count, frame, line } from '../printed-fields.ts'

/** The period for dealing with the opinions is about to end: to the officer. */
export const dispositionDueSoon = z.strictObject({
  ...frame,
  count: count,
  dueAt: line,
  daysLeft: count,
})
