import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** A list of proposed payments is published (公示): to the applicants on it. */
export const publicNotice = z.strictObject({
  ...frame,
  from: line,
  until: line,
  amount: line,
  phone: line,
  place: line,
})
