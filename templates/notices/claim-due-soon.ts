import { z } from 'zod'
import { count, frame, line } from '../printed-fields.ts'

/** A step of a claim is due soon (临期): to whoever has it. */
export const claimDueSoon = z.strictObject({
  ...frame,
  receiptNo: line,
  matter: line,
  dueAt: line,
  daysLeft: count,
})
