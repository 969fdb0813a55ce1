import { z } from 'zod'
import { count, frame, line } from '../printed-fields.ts'

/** The period for signing is about to end (临期): to whoever sits in the seat. */
export const signatureDueSoon = z.strictObject({
  ...frame,
  seat: line,
  dueAt: line,
  daysLeft: count,
})
