import { z } from 'zod'
import { frame, line, passage } from '../printed-fields.ts'

/** Whether a late answer counts has been decided: to the unit that gave it. */
export const lateDecided = z.strictObject({
  ...frame,
  receiptNo: line,
  counted: z.boolean(),
  reason: passage.nullable(),
})
