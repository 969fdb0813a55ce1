import { z } from 'zod'
import { count, frame, line, passage } from '../printed-fields.ts'

/** Something is to be added while a claim is reviewed (补充材料); the clock stands still: to the applicant. */
export const supplementRequested = z.strictObject({
  ...frame,
  receiptNo: line,
  count,
  dueAt: line,
  list: passage,
})
