import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** An answer came in time (收讫): to the unit that gave it. */
export const received = z.strictObject({
  ...frame,
  receivedAt: line,
  receiptNo: line,
  dueAt: line,
})
