import { z } from 'zod'
import { count, frame, line } from '../printed-fields.ts'

/** Claims of a round are taken (申报开始): to the institutions whose filing lies with the county. */
export const roundOpened = z.strictObject({
  ...frame,
  /** Null where the title names it. */
  year: count.nullable(),
  from: line,
  until: line,
})
