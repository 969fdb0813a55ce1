import { z } from 'zod'
import { frame, line, passage } from '../printed-fields.ts'

/** The deadline was moved later (延期): to each addressee concerned. */
export const extended = z.strictObject({
  ...frame,
  oldDueAt: line,
  dueAt: line,
  reason: passage,
})
