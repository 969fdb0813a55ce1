import { z } from 'zod'
import { count, frame, line, passage } from '../printed-fields.ts'

/** The table of opinions and what became of them waits for approval (送审): to the approver. */
export const tableSubmitted = z.strictObject({
  ...frame,
  maker: line,
  total: count,
  adopted: count,
  partly: count,
  rejected: count,
  unanswered: passage.nullable(),
  dueAt: line,
})
