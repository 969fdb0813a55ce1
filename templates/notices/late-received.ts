import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** An answer came after the deadline (逾期收讫): to the unit that gave it. */
export const lateReceived = z.strictObject({
  ...frame,
  receivedAt: line,
  receiptNo: line,
  dueAt: line,
})
