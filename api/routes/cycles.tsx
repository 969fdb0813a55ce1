import { Router } from 'express'
import { canAdminister } from '../../domain/can.ts'
import { listCycles } from '../../records/cycle.ts'
import { CycleListPage } from '../../web/pages/cycle-list.tsx'
import { paths } from '../../web/paths.ts'
import { sendPage } from '../answer-page.ts'
import { pageAddress, queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'

/** The list of solicitations. */
export function cycleRoutes({ house }: Pick<RouteDeps, 'house'>): Router {
  const router = Router()

  router.get(paths.solicitations, async (request, response) => {
    const actor = actorOf(request)
    const q = queryText(request, 'q').slice(0, 100)
    const after = queryText(request, 'after') || null
    const page = await listCycles(house.database, actor, { q, after })
    sendPage(
      request,
      response,
      <CycleListPage
        rows={page.rows}
        q={q}
        previous={after ? pageAddress(paths.solicitations, { q }) : null}
        next={page.next ? pageAddress(paths.solicitations, { q, after: page.next }) : null}
        mayLaunch={canAdminister('launch-cycle', actor.roles)}
      />,
    )
  })

  return router
}
