import { z } from 'zod'
import { count, frame, line, passage } from '../printed-fields.ts'

/** Everything that is missing or wrong, at once (一次性告知补正): to the applicant. */
export const correctionRequested = z.strictObject({
  ...frame,
  receiptNo: line,
  count,
  dueAt: line,
  list: passage,
})
