import { z } from 'zod'
import { frame, line } from '../printed-fields.ts'

/** The round closes soon and a draft is not handed in (截止前未交): to the institution. */
export const draftClosing = z.strictObject({
  ...frame,
  dueAt: line,
})
