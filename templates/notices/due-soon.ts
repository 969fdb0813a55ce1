import { z } from 'zod'
import { count, frame, line, phrase } from '../printed-fields.ts'

/** The deadline is near (临期): to the silent. */
export const dueSoon = z.strictObject({
  ...frame,
  dueAt: line,
  daysLeft: count,
  mandatory: z.boolean(),
  silenceRule: phrase,
})
