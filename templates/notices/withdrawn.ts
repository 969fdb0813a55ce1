import { z } from 'zod'
import { frame, line, passage } from '../printed-fields.ts'

/** The solicitation ends without a result (撤回): to everyone who was asked. */
export const withdrawn = z.strictObject({
  ...frame,
  reason: passage,
  contact: line,
  phone: line,
})
