import { z } from 'zod'
import { frame, line, passage } from '../printed-fields.ts'

/** A solicitation or round ends without a result (撤回): to everyone who was asked. */
export const withdrawn = z.strictObject({
  ...frame,
  /** A round of a subsidy, not a solicitation. */
  round: z.boolean(),
  reason: passage,
  contact: line,
  phone: line,
})
