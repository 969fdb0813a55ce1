import { type Request, type Response, Router } from 'express'
import { readCalendar } from '../../acts/matter.ts'
import { objectToCut } from '../../acts/object-to-cut.ts'
import { giveSupplement } from '../../acts/review-claim.ts'
import { removeEvidence, storeEvidence } from '../../acts/store-evidence.ts'
import { withdrawClaim } from '../../acts/withdraw-claim.ts'
import { canClaim } from '../../domain/can-claim.ts'
import { localDateOf } from '../../domain/local-time.ts'
import { type FieldError, NotFound, RuleBroken } from '../../domain/refusal.ts'
import {
  listClaimNotices,
  listMyClaims,
  listRoundsFor,
  readAssessments,
  readClaimStory,
  readEvidence,
  readObjectionsTo,
  readStandings,
} from '../../records/my-claims.ts'
import { ClaimMendPage } from '../../web/pages/claim-mend.tsx'
import { ClaimProgressPage } from '../../web/pages/claim-progress.tsx'
import { ClaimReceiptPage } from '../../web/pages/claim-receipt.tsx'
import { ClaimSayPage } from '../../web/pages/claim-say.tsx'
import { ClaimSupplementPage } from '../../web/pages/claim-supplement.tsx'
import { claimPath } from '../../web/pages/claim-view.ts'
import { ClaimWithdrawPage } from '../../web/pages/claim-withdraw.tsx'
import { MyClaimsPage } from '../../web/pages/my-claims.tsx'
import { paths } from '../../web/paths.ts'
import { sendPage } from '../answer-page.ts'
import { readClaimFor } from '../claim-at-hand.ts'
import { courseOf } from '../claim-course.ts'
import { namedItems } from '../claim-groups.ts'
import { claimMovedOn } from '../claim-moved-on.ts'
import { claimReceipt, linesOf } from '../claim-receipt.ts'
import { standingOf } from '../claim-standing.ts'
import { dueView } from '../days-left.ts'
import { daysUntil } from '../days-until.ts'
import { field, formOf, onceKey } from '../form-body.ts'
import { languageOf } from '../language.ts'
import { afterIn, listPages } from '../list-pages.ts'
import { pathPart } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

const uploads = { count: 30, bytes: 32 * 1_048_576 }

/** An institution’s claims and how they stand. */
export function claimRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  const caseIdOf = (request: Request) => pathPart(request, 'caseId')

  router.get(paths.claims, async (request, response) => {
    const { roles, unitId, unitName } = actorOf(request)
    if (!canClaim('save-claim', { roles, relations: new Set(['applicant-unit']), state: 'any' }))
      throw new NotFound('claims')
    const after = afterIn(request)
    const [page, rounds, calendar] = await Promise.all([
      listMyClaims(database, unitId, { after }),
      listRoundsFor(database, unitId, request.now),
      readCalendar(database),
    ])
    const standings = (await readStandings(database, page.caseIds)).map(row => standingOf(row, request.now, calendar))
    const props = {
      unitName,
      standings,
      rounds: rounds.map(({ state, closesAt, ...round }) => ({
        ...round,
        open: state === 'open',
        due: dueView(closesAt, request.now, calendar),
      })),
      ...listPages(paths.claims, {}, after, page.next),
    }
    sendPage(request, response, <MyClaimsPage {...props} />)
  })

  router.get('/claims/:caseId', async (request, response) => {
    const actor = actorOf(request)
    const language = languageOf(request)
    const at = await readClaimFor(house, actor, 'see-claim', caseIdOf(request))
    const { case_id: caseId, state } = at.claim
    if (actor.unitId !== at.theCase.unit_id) return response.redirect(303, `/review/${caseId}`)
    const [row, story, objections, assessments, notices, calendar] = await Promise.all([
      readStandings(database, [caseId]).then(([one]) => one),
      readClaimStory(database, caseId),
      readObjectionsTo(database, caseId),
      readAssessments(database, caseId),
      listClaimNotices(database, caseId, actor),
      readCalendar(database),
    ])
    if (!row) throw new NotFound('claim')
    const standing = standingOf(row, request.now, calendar)
    if (standing.key === 'draft') return response.redirect(303, claimPath(caseId, 'form/institution'))
    const amountOf = (madeFor: string, fen: string | null) => {
      const made = assessments.filter(each => each.made_for === madeFor).at(-1)
      return fen === null || !made ? null : { fen, lines: linesOf(made.answer, language) }
    }
    const decided = story.decisions
      .filter(each => ['refuse-acceptance', 'refuse-claim', 'review-claim'].includes(each.act))
      .at(-1)
    const cut = row.askedFen !== null && row.grantedFen !== null && BigInt(row.grantedFen) < BigInt(row.askedFen)
    const refused = state === 'refused' || state === 'not-accepted'
    const said = story.decisions.some(each => each.act === 'object-to-cut' && each.round === at.claim.review_round)
    const { roles } = actor
    const may = { roles, relations: new Set(['applicant-unit'] as const), state }
    const view = {
      standing,
      by: story.receipts.at(-1)?.by_name ?? '',
      reviewers: [at.cycle.unit_name, at.cycle.section_name].filter(Boolean).join(' '),
      contact: at.cycle.settings.contact,
      course: courseOf(row, standing.key, story, objections),
      named: namedItems(at, story.defects, state === 'supplementing' ? 'supplement' : 'correction', language),
      asked: amountOf('application', row.askedFen),
      granted: state === 'accepted' || refused ? null : amountOf('review', row.grantedFen),
      reason: decided?.reason && (cut || refused) ? { text: decided.reason, clause: decided.clause ?? '' } : null,
      remedy: refused,
      cutOpen: cut && !said && canClaim('object-to-cut', may),
      objections: objections
        .filter(({ outcome }) => outcome === null)
        .map(each => ({ id: each.id, number: each.number, stated: each.stated_at !== null })),
      receipt: story.receipts.at(-1)?.seq ?? null,
      mayWithdraw: canClaim('withdraw-claim', may),
      messages: notices.map(({ id, subject, created_at }) => ({ id, subject, at: created_at })),
    }
    sendPage(request, response, <ClaimProgressPage view={view} />)
  })

  router.get('/claims/:caseId/receipts/:seq', async (request, response) => {
    const actor = actorOf(request)
    const at = await readClaimFor(house, actor, 'see-claim', caseIdOf(request))
    const receipt = await claimReceipt(house, at, Number(pathPart(request, 'seq')), {
      language: languageOf(request),
      own: actor.unitId === at.theCase.unit_id,
    })
    sendPage(request, response, <ClaimReceiptPage receipt={receipt} />)
  })

  router.get('/claims/:caseId/mend', async (request, response) => {
    const at = await readClaimFor(house, actorOf(request), 'mend-claim', caseIdOf(request))
    const { tasks, defects } = await readClaimStory(database, at.claim.case_id)
    const calendar = await readCalendar(database)
    const dueAt = tasks.find(({ step, state }) => step === 'correction' && state === 'open')?.due_at ?? null
    const props = {
      caseId: at.claim.case_id,
      title: at.cycle.title,
      number: at.claim.number ?? '',
      named: namedItems(at, defects, 'correction', languageOf(request)),
      due: dueAt === null ? null : dueView(dueAt, request.now, calendar),
      days: dueAt === null ? [] : daysUntil(request.now, dueAt, calendar),
      today: localDateOf(request.now),
    }
    sendPage(request, response, <ClaimMendPage {...props} />)
  })

  router.get('/claims/:caseId/supplement', async (request, response) => showSupplement(request, response))

  router.post('/claims/:caseId/supplement', formBody({ files: uploads }), async (request, response) => {
    const form = formOf(request)
    const actor = actorOf(request)
    const caseId = caseIdOf(request)
    const [, intent = 'upload', fileId = ''] = /^(give|upload|drop)(?::(.*))?$/.exec(field(form, 'intent')) ?? []
    const done = await takeForm(
      async () => {
        if (intent === 'give')
          await giveSupplement(house, actor, { caseId, note: field(form, 'note'), once: onceKey(form) })
        else if (intent === 'drop') await removeEvidence(house, actor, { caseId, fileId })
        else
          for (const { name, bytes, field: of } of form.files)
            await storeEvidence(house, actor, { caseId, name, bytes, field: of })
        return true
      },
      errors => showSupplement(request, response, errors),
    )
    if (done) response.redirect(303, claimPath(caseId, intent === 'give' ? '' : 'supplement'))
  })

  router.get('/claims/:caseId/withdraw', async (request, response) => {
    sendPage(request, response, await withdrawPage(request, {}))
  })

  router.post('/claims/:caseId/withdraw', formBody(), async (request, response) => {
    const form = formOf(request)
    const once = onceKey(form)
    const reason = field(form, 'reason')
    const caseId = caseIdOf(request)
    const done = await takeForm(
      async () => {
        await withdrawClaim(house, actorOf(request), { caseId, reason, once })
        return true
      },
      async errors =>
        sendPage(request, response, await withdrawPage(request, { reason, errors, onceKey: once.key }), 422),
    )
    if (done) response.redirect(303, claimPath(caseId))
  })

  router.get('/claims/:caseId/cut', async (request, response) => {
    const at = await readClaimFor(house, actorOf(request), 'object-to-cut', caseIdOf(request))
    sendPage(request, response, <ClaimSayPage claim={claimOf(at)} text="" />)
  })

  router.post('/claims/:caseId/cut', formBody(), async (request, response) => {
    const at = await readClaimFor(house, actorOf(request), 'object-to-cut', caseIdOf(request))
    const form = formOf(request)
    const text = field(form, 'text')
    const once = onceKey(form)
    const done = await takeForm(
      async () => {
        await objectToCut(house, actorOf(request), { caseId: at.claim.case_id, text, once })
        return true
      },
      errors =>
        sendPage(
          request,
          response,
          <ClaimSayPage claim={claimOf(at)} text={text} errors={errors} onceKey={once.key} />,
          422,
        ),
    )
    if (done) response.redirect(303, claimPath(at.claim.case_id))
  })

  router.use('/claims/:caseId', claimMovedOn)
  return router

  async function withdrawPage(
    request: Request,
    typed: { reason?: string; errors?: readonly FieldError[]; onceKey?: string },
  ) {
    const at = await readClaimFor(house, actorOf(request), 'withdraw-claim', caseIdOf(request))
    const { state, due_at: dueAt } = at.cycle
    const open = state === 'open' && dueAt !== null && dueAt >= request.now
    return <ClaimWithdrawPage claim={claimOf(at)} open={open} reason="" {...typed} />
  }

  async function showSupplement(request: Request, response: Response, errors?: readonly FieldError[]): Promise<void> {
    const at = await readClaimFor(house, actorOf(request), 'give-supplement', caseIdOf(request))
    const { case_id: caseId } = at.claim
    const [{ tasks, defects }, calendar, files] = await Promise.all([
      readClaimStory(database, caseId),
      readCalendar(database),
      readEvidence(database, caseId),
    ])
    const task = tasks.find(({ step, state }) => step === 'supplement' && state === 'open')
    if (!task) throw new RuleBroken('not-in-this-state')
    const form = errors ? formOf(request) : null
    const props = {
      ...claimOf(at),
      number: at.claim.number ?? '',
      issuer: at.cycle.unit_name,
      named: namedItems(at, defects, 'supplement', languageOf(request)),
      due: task.due_at === null ? null : dueView(task.due_at, request.now, calendar),
      files: files.filter(({ uploadedAt }) => uploadedAt >= task.opened_at),
      note: form ? field(form, 'note') : '',
      errors: errors ?? [],
      onceKey: form?.once?.key,
    }
    sendPage(request, response, <ClaimSupplementPage {...props} />, errors ? 422 : 200)
  }
}

type At = Awaited<ReturnType<typeof readClaimFor>>
const claimOf = ({ claim, cycle }: At) => ({ caseId: claim.case_id, title: cycle.title, number: claim.number })
