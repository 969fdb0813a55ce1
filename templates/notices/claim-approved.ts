import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** A claim is approved; its money is committed, or waits in order: to the applicant. */
export const claimApproved = z.strictObject({
  ...frame,
  receiptNo: line,
  granted: line,
  waiting: z.boolean(),
})
