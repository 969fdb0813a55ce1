import { z } from 'zod'
import { count, frame, line } from '../printed-fields.ts'

/** A text waits for a signature (送签): to whoever sits in the seat. */
export const signatureRequested = z.strictObject({
  ...frame,
  seat: line,
  maker: line,
  count: count,
  dueAt: line,
})
