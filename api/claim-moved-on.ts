import type { ErrorRequestHandler } from 'express'
import { RuleBroken } from '../domain/refusal.ts'
import { claimPath } from '../web/pages/claim-view.ts'

/**
 * Whoever comes back to a page of a claim whose time is over, or hands it in a second time, sees how the claim stands.
 * What was typed into other forms is answered as everywhere, so that it is not lost.
 */
export const claimMovedOn: ErrorRequestHandler = (error: unknown, request, response, next) => {
  const { caseId } = request.params
  const movedOn = error instanceof RuleBroken && error.code === 'not-in-this-state'
  const nothingTyped = request.method === 'GET' || request.path === '/check'
  if (movedOn && nothingTyped && typeof caseId === 'string') response.redirect(303, claimPath(caseId))
  else next(error)
}
