import { z } from 'zod'
import { count, frame } from '../printed-fields.ts'

/** What became of a unit’s opinions (采纳反馈): to the unit that gave them. The reasons are read after signing in. */
export const feedback = z.strictObject({
  ...frame,
  total: count,
  adopted: count,
  partly: count,
  rejected: count,
})
