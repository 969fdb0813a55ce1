import { z } from 'zod'
import { count, frame, line, passage } from '../notice-fields.ts'

/** Somebody, or the ladder, urges an answer (催办): to the silent. `days` are left, or overdue where `overdue` says so. */
export const urged = z.strictObject({
  ...frame,
  dueAt: line,
  overdue: z.boolean(),
  days: count,
  message: passage.nullable(),
  contact: line,
  phone: line,
})
