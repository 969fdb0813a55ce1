import { Router } from 'express'
import type { RouteDeps } from '../route-deps.ts'

/** Payments of a round, one payment, receipts and returns. */
export function payoutRoutes(_deps: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  return Router()
}
