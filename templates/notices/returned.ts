import { z } from 'zod'
import { frame, line, passage } from '../printed-fields.ts'

/** A seat returned the text for changes (退回): to the officer. */
export const returned = z.strictObject({
  ...frame,
  /** A round of a subsidy, not a text to ask opinions on. */
  round: z.boolean(),
  seat: line,
  returnedAt: line,
  reason: passage,
})
