import { z } from 'zod'
import { count, frame, line } from '../printed-fields.ts'

/** A supervision order is drawn up and waits for release (督办单待核发): to those who may release it. */
export const supervisionOrderPrepared = z.strictObject({
  ...frame,
  unit: line,
  matter: line,
  dueAt: line,
  days: count,
})
