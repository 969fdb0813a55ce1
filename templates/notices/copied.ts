import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** The signed letter for information (抄送): to those it is copied to. */
export const copied = z.strictObject({
  ...frame,
  number: line.nullable(),
  contact: line,
  phone: line,
})
