import { z } from 'zod'
import { frame, line, phrase } from '../printed-fields.ts'

/** The deadline passed in silence, which counts as no opinion (到期): to the silent. */
export const deemed = z.strictObject({
  ...frame,
  dueAt: line,
  clause: phrase,
  unsigned: z.boolean(),
  contact: line,
  phone: line,
})
