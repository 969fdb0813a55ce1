import { z } from 'zod'
import { frame, line, phrase } from '../printed-fields.ts'

/** A claim is refused (不予支持), with its clause and the remedies: to the applicant. */
export const claimRefused = z.strictObject({
  ...frame,
  receiptNo: line,
  clause: line,
  reason: phrase,
})
