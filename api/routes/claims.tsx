import { Router } from 'express'
import type { RouteDeps } from '../route-deps.ts'

/** An institution’s claims and how they stand. */
export function claimRoutes(_deps: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  return Router()
}
