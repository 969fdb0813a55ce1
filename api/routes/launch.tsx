import { Router } from 'express'
import { copyCycle, discardDraft } from '../../acts/draft-cycle.ts'
import { submitForSignature } from '../../acts/submit-for-signature.ts'
import { readAttachments, readClausePage } from '../../records/cycle.ts'
import { DiscardPage } from '../../web/pages/discard.tsx'
import { LaunchCheckPage } from '../../web/pages/launch-check.tsx'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { draftsOf, versionOf } from '../drafts.ts'
import { formOf, onceKey } from '../form-body.ts'
import { launchCycle, letterFacts, readLaunch, seatLabels } from '../launch-view.ts'
import { pathPart } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'

/** The check of a draft, its sending for signature, and its end. */
export function launchRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  const draft = draftsOf(database)

  router.get('/cycles/:id/check', async (request, response) => {
    const cycle = await draft(request, response)
    if (!cycle) return
    const { language } = request.frame(response)
    const view = await readLaunch(database, cycle, request.now, language, house.publicUrl)
    const [clauses, attachments] = await Promise.all([
      readClausePage(database, cycle.id, 0, 1),
      readAttachments(database, cycle.id),
    ])
    sendPage(
      request,
      response,
      <LaunchCheckPage
        cycle={await launchCycle(database, cycle)}
        items={view.plan.items}
        facts={letterFacts(cycle, view)}
        clauses={clauses.total}
        attachments={attachments}
        seats={seatLabels(view.plan.procedure, language)}
      />,
    )
  })

  router.post('/cycles/:id/submit', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycleId = pathPart(request, 'id')
    await submitForSignature(house, actorOf(request), { cycleId, version: versionOf(form), once: onceKey(form) })
    response.redirect(303, `/cycles/${cycleId}`)
  })

  router.get('/cycles/:id/discard', async (request, response) => {
    const cycle = await draft(request, response)
    if (!cycle) return
    const { t } = createWords(request.frame(response).language, request.now)
    const path = `/cycles/${cycle.id}`
    sendPage(
      request,
      response,
      <DiscardPage
        title={cycle.title}
        eyebrow={t('launch.eyebrow')}
        lead={t('launch.clauses.discardText')}
        path={path}
        back={`${path}/clauses`}
      />,
    )
  })

  router.post('/cycles/:id/discard', formBody(), async (request, response) => {
    await discardDraft(house, actorOf(request), { cycleId: pathPart(request, 'id') })
    response.redirect(303, '/cycles')
  })

  router.post('/cycles/:id/copy', formBody(), async (request, response) => {
    const { cycleId } = await copyCycle(house, actorOf(request), {
      cycleId: pathPart(request, 'id'),
      once: onceKey(formOf(request)),
    })
    response.redirect(303, `/cycles/${cycleId}/clauses`)
  })

  return router
}
