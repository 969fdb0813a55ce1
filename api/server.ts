import http, { type Server } from 'node:http'
import express, { type Express } from 'express'
import type { Pool } from 'pg'
import type { House } from '../acts/act.ts'
import type { Seal } from '../acts/seal-audit.ts'
import { framed } from './answer-page.ts'
import { demandForms, nothingHere } from './declared-routes.ts'
import { errorHandler } from './errors.ts'
import { createFormBody } from './form-body.ts'
import { type HealthChecks, healthRoutes } from './health.ts'
import { createMetrics } from './metrics.ts'
import { requestId } from './request-id.ts'
import { requestLog } from './request-log.ts'
import { requireActor } from './require-actor.ts'
import type { RouteDeps } from './route-deps.ts'
import { accountRoutes } from './routes/accounts.tsx'
import { actingRoutes } from './routes/acting.ts'
import { answerRoutes } from './routes/answers.tsx'
import { applyRoutes } from './routes/apply.tsx'
import { approveRoutes } from './routes/approve.tsx'
import { auditRoutes } from './routes/audit.tsx'
import { batchRoutes } from './routes/batches.tsx'
import { calendarRoutes } from './routes/calendar.tsx'
import { caseActRoutes } from './routes/case-acts.tsx'
import { claimRoutes } from './routes/claims.tsx'
import { consultationRoutes } from './routes/consultation.tsx'
import { cycleActRoutes } from './routes/cycle-acts.tsx'
import { cycleRoutes } from './routes/cycles.tsx'
import { dispositionRoutes } from './routes/disposition.tsx'
import { draftAddresseeRoutes } from './routes/draft-addressees.tsx'
import { draftClauseRoutes } from './routes/draft-clauses.tsx'
import { draftTextRoutes } from './routes/draft-text.tsx'
import { draftTimingRoutes } from './routes/draft-timing.tsx'
import { fileRoutes } from './routes/files.ts'
import { healthPageRoutes } from './routes/health.tsx'
import { launchRoutes } from './routes/launch.tsx'
import { ledgerRoutes } from './routes/ledger.tsx'
import { messageRoutes } from './routes/messages.tsx'
import { moneyLedgerRoutes } from './routes/money-ledger.tsx'
import { myAccountRoutes } from './routes/my-account.tsx'
import { noticeListRoutes } from './routes/notice-lists.tsx'
import { objectionRoutes } from './routes/objections.tsx'
import { overdueRoutes } from './routes/overdue.tsx'
import { ownPasswordFirst, passwordRoutes } from './routes/password.tsx'
import { payeeRoutes } from './routes/payees.tsx'
import { payoutRoutes } from './routes/payouts.tsx'
import { peopleRoutes } from './routes/people.tsx'
import { policyRoutes } from './routes/policies.tsx'
import { publicNoticeRoutes } from './routes/public-notices.tsx'
import { reviewRoutes } from './routes/review.tsx'
import { roundDraftRoutes } from './routes/round-draft.tsx'
import { roundRoutes } from './routes/rounds.tsx'
import { shareRoutes } from './routes/shares.tsx'
import { signRoutes } from './routes/sign.tsx'
import { signInRoutes } from './routes/sign-in.ts'
import { unitRoutes } from './routes/units.tsx'
import { workbenchRoutes } from './routes/workbench.tsx'
import { plainAddress, sameOrigin, securityHeaders } from './security.ts'
import { readActor, sessions } from './session.ts'
import type { Log, WebSettings } from './settings.ts'
import { createAssets } from './static.ts'

export type ServerDeps = {
  readonly settings: WebSettings
  readonly house: House
  /** The pool that `house.database` works with; sessions are kept through it. */
  readonly pool: Pool
  readonly health: HealthChecks
  /** The newest seal of the audit as it is kept outside the database; null where this process cannot read it. */
  readonly keptSeal?: () => Promise<Seal | null>
  readonly log: Log
}

/** The whole of the web, as an Express application. */
export function createServer({ settings, house, pool, health, log, keptSeal = async () => null }: ServerDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', false)
  app.set('query parser', 'simple')

  const { assets, routes: assetRoutes } = createAssets()
  const metrics = createMetrics(settings)
  app.use(requestId, metrics.timed, securityHeaders(settings))
  app.use(framed(settings, assets))
  app.use(assetRoutes, healthRoutes(health), metrics.routes)

  app.use(requestLog({ log }), plainAddress, sameOrigin(settings))
  app.use(sessions(pool, settings), readActor(house.database))

  const deps: RouteDeps = { house, settings, log, formBody: createFormBody(settings) }
  app.use(signInRoutes(deps), publicNoticeRoutes(deps))
  app.use(requireActor, ownPasswordFirst)
  app.use(actingRoutes(deps))
  app.use(workbenchRoutes(deps), cycleRoutes(deps))
  app.use(draftTextRoutes(deps), draftClauseRoutes(deps), draftAddresseeRoutes(deps), draftTimingRoutes(deps))
  app.use(launchRoutes(deps), signRoutes(deps))
  app.use(ledgerRoutes(deps), cycleActRoutes(deps), caseActRoutes(deps))
  app.use(passwordRoutes(deps))
  app.use(messageRoutes(deps))
  app.use(answerRoutes(deps), fileRoutes(deps))
  app.use(dispositionRoutes(deps), consultationRoutes(deps), approveRoutes(deps))

  app.use(roundDraftRoutes(deps), roundRoutes(deps))
  app.use(applyRoutes(deps), claimRoutes(deps), myAccountRoutes(deps), reviewRoutes(deps))
  app.use(noticeListRoutes(deps), objectionRoutes(deps))
  app.use(batchRoutes(deps), payoutRoutes(deps), payeeRoutes(deps), moneyLedgerRoutes(deps), shareRoutes(deps))

  app.use(overdueRoutes(deps))
  app.use(unitRoutes(deps), peopleRoutes(deps), accountRoutes(deps), calendarRoutes(deps), policyRoutes(deps))
  app.use(auditRoutes({ ...deps, keptSeal }), healthPageRoutes({ ...deps, health }))

  app.use(nothingHere(app))
  app.use(errorHandler({ log }))
  demandForms(app)
  return app
}

/** An HTTP server with time limits: slow senders lose their connection, not others theirs. */
export function createHttpServer(app: Express): Server {
  const server = http.createServer({ connectionsCheckingInterval: 2_000 }, app)
  server.headersTimeout = 8_000
  server.requestTimeout = 60_000 // a file of 20 MB over an office's line
  server.keepAliveTimeout = 5_000
  server.maxRequestsPerSocket = 1_000
  server.maxConnections = 2_000
  return server
}
