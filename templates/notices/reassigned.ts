import { z } from 'zod'
import { frame, line, passage } from '../printed-fields.ts'

/** A task passes to somebody else: to the one who has it now, and to the one who had it. */
export const reassigned = z.strictObject({
  ...frame,
  matter: line,
  from: line,
  assignee: line,
  reason: passage,
  dueAt: line.nullable(),
})
