import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/**
 * How the house and a bank's service talk: JSON over HTTP, each message signed with a key that both have. An answer is
 * signed together with the payment's key, so that it cannot be taken for the answer to another.
 */
export const signatureHeader = 'x-bank-signature'

/** One order to pay. A bank takes a key once: the same order again gets the same answer and moves nothing. */
export const orderSchema = z.strictObject({
  key: z.string().min(3).max(64),
  amountFen: z.string().regex(/^[1-9]\d{0,17}$/),
  holder: z.string().min(1).max(100),
  account: z.string().regex(/^\d{8,32}$/),
  bankCode: z.string().regex(/^\d{12}$/),
  purpose: z.string().max(200),
})
export type PaymentOrder = z.infer<typeof orderSchema>

export const answerSchema = z.strictObject({
  key: z.string(),
  says: z.enum(['accepted', 'paid', 'returned', 'not-found', 'never-received']),
  amountFen: z
    .string()
    .regex(/^\d{1,18}$/)
    .nullable(),
  /** See `payeeMark`. */
  payee: z.string().nullable(),
  reference: z.string().max(100).nullable(),
  reason: z.string().max(200).nullable(),
})
export type BankAnswer = z.infer<typeof answerSchema>

/** What happened at the bank since some point, in its own order or not; each entry is signed by itself. */
export const newsSchema = z.strictObject({
  until: z.int().nonnegative(),
  entries: z.array(z.strictObject({ body: z.string(), signature: z.string() })).max(1000),
})
export type BankNews = z.infer<typeof newsSchema>

export const sign = (bankKey: string, subject: string, body: string): string =>
  createHmac('sha256', bankKey).update(`${subject}\n${body}`).digest('hex')

export function isSigned(
  bankKey: string,
  subject: string,
  body: string,
  signature: string | null | undefined,
): boolean {
  const wanted = Buffer.from(sign(bankKey, subject, body))
  const given = Buffer.from(signature ?? '')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** Payee and account as one mark that tells nobody the account: what both sides compare. */
export const payeeMark = (
  bankKey: string,
  { holder, account, bankCode }: Pick<PaymentOrder, 'holder' | 'account' | 'bankCode'>,
): string => createHmac('sha256', bankKey).update(`payee\n${holder}\n${account}\n${bankCode}`).digest('hex')
