import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** Somebody has declared an interest in a claim (回避): to whoever has its task now, or to the supervisor where nobody has. */
export const interestDeclared = z.strictObject({
  ...frame,
  receiptNo: line,
  matter: line,
  person: line,
  dueAt: line.nullable(),
  nobody: z.boolean(),
})
