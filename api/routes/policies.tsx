import { Router } from 'express'
import { readPolicies, readPolicy } from '../../records/administration.ts'
import { PoliciesPage, PolicyPage } from '../../web/pages/policies.tsx'
import { adminTabs } from '../admin-tabs.ts'
import { sendPage } from '../answer-page.ts'
import { demandTo } from '../demand-to.ts'
import { languageOf } from '../language.ts'
import { afterIn, listPages } from '../list-pages.ts'
import type { RouteDeps } from '../route-deps.ts'

const policies = '/admin/policies'

/** The versions of policies that are loaded, and the parameters of one. */
export function policyRoutes({ house: { database } }: Pick<RouteDeps, 'house'>): Router {
  const router = Router()

  router.get(policies, async (request, response) => {
    demandTo(request, 'see-health')
    const after = afterIn(request)
    const { rows, next, count } = await readPolicies(database, languageOf(request), after)
    const pages = listPages(policies, {}, after, next)
    sendPage(request, response, <PoliciesPage tabs={adminTabs(request)} rows={rows} count={count} {...pages} />)
  })

  router.get(`${policies}/:id`, async (request, response) => {
    demandTo(request, 'see-health')
    const { content, sha256, loadedAt } = await readPolicy(database, request.params.id)
    sendPage(
      request,
      response,
      <PolicyPage tabs={adminTabs(request)} pack={content} sha256={sha256} loadedAt={loadedAt} />,
    )
  })

  return router
}
