import { z } from 'zod'
import { frame, line, passage, phrase } from '../printed-fields.ts'

/** What came of an objection by name (异议结论): to the unit that it was about. */
export const objectionConcluded = z.strictObject({
  ...frame,
  number: line,
  upheld: z.boolean(),
  struckOut: z.boolean(),
  reason: passage,
  clause: phrase.nullable(),
})
