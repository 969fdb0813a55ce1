import { z } from 'zod'
import { count, frame, line, passage } from '../printed-fields.ts'

/**
 * Somebody, or the ladder, urges (催办): an addressee to answer (`matter` null), or whoever has a step to conclude it
 * (`matter` names the step). `days` working days are left, or overdue where `overdue` says so.
 */
export const urged = z.strictObject({
  ...frame,
  matter: line.nullable(),
  dueAt: line,
  overdue: z.boolean(),
  days: count,
  message: passage.nullable(),
  contact: line,
  phone: line,
})
