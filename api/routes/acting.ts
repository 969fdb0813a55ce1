import { Router } from 'express'
import { NotFound } from '../../domain/refusal.ts'
import { navigation } from '../../web/navigation.ts'
import { paths } from '../../web/paths.ts'
import { field, formOf } from '../form-body.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf, beginSession } from '../session.ts'

/** For which of one's units one acts, and where a role's work begins. */
export function actingRoutes({ formBody }: Pick<RouteDeps, 'formBody'>): Router {
  const router = Router()

  router.post(paths.acting, formBody(), async (request, response) => {
    const { personId, memberships } = actorOf(request)
    const wanted = field(formOf(request), 'unit')
    const unit = memberships.find(({ unitId }) => unitId === wanted)
    if (!unit) throw new NotFound('unit')
    const { loginId = '', oneTime = false } = request.session
    await beginSession(request, { personId, unitId: unit.unitId, loginId, oneTime })
    response.redirect(303, paths.workbench)
  })

  router.get(paths.workbench, (request, response, next) => {
    const start = navigation(actorOf(request).roles)[0]
    if (!start || start.href === paths.workbench) return next()
    response.redirect(303, start.href)
  })

  return router
}
