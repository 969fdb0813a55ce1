import { Router } from 'express'
import type { RouteDeps } from '../route-deps.ts'

/** Public notices, without sign-in. */
export function publicNoticeRoutes(_deps: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  return Router()
}
