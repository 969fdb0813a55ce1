import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** The money was paid (到账): to the payee. Account numbers are never in it. */
export const paid = z.strictObject({
  ...frame,
  amount: line,
  paidOn: line,
  last4: line,
})
