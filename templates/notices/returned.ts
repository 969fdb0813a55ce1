import { z } from 'zod'
import { frame, line, passage } from '../printed-fields.ts'

/** A seat returned the text for changes (退回): to the officer. */
export const returned = z.strictObject({
  ...frame,
  seat: line,
  returnedAt: line,
  reason: passage,
})
