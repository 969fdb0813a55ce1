import { type Request, type Response, Router } from 'express'
import { acceptClaim } from '../../acts/decide-acceptance.ts'
import { approveClaim } from '../../acts/decide-claim.ts'
import { readCalendar } from '../../acts/matter.ts'
import { answerWarning, reviewClaim } from '../../acts/review-claim.ts'
import type { Actor, Role } from '../../domain/actor.ts'
import { NotFound } from '../../domain/refusal.ts'
import { readWarnings } from '../../records/review.ts'
import { readClaimsUnderWay, readClaimTasks, readNextClaimDate } from '../../records/review-list.ts'
import { ReviewPage } from '../../web/pages/review.tsx'
import { ReviewListPage } from '../../web/pages/review-list.tsx'
import type { ReviewStep } from '../../web/pages/review-view.ts'
import { paths } from '../../web/paths.ts'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { dueView } from '../days-left.ts'
import { field, formOf, onceKey } from '../form-body.ts'
import { languageOf } from '../language.ts'
import { afterIn, listPages, wordIn } from '../list-pages.ts'
import { pathPart, queryText } from '../query.ts'
import { readReview } from '../review-access.ts'
import { gravePages } from '../review-decisions.tsx'
import { assessFinding, byField, findingIn, findingOf } from '../review-finding.ts'
import { servicePages } from '../review-service.tsx'
import { tell, toldCodes } from '../review-told.ts'
import { reviewView, type Typed } from '../review-view.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

const officeRoles: readonly Role[] = [
  'officer',
  'reviewer',
  'approver',
  'section-head',
  'leader',
  'head',
  'finance',
  'supervisor',
  'auditor',
]

/** Acceptance, review and approval of claims. */
export function reviewRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  router.get(paths.review, async (request, response) => {
    const actor = actorOf(request)
    demandOffice(actor)
    const { now } = request
    const [q, after] = [wordIn(request, 'q'), afterIn(request)]
    const [tasks, page, calendar] = await Promise.all([
      readClaimTasks(database, actor),
      readClaimsUnderWay(database, actor, { q, after }),
      readCalendar(database),
    ])
    const due = (at: string | null) => (at === null ? null : dueView(at, now, calendar))
    const fen = (amount: bigint | null) => (amount === null ? null : String(amount))
    sendPage(
      request,
      response,
      <ReviewListPage
        tasks={tasks.map(({ dueAt, amountFen, step, ...task }) => ({
          ...task,
          step: step as ReviewStep,
          due: due(dueAt),
          amountFen: fen(amountFen),
        }))}
        rows={page.rows.map(({ dueAt, amountFen, ...row }) => ({ ...row, due: due(dueAt), amountFen: fen(amountFen) }))}
        q={q}
        {...listPages(paths.review, { q }, after, page.next)}
        stoodAside={queryText(request, 'told') === 'interest'}
        nextDate={tasks.length === 0 ? await readNextClaimDate(database, actor, now) : null}
      />,
    )
  })

  router.get('/review/:caseId', async (request, response) => {
    const code = toldCodes.find(each => each === queryText(request, 'told'))
    const told = code ? createWords(languageOf(request), request.now).t(`review.told.${code}`) : null
    await show(request, response, { told })
  })

  router.post('/review/:caseId/accept', formBody(), async (request, response) => {
    const caseId = pathPart(request, 'caseId')
    await acceptClaim(house, actorOf(request), { caseId, once: onceKey(formOf(request)) })
    tell(response, caseId, 'accepted')
  })

  router.post('/review/:caseId/warnings/:warningId', formBody(), async (request, response) => {
    const caseId = pathPart(request, 'caseId')
    const warningId = pathPart(request, 'warningId')
    const name = `answer.${warningId}`
    const answer = field(formOf(request), name)
    const done = await takeForm(
      async () => {
        await answerWarning(house, actorOf(request), { caseId, warningId, answer })
        return true
      },
      errors =>
        show(
          request,
          response,
          { answers: { [warningId]: answer }, errors: errors.map(each => ({ ...each, field: name })) },
          422,
        ),
    )
    if (done) tell(response, caseId, 'answered')
  })

  // The amount that the button named is the one that is submitted: where what was typed comes to another, it is shown first.
  router.post('/review/:caseId/review', formBody(), async (request, response) => {
    const form = formOf(request)
    const at = await readReview(database, request)
    const caseId = at.claim.case_id
    const finding = findingIn(at, form)
    const once = onceKey(form)
    const shown = field(form, 'shown')
    const { assessment, errors } = await assessFinding(database, at, finding, languageOf(request))
    const fen = assessment?.amountFen == null ? '' : String(assessment.amountFen)
    if (field(form, 'preview') === '1' || errors.length > 0 || (fen !== '' && fen !== shown))
      return show(request, response, { finding, shown, onceKey: once.key }, errors.length > 0 ? 422 : 200)
    const open = (await readWarnings(database, caseId)).filter(({ answer }) => answer === null)
    if (open.length > 0) {
      const unanswered = open.map(({ id }) => ({ field: `answer.${id}`, code: 'required' }))
      return show(request, response, { finding, errors: unanswered, onceKey: once.key }, 422)
    }
    const done = await takeForm(
      () => reviewClaim(house, actorOf(request), { caseId, finding: findingOf(at, finding), once }),
      errors => show(request, response, { finding, errors: byField(finding, errors), onceKey: once.key }, 422),
    )
    if (done) tell(response, caseId, 'reviewed')
  })

  router.post('/review/:caseId/approve', formBody(), async (request, response) => {
    const caseId = pathPart(request, 'caseId')
    const { state } = await approveClaim(house, actorOf(request), { caseId, once: onceKey(formOf(request)) })
    tell(response, caseId, state === 'committed' ? 'approved' : 'waiting')
  })

  gravePages(router, { house, formBody })
  servicePages(router, { house, formBody })
  return router

  async function show(request: Request, response: Response, typed: Typed, status = 200): Promise<void> {
    const at = await readReview(database, request)
    const asking = { personId: actorOf(request).personId, language: languageOf(request), now: request.now }
    const view = await reviewView(house, at, asking, typed)
    sendPage(request, response, <ReviewPage {...view} />, status)
  }
}

function demandOffice({ roles }: Actor): void {
  if (!officeRoles.some(role => roles.includes(role))) throw new NotFound('review')
}
