import { type Request, Router } from 'express'
import { clearAlarm } from '../../acts/clear-alarm.ts'
import { canAdminister } from '../../domain/can.ts'
import { NotFound } from '../../domain/refusal.ts'
import { readAlarms, readCourier, readDatabaseState, readWorkflows } from '../../records/health.ts'
import { HealthPage } from '../../web/pages/health.tsx'
import { paths } from '../../web/paths.ts'
import { adminTabs } from '../admin-tabs.ts'
import { sendPage } from '../answer-page.ts'
import { type HealthChecks, probe } from '../health.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'

export type HealthPageDeps = Pick<RouteDeps, 'house' | 'formBody'> & { readonly health: HealthChecks }

/** The page on which administrators see whether everything runs. */
export function healthPageRoutes({ house, formBody, health }: HealthPageDeps): Router {
  const router = Router()
  const { database } = house

  router.get(paths.health, async (request, response) => {
    demandHealth(request)
    const cleared = request.query.cleared === '1'
    const before = placeOf(request)
    const [postgresql, temporal, mail, courier, workflows, state, alarms] = await Promise.all([
      probe(health.postgresql),
      probe(health.temporal),
      probe(health.mail),
      readCourier(database),
      readWorkflows(database, request.now),
      readDatabaseState(database),
      readAlarms(database, { cleared, before }),
    ])
    const address = cleared ? `${paths.health}?cleared=1` : paths.health
    const last = alarms.rows.at(-1)
    sendPage(
      request,
      response,
      <HealthPage
        tabs={adminTabs(request)}
        parts={[
          { part: 'postgresql', up: postgresql === 'up' },
          { part: 'temporal', up: temporal === 'up' },
          { part: 'mail', up: mail === 'up' },
        ]}
        courier={courier}
        workflows={workflows}
        database={state}
        alarms={alarms.rows}
        openAlarms={alarms.count}
        cleared={cleared}
        more={
          alarms.more && last
            ? `${address}${cleared ? '&' : '?'}before=${encodeURIComponent(`${last.raisedAt}_${last.id}`)}`
            : null
        }
        first={before ? address : null}
        justCleared={request.query.done === 'cleared'}
      />,
    )
  })

  router.post(`${paths.health}/alarms/:id/clear`, formBody(), async (request, response) => {
    const { id } = request.params as { id: string }
    await clearAlarm(house, actorOf(request), { alarmId: id })
    response.redirect(303, `${paths.health}?done=cleared`)
  })

  return router
}

function demandHealth(request: Request): void {
  if (!canAdminister('see-health', actorOf(request).roles)) throw new NotFound()
}

function placeOf(request: Request): { at: string; id: string } | null {
  const { before } = request.query
  if (typeof before !== 'string') return null
  const [at = '', id = ''] = before.split('_')
  return { at, id }
}
