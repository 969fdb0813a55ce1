import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** An objection to an item of a public notice has come (异议待答复): to the officer. It names nobody. */
export const objectionRaised = z.strictObject({
  ...frame,
  number: line,
  item: line,
  named: z.boolean(),
  dueAt: line,
})
