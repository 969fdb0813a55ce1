import { z } from 'zod'
import { count, frame, line } from '../printed-fields.ts'

/** A text waits for a signature (送签): to whoever sits in the seat. */
export const signatureRequested = z.strictObject({
  ...frame,
  /** A round of a subsidy, not a text to ask opinions on. */
  round: z.boolean(),
  seat: line,
  maker: line,
  count: count,
  dueAt: line,
})
