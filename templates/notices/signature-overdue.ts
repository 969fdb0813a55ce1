import { z } from 'zod'
import { count, frame, line } from '../printed-fields.ts'

/** The period for signing has ended: to whoever sits in the seat, and to the officer. */
export const signatureOverdue = z.strictObject({
  ...frame,
  /** A round of a subsidy, not a text to ask opinions on. */
  round: z.boolean(),
  seat: line,
  dueAt: line,
  days: count,
})
