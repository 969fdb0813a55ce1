import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** A claim was received (收件), which is not acceptance: to the applicant. */
export const claimReceived = z.strictObject({
  ...frame,
  receiptNo: line,
  receivedAt: line,
  dueAt: line,
})
