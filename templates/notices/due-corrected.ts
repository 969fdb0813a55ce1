import { z } from 'zod'
import { frame, line, phrase } from '../printed-fields.ts'

/** A date moved because the calendar changed: to everyone concerned. */
export const dueCorrected = z.strictObject({
  ...frame,
  matter: line,
  oldDueAt: line,
  dueAt: line,
  reason: phrase,
})
