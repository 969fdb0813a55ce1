import { Router } from 'express'
import type { RouteDeps } from '../route-deps.ts'

/** Preparing a round and sending it for signature. */
export function roundDraftRoutes(_deps: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  return Router()
}
