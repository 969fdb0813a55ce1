import { Router } from 'express'

/** A part that the service leans on; resolves when it answers. */
export type HealthCheck = () => Promise<unknown>

export type HealthChecks = {
  readonly postgresql: HealthCheck
  readonly temporal: HealthCheck
  readonly mail: HealthCheck
}

const patience = 2_000

/**
 * `/healthz`: the process answers. `/readyz`: what it leans on, each by name; without PostgreSQL nothing can be taken
 * (503), without Temporal or mail what comes next waits (`degraded`, still 200).
 */
export function healthRoutes(checks: HealthChecks): Router {
  const router = Router()
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'up' })
  })
  router.get('/readyz', async (_request, response) => {
    const [postgresql, temporal, mail] = await Promise.all([
      probe(checks.postgresql),
      probe(checks.temporal),
      probe(checks.mail),
    ])
    const status = postgresql === 'down' ? 'not-ready' : temporal === 'down' || mail === 'down' ? 'degraded' : 'ready'
    response.status(status === 'not-ready' ? 503 : 200).json({ status, postgresql, temporal, mail })
  })
  return router
}

/** Whether a part answers within two seconds. */
export async function probe(check: HealthCheck): Promise<'up' | 'down'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'down'>(resolve => {
    timer = setTimeout(resolve, patience, 'down')
  })
  const answer = check().then(
    () => 'up' as const,
    () => 'down' as const,
  )
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
