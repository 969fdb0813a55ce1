import { z } from 'zod'
import { frame, line, phrase } from '../printed-fields.ts'

/** The signed letter goes out (发出): to each main addressee. */
export const released = z.strictObject({
  ...frame,
  number: line.nullable(),
  dueAt: line,
  mandatory: z.boolean(),
  silenceRule: phrase,
  contact: line,
  phone: line,
})
