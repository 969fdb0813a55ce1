import { z } from 'zod'
import { frame, line, phrase } from '../printed-fields.ts'

/** A claim is not accepted (不予受理): to the applicant. */
export const claimNotAccepted = z.strictObject({
  ...frame,
  receiptNo: line,
  clause: line,
  reason: phrase,
})
