import type { Request, Response, Router } from 'express'
import { type Defect, previewDecision } from '../acts/claim-notices.ts'
import { refuseAcceptance, requestCorrection } from '../acts/decide-acceptance.ts'
import { refuseClaim, returnClaim } from '../acts/decide-claim.ts'
import { declareInterest } from '../acts/declare-interest.ts'
import { readCalendar } from '../acts/matter.ts'
import { requestSupplement, reviewClaim } from '../acts/review-claim.ts'
import { dueOfClaimStep } from '../domain/claim-rules.ts'
import { type FieldError, NotFound } from '../domain/refusal.ts'
import { readClaimDecisions, readDefects } from '../records/review.ts'
import { DefectsPage, type DefectTyped } from '../web/pages/review-defects.tsx'
import { type GraveAct, GroundsPage, graveActs } from '../web/pages/review-grounds.tsx'
import { InterestPage } from '../web/pages/review-interest.tsx'
import { paths } from '../web/paths.ts'
import { createWords } from '../web/words.ts'
import { sendPage } from './answer-page.ts'
import { factsAsked, say, sourceName } from './claim-at-hand.ts'
import { type Form, field, formOf, onceKey } from './form-body.ts'
import { languageOf } from './language.ts'
import { pathPart } from './query.ts'
import { type ReviewAtHand, readReview } from './review-access.ts'
import { type ToldCode, tell } from './review-told.ts'
import { whoCan } from './review-view.ts'
import type { RouteDeps } from './route-deps.ts'
import { actorOf } from './session.ts'
import { takeForm } from './take-form.ts'

type Deps = Pick<RouteDeps, 'house' | 'formBody'>
type Retry = { readonly errors?: readonly FieldError[]; readonly onceKey?: string }

const stepOf = {
  'not-accept': 'acceptance',
  'propose-refusal': 'review',
  return: 'approval',
  refuse: 'approval',
} as const
const toldOf = {
  'not-accept': 'not-accepted',
  'propose-refusal': 'reviewed',
  return: 'returned',
  refuse: 'refused',
} as const satisfies Record<GraveAct, ToldCode>
const mostRows = 50

/** The pages of decisions that need their grounds, everything at once, or an interest declared. */
export function gravePages(router: Router, { house, formBody }: Deps): void {
  const { database } = house

  for (const act of graveActs) {
    router.get(`/review/:caseId/${act}`, async (request, response) => {
      const at = await due(request, [stepOf[act]])
      await showGrounds(request, response, at, act, await groundsBefore(at, act))
    })

    router.post(`/review/:caseId/${act}`, formBody(), async (request, response) => {
      const form = formOf(request)
      const grounds = { reason: field(form, 'reason'), clause: field(form, 'clause') }
      const once = onceKey(form)
      if (field(form, 'preview') === '1')
        return showGrounds(request, response, await due(request, [stepOf[act]]), act, grounds, { onceKey: once.key })
      const caseId = pathPart(request, 'caseId')
      const done = await takeForm(
        async () => {
          await decide(request, act, { caseId, ...grounds, once })
          return true
        },
        async errors =>
          showGrounds(
            request,
            response,
            await due(request, [stepOf[act]]),
            act,
            grounds,
            { errors, onceKey: once.key },
            422,
          ),
      )
      if (done) tell(response, caseId, toldOf[act])
    })
  }

  for (const kind of ['correction', 'supplement'] as const) {
    const step = kind === 'correction' ? 'acceptance' : 'review'

    router.get(`/review/:caseId/${kind}`, async (request, response) => {
      await showDefects(request, response, kind, await due(request, [step]), { rows: [blank], reason: '' })
    })

    router.post(`/review/:caseId/${kind}`, formBody(), async (request, response) => {
      const form = formOf(request)
      const once = onceKey(form)
      const typed = { rows: rowsIn(form), reason: field(form, 'reason') }
      if (field(form, 'more') === '1' || field(form, 'preview') === '1') {
        const rows = field(form, 'more') === '1' ? [...typed.rows, blank] : typed.rows
        const again = { ...typed, rows: rows.length > 0 ? rows : [blank] }
        return showDefects(request, response, kind, await due(request, [step]), again, { onceKey: once.key })
      }
      const caseId = pathPart(request, 'caseId')
      const actor = actorOf(request)
      const done = await takeForm(
        async () => {
          if (kind === 'correction')
            await requestCorrection(house, actor, { caseId, defects: typed.rows, reason: typed.reason, once })
          else await requestSupplement(house, actor, { caseId, items: typed.rows, once })
          return true
        },
        async errors => {
          const again = { ...typed, rows: typed.rows.length > 0 ? typed.rows : [blank] }
          await showDefects(
            request,
            response,
            kind,
            await due(request, [step]),
            again,
            { errors, onceKey: once.key },
            422,
          )
        },
      )
      if (done) tell(response, caseId, kind)
    })
  }

  router.get('/review/:caseId/interest', async (request, response) => {
    await showInterest(request, response, '')
  })

  router.post('/review/:caseId/interest', formBody(), async (request, response) => {
    const form = formOf(request)
    const caseId = pathPart(request, 'caseId')
    const conflicted = field(form, 'conflicted') === 'yes'
    const reason = field(form, 'reason')
    const done = await takeForm(
      async () => {
        await declareInterest(house, actorOf(request), { caseId, conflicted, reason })
        return true
      },
      errors => showInterest(request, response, reason, { errors }, 422),
    )
    if (done) response.redirect(303, conflicted ? `${paths.review}?told=interest` : `/review/${caseId}`)
  })

  /** A claim at one of these steps, that is the reader's to do. @throws NotFound */
  async function due(request: Request, steps: readonly string[]): Promise<ReviewAtHand> {
    const at = await readReview(database, request)
    const waits = at.claim.state === 'supplementing'
    if (!at.mine || !at.task || waits || !steps.includes(at.task.step)) throw new NotFound('claim')
    return at
  }

  async function decide(
    request: Request,
    act: GraveAct,
    grounds: { caseId: string; reason: string; clause: string; once: { key: string } },
  ): Promise<void> {
    const actor = actorOf(request)
    const { caseId, once, reason, clause } = grounds
    if (act === 'not-accept') return refuseAcceptance(house, actor, grounds)
    if (act === 'refuse') return refuseClaim(house, actor, grounds)
    if (act === 'return') return returnClaim(house, actor, { caseId, reason, once })
    const finding = { facts: {}, cutChildren: [], verdict: 'refuse', reason, clause } as const
    await reviewClaim(house, actor, { caseId, finding, once })
  }

  /** A refusal begins with the grounds that the review proposes. */
  async function groundsBefore({ claim }: ReviewAtHand, act: GraveAct): Promise<{ reason: string; clause: string }> {
    if (act !== 'refuse' || claim.granted_fen !== null) return { reason: '', clause: '' }
    const decisions = await readClaimDecisions(database, claim.case_id)
    const proposal = decisions.findLast(each => each.act === 'review-claim')
    return { reason: proposal?.reason ?? '', clause: proposal?.clause ?? '' }
  }

  async function showGrounds(
    request: Request,
    response: Response,
    at: ReviewAtHand,
    act: GraveAct,
    grounds: { readonly reason: string; readonly clause: string },
    retry: Retry = {},
    status = 200,
  ): Promise<void> {
    const { claim, cycle, theCase, scheme } = at
    const occasion = act === 'not-accept' ? 'claim-not-accepted' : 'claim-refused'
    const told = { language: 'zh-CN', now: request.now, publicUrl: house.publicUrl } as const
    const about = { cycle, claim, to: theCase.unit_name }
    const sources = [...scheme.conditions, ...scheme.amount].flatMap(({ source }) => sourceName(source) ?? [])
    sendPage(
      request,
      response,
      <GroundsPage
        act={act}
        caseId={claim.case_id}
        name={theCase.unit_name}
        number={claim.number ?? ''}
        {...grounds}
        clauses={[...new Set(sources)]}
        notice={act === 'return' ? null : await previewDecision(database, about, { occasion, ...grounds }, told)}
        {...retry}
      />,
      status,
    )
  }

  async function showDefects(
    request: Request,
    response: Response,
    kind: 'correction' | 'supplement',
    at: ReviewAtHand,
    { rows, reason }: { readonly rows: readonly DefectTyped[]; readonly reason: string },
    retry: Retry = {},
    status = 200,
  ): Promise<void> {
    const language = languageOf(request)
    const { claim, cycle, theCase, scheme, rules } = at
    const { now } = request
    const { t } = createWords(language, now)
    const earlier = kind === 'correction' ? await readDefects(database, claim.case_id) : []
    const named = earlier.flatMap(({ stage, item }) => (stage === 'correction' ? [item] : []))
    const { dueAt } = dueOfClaimStep(kind, rules, now, await readCalendar(database))
    const occasion = kind === 'correction' ? 'correction-requested' : 'supplement-requested'
    const notice = await previewDecision(
      database,
      { cycle, claim, to: theCase.unit_name },
      { occasion, defects: [...rows] },
      { language: 'zh-CN', now, publicUrl: house.publicUrl },
    )
    sendPage(
      request,
      response,
      <DefectsPage
        kind={kind}
        caseId={claim.case_id}
        name={theCase.unit_name}
        number={claim.number ?? ''}
        dueAt={dueAt ?? now}
        items={[
          ...scheme.evidence.map(({ label }) => say(label, language)),
          ...factsAsked(at).map(({ meaning }) => say(meaning, language)),
          t('claimForm.groups.children'),
          t('review.form.account'),
          t('review.defects.other'),
        ]}
        rows={rows}
        named={[...new Set(named)]}
        reason={reason}
        notice={notice}
        {...retry}
      />,
      status,
    )
  }

  async function showInterest(
    request: Request,
    response: Response,
    reason: string,
    retry: Retry = {},
    status = 200,
  ): Promise<void> {
    const at = await readReview(database, request)
    if (!at.mine) throw new NotFound('claim')
    const { claim, theCase } = at
    const { personId } = actorOf(request)
    const others = await whoCan(house, { ...at, task: at.task && { ...at.task, assignee_id: null } }, request.now)
    const page = (
      <InterestPage
        caseId={claim.case_id}
        name={theCase.unit_name}
        number={claim.number ?? ''}
        who={others.flatMap(({ id, name }) => (id === personId ? [] : [name]))}
        reason={reason}
        {...retry}
      />
    )
    sendPage(request, response, page, status)
  }
}

const blank: DefectTyped = { item: '', text: '', clause: '' }

/** The rows in which anything was written. */
function rowsIn(form: Form): Defect[] {
  const rows: Defect[] = []
  for (let index = 0; index < mostRows + 1; index++) {
    const [item, text, clause] = (['item', 'text', 'clause'] as const).map(part =>
      field(form, `defects.${index}.${part}`),
    )
    if (item || text?.trim() || clause?.trim()) rows.push({ item: item ?? '', text: text ?? '', clause: clause ?? '' })
  }
  return rows
}
