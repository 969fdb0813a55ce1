import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** A step of a claim is to be done: to whoever has it. */
export const claimTask = z.strictObject({
  ...frame,
  receiptNo: line,
  matter: line,
  dueAt: line,
})
