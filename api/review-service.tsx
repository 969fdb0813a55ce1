import type { Request, Response, Router } from 'express'
import { demandClaim } from '../acts/claim-matter.ts'
import { readCalendar } from '../acts/matter.ts'
import { recordService } from '../acts/record-service.ts'
import { largestFile } from '../domain/file-kinds.ts'
import { localDateOf } from '../domain/local-time.ts'
import { type FieldError, NotFound } from '../domain/refusal.ts'
import { readMyClaim } from '../records/my-claims.ts'
import { readClaimDecisions } from '../records/review.ts'
import { RefusalLetterPage } from '../web/pages/review-letter.tsx'
import { ServicePage } from '../web/pages/review-service.tsx'
import { sendPage } from './answer-page.ts'
import { field, formOf, onceKey } from './form-body.ts'
import { pathPart } from './query.ts'
import { readReview } from './review-access.ts'
import { serviceView } from './review-parts.ts'
import { tell } from './review-told.ts'
import type { RouteDeps } from './route-deps.ts'
import { actorOf } from './session.ts'
import { takeForm } from './take-form.ts'

/** The printed refusal of a claim and its service. */
export function servicePages(router: Router, { house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): void {
  const { database } = house

  /** For both sides: whoever applied reads it too. */
  router.get('/review/:caseId/letter', async (request, response) => {
    const actor = actorOf(request)
    const found = await readMyClaim(database, pathPart(request, 'caseId'))
    const { claim, cycle, theCase } = found
    await demandClaim(database, 'see-claim', actor, found)
    const { state } = claim
    if (state !== 'refused' && state !== 'not-accepted') throw new NotFound('letter')
    const act = state === 'refused' ? 'refuse-claim' : 'refuse-acceptance'
    const decision = (await readClaimDecisions(database, claim.case_id)).findLast(each => each.act === act)
    const own = actor.unitId === theCase.unit_id
    sendPage(
      request,
      response,
      <RefusalLetterPage
        kind={state}
        back={own ? `/claims/${claim.case_id}` : `/review/${claim.case_id}`}
        number={claim.number ?? ''}
        name={theCase.unit_name}
        title={cycle.title}
        issuer={cycle.unit_name}
        decidedAt={decision?.at ?? claim.ended_at ?? request.now}
        receivedAt={claim.received_at}
        reason={decision?.reason ?? ''}
        clause={decision?.clause ?? ''}
        contact={cycle.settings.contact}
        service={await serviceView(database, claim.case_id, await readCalendar(database))}
        own={own}
      />,
    )
  })

  router.get('/review/:caseId/service', async (request, response) => {
    await showService(request, response, { channel: '', servedOn: localDateOf(request.now), proof: '' })
  })

  router.post(
    '/review/:caseId/service',
    formBody({ files: { count: 1, bytes: largestFile } }),
    async (request, response) => {
      const form = formOf(request)
      const caseId = pathPart(request, 'caseId')
      const typed = { channel: field(form, 'channel'), servedOn: field(form, 'servedOn'), proof: field(form, 'proof') }
      const once = onceKey(form)
      const scan = form.files.find(file => file.field === 'scan') ?? null
      const done = await takeForm(
        () => recordService(house, actorOf(request), { caseId, service: { ...typed, scan }, once }),
        errors => showService(request, response, typed, { errors, onceKey: once.key }, 422),
      )
      if (done) tell(response, caseId, 'served')
    },
  )

  async function showService(
    request: Request,
    response: Response,
    typed: { readonly channel: string; readonly servedOn: string; readonly proof: string },
    retry: { readonly errors?: readonly FieldError[]; readonly onceKey?: string } = {},
    status = 200,
  ): Promise<void> {
    const { mayServe, claim, theCase } = await readReview(database, request)
    if (!mayServe) throw new NotFound('claim')
    const page = (
      <ServicePage
        caseId={claim.case_id}
        name={theCase.unit_name}
        number={claim.number ?? ''}
        typed={typed}
        {...retry}
      />
    )
    sendPage(request, response, page, status)
  }
}
