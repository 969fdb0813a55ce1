import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** The letter was delivered and nobody signed for it (未签收): to the contact of the unit. */
export const notSignedFor = z.strictObject({
  ...frame,
  sentAt: line,
  dueAt: line,
})
