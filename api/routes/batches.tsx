import { Router } from 'express'
import type { RouteDeps } from '../route-deps.ts'

/** Batches: made by one person, released by another. */
export function batchRoutes(_deps: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  return Router()
}
