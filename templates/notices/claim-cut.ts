import { z } from 'zod'
import { frame, line, phrase } from '../printed-fields.ts'

/** Less is granted than was asked (核减告知): to the applicant. */
export const claimCut = z.strictObject({
  ...frame,
  receiptNo: line,
  asked: line,
  granted: line,
  clause: line,
  reason: phrase,
})
