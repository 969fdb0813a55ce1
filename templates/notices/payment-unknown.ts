import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** Nobody knows what became of a payment (待财政确认): to finance. */
export const paymentUnknown = z.strictObject({
  ...frame,
  voucher: line,
  payee: line,
  amount: line,
  handedOverAt: line,
  dueAt: line,
})
