import { Router } from 'express'
import type { RouteDeps } from '../route-deps.ts'

/** The account to which a unit is paid. */
export function myAccountRoutes(_deps: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  return Router()
}
