import { Router } from 'express'
import type { RouteDeps } from '../route-deps.ts'

/** Acceptance, review and approval of claims. */
export function reviewRoutes(_deps: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  return Router()
}
