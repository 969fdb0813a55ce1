import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** What was to be corrected was not, and the claim has lapsed: to the applicant. */
export const claimLapsed = z.strictObject({
  ...frame,
  receiptNo: line,
  dueAt: line,
})
