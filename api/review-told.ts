import type { Response } from 'express'
import { reviewPath } from '../web/pages/review-view.ts'
import { pageAddress } from './query.ts'

/** What has just been done, as the page of the claim says it. */
export const toldCodes = [
  'accepted',
  'correction',
  'supplement',
  'reviewed',
  'approved',
  'waiting',
  'returned',
  'refused',
  'not-accepted',
  'served',
  'answered',
] as const
export type ToldCode = (typeof toldCodes)[number]

/** Back to the claim, which says what was done. */
export function tell(response: Response, caseId: string, told: ToldCode): void {
  response.redirect(303, pageAddress(reviewPath(caseId), { told }))
}
