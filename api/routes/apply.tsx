import { Router } from 'express'
import type { RouteDeps } from '../route-deps.ts'

/** An institution’s application, one group of questions a page. */
export function applyRoutes(_deps: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  return Router()
}
