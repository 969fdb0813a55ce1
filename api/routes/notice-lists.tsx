import { Router } from 'express'
import type { RouteDeps } from '../route-deps.ts'

/** Lists for public notice: made, approved, running, ended. */
export function noticeListRoutes(_deps: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  return Router()
}
