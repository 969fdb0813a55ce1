import { createHash, timingSafeEqual } from 'node:crypto'
import { type Request, type RequestHandler, Router } from 'express'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { NotFound } from '../domain/refusal.ts'
import type { WebSettings } from './settings.ts'

export type Metrics = {
  /** Where other parts of the process register what they count. */
  readonly registry: Registry
  /** Times every request by its route's pattern, never by its address. */
  readonly timed: RequestHandler
  /** `/metrics`, for this machine, or for whoever shows the token of the settings. */
  readonly routes: Router
}

export function createMetrics(settings: WebSettings): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({
    name: 'http_request_seconds',
    help: 'Seconds from request to answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const timed: RequestHandler = (request, response, next) => {
    const stop = seconds.startTimer()
    response.on('finish', () => {
      const route: unknown = request.route?.path
      stop({ method: request.method, route: typeof route === 'string' ? route : 'none', status: response.statusCode })
    })
    next()
  }
  const routes = Router()
  routes.get('/metrics', async (request, response) => {
    if (!mayRead(request, settings)) throw new NotFound()
    response.type(registry.contentType).send(await registry.metrics())
  })
  return { registry, timed, routes }
}

function mayRead(request: Request, { metricsToken }: WebSettings): boolean {
  const shown = /^Bearer (.+)$/.exec(request.get('authorization') ?? '')?.[1]
  if (metricsToken !== undefined && shown !== undefined) return timingSafeEqual(digest(shown), digest(metricsToken))
  // A proxy on this machine passes on what comes from elsewhere, and says so.
  const passedOn = request.get('x-forwarded-for') ?? request.get('forwarded')
  return passedOn === undefined && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(request.socket.remoteAddress ?? '')
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
