import { Router } from 'express'
import type { RouteDeps } from '../route-deps.ts'

/** Accounts that wait for a second person. */
export function payeeRoutes(_deps: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  return Router()
}
