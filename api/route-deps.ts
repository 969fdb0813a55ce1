import type { RequestHandler } from 'express'
import type { House } from '../acts/act.ts'
import type { FormLimits } from './form-body.ts'
import type { Log, WebSettings } from './settings.ts'

/** What routes work with. */
export type RouteDeps = {
  readonly house: House
  readonly settings: WebSettings
  /** Reads the form of a route that changes something, and checks its token. */
  readonly formBody: (limits?: FormLimits) => RequestHandler
  readonly log: Log
}
