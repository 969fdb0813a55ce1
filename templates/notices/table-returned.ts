import { z } from 'zod'
import { frame, line, passage } from '../printed-fields.ts'

/** The approver returned the table for changes: to the officer. */
export const tableReturned = z.strictObject({
  ...frame,
  returnedAt: line,
  seat: line,
  reason: passage,
})
