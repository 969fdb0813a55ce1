import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** An objection by name is examined (异议核查): to the unit that it is about. It does not say who objected. */
export const objectionInquiry = z.strictObject({
  ...frame,
  number: line,
  dueAt: line,
})
