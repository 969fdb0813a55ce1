import { z } from 'zod'
import { frame, line, phrase } from '../printed-fields.ts'

/** A payment came back (退汇): to the payee, who corrects the account. */
export const paymentReturned = z.strictObject({
  ...frame,
  amount: line,
  reason: phrase.nullable(),
  dueAt: line,
})
