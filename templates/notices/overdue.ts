import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** The deadline passed and the unit has to answer (必须答复者逾期): to that unit. */
export const overdue = z.strictObject({
  ...frame,
  dueAt: line,
  contact: line,
  phone: line,
})
