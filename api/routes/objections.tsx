import { Router } from 'express'
import type { RouteDeps } from '../route-deps.ts'

/** Objections to public notices, and their answers. */
export function objectionRoutes(_deps: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  return Router()
}
