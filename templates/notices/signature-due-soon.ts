import { z } from 'zod'
import { count, frame, line } from '../printed-fields.ts'

/** The period for signing is about to end (临期): to whoever sits in the seat. */
export const signatureDueSoon = z.strictObject({
  ...frame,
  /** A round of a subsidy, not a text to ask opinions on. */
  round: z.boolean(),
  seat: line,
  dueAt: line,
  daysLeft: count,
})
