import { Router } from 'express'
import type { RouteDeps } from '../route-deps.ts'

/** What the city owes the counties. */
export function shareRoutes(_deps: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  return Router()
}
