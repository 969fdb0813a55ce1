import { z } from 'zod'
import { count, frame, line, passage } from '../printed-fields.ts'

/** A supervision order (督办单): to the head of the unit. */
export const supervisionOrder = z.strictObject({
  ...frame,
  matter: line,
  dueAt: line,
  days: count,
  history: passage,
  replyBy: line.nullable(),
  contact: line,
  phone: line,
})
