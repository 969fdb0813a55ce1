import { Router } from 'express'
import type { RouteDeps } from '../route-deps.ts'

/** Rounds of a subsidy: the list, the page of one, its exports. */
export function roundRoutes(_deps: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  return Router()
}
