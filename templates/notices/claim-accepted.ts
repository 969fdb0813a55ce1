import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** A claim is accepted (受理), by an officer or by silence: to the applicant. */
export const claimAccepted = z.strictObject({
  ...frame,
  receiptNo: line,
  acceptedOn: line,
  dueAt: line,
  bySilence: z.boolean(),
})
