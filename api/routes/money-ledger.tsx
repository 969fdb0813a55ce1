import { Router } from 'express'
import type { RouteDeps } from '../route-deps.ts'

/** The double-entry ledger of a round. */
export function moneyLedgerRoutes(_deps: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  return Router()
}
