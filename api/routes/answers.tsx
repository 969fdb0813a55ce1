import { type Request, type Response, Router } from 'express'
import { demandAny } from '../../acts/demand-any.ts'
import { readCalendar } from '../../acts/matter.ts'
import { demand } from '../../acts/relation.ts'
import { saveAnswerDraft } from '../../acts/save-answer-draft.ts'
import { signFor } from '../../acts/sign-for.ts'
import type { Language } from '../../domain/actor.ts'
import { anchorInWords } from '../../domain/clauses.ts'
import { RuleBroken } from '../../domain/refusal.ts'
import {
  countLetters,
  type Letter,
  listLetters,
  listSubmissions,
  readAnswerDraft,
  readLetter,
  readSubmission,
} from '../../records/answers.ts'
import { readClausePage } from '../../records/cycle.ts'
import { renderPart } from '../../web/frame.tsx'
import { AnswerPage } from '../../web/pages/answer.tsx'
import { AnswerListPage } from '../../web/pages/answer-list.tsx'
import type { AnswerFormState, ClauseRange } from '../../web/pages/answer-view.ts'
import { ConfirmNoOpinionPage } from '../../web/pages/confirm-no-opinion.tsx'
import { DraftState } from '../../web/pages/draft-state.tsx'
import { ReceiptPage } from '../../web/pages/receipt.tsx'
import { paths } from '../../web/paths.ts'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { wrongFields } from '../errors.ts'
import { formOf } from '../form-body.ts'
import { languageOf } from '../language.ts'
import { formFor, given, inWords, letterView, sentOn, standingOf } from '../letter-view.ts'
import { listedLetter } from '../listed-letter.ts'
import { receiptView } from '../receipt-view.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { carryOut, draftOf, readTypedAnswer, type TypedAnswer } from '../typed-answer.ts'

const clausesShown = 60

const formBytes = 4 * 1_048_576

// Larger than what is taken, so that a file that is a little too large is refused by name and the rest is kept.
const uploads = { count: 20, bytes: 32 * 1_048_576 }

/** Letters to one's unit: the list, the answer with its draft, and the receipts. */
export function answerRoutes({ house, formBody }: RouteDeps): Router {
  const router = Router()
  const { database } = house

  router.get(paths.letters, async (request, response) => {
    const actor = actorOf(request)
    const view = request.query.view === 'all' ? 'all' : 'waiting'
    const q = text(request.query.q)
    const after = text(request.query.after) || null
    const [waiting, page, calendar] = await Promise.all([
      countLetters(database, actor.unitId),
      listLetters(database, actor.unitId, { view, q, after }),
      readCalendar(database),
    ])
    const letters = page.rows.map(row => listedLetter(row, request.now, calendar))
    const props = { view, waiting, q, letters, next: page.next, later: after !== null } as const
    sendPage(request, response, <AnswerListPage {...props} />)
  })

  router.get('/answers/:id', async (request, response) => {
    const letter = await see(request)
    const draft = await readAnswerDraft(database, letter.theCase.id)
    await show(request, response, letter, { draft, from: Number(text(request.query.from)) || 0 })
  })

  router.post('/answers/:id/sign-for', formBody(), async (request, response) => {
    const caseId = idOf(request)
    await signFor(house, actorOf(request), { caseId, requestId: request.id })
    response.redirect(303, `${paths.letters}/${caseId}`)
  })

  router.post('/answers/:id', formBody({ bytes: formBytes, files: uploads }), async (request, response) => {
    const letter = await see(request)
    const typed = readTypedAnswer(formOf(request))
    try {
      response.redirect(303, await carryOut(house, request, letter, typed))
    } catch (error) {
      await showAgain(request, response, letter, typed, error)
    }
  })

  router.post('/answers/:id/draft', formBody({ bytes: formBytes, files: uploads }), async (request, response) => {
    const letter = await see(request)
    const { opinions, basis } = readTypedAnswer(formOf(request))
    const frame = request.frame(response)
    const { wrong } = createWords(frame.language, frame.now)
    const edited = await inWords(database, opinions, frame.language)
    try {
      const saved = await saveAnswerDraft(house, actorOf(request), {
        caseId: letter.theCase.id,
        basis,
        draft: draftOf(opinions),
      })
      const form = {
        version: saved.version,
        opinions: edited,
        saved: { by: actorOf(request).personName, at: saved.savedAt },
      }
      response.type('html').send(renderPart(frame, <DraftState form={form} auto />))
    } catch (error) {
      const form = { version: basis.version, opinions: edited, saved: null }
      const first = wrongFields(error)?.[0]
      if (first)
        return response
          .status(422)
          .type('html')
          .send(renderPart(frame, <DraftState form={form} problem={wrong(first)} />))
      if (!isDraftChanged(error)) throw error
      const conflict = { by: String(error.details.by ?? ''), at: String(error.details.at ?? '') }
      response
        .status(409)
        .type('html')
        .send(renderPart(frame, <DraftState form={form} conflict={conflict} />))
    }
  })

  router.get('/answers/:id/no-opinion', async (request, response) => {
    const letter = await see(request)
    const { cycle, theCase } = letter
    await demand(database, 'answer', actorOf(request), { cycle, caseUnitId: theCase.unit_id })
    const draft = await readAnswerDraft(database, theCase.id)
    const opinions = draft?.answer.kind === 'opinions' ? draft.answer.opinions.length : 0
    const view = { caseId: theCase.id, title: cycle.title, issuer: cycle.unit_name, sentOn: sentOn(letter) }
    sendPage(
      request,
      response,
      <ConfirmNoOpinionPage letter={view} opinions={opinions} version={draft?.version ?? 0} />,
    )
  })

  router.get('/answers/:id/receipts/:seq', async (request, response) => {
    const actor = actorOf(request)
    const letter = await readLetter(database, request.params.id)
    const { cycle, theCase } = letter
    const may = await demandAny(database, ['see-case', 'see-cycle'], actor, { cycle, caseUnitId: theCase.unit_id })
    const submission = await readSubmission(database, theCase.id, Number(request.params.seq))
    const receipt = await receiptView(house, letter, submission, {
      own: may.has('see-case'),
      language: languageOf(request),
      now: request.now,
    })
    sendPage(request, response, <ReceiptPage receipt={receipt} />)
  })

  return router

  async function see(request: Request): Promise<Letter> {
    const letter = await readLetter(database, idOf(request))
    await demand(database, 'see-case', actorOf(request), { cycle: letter.cycle, caseUnitId: letter.theCase.unit_id })
    return letter
  }

  /** The page as it stands, or with what was typed. */
  async function show(
    request: Request,
    response: Response,
    letter: Letter,
    {
      draft,
      from,
      typed,
    }: { draft: Awaited<ReturnType<typeof readAnswerDraft>>; from: number; typed?: AnswerFormState },
    status = 200,
  ): Promise<void> {
    const language = languageOf(request)
    const { cycle, theCase } = letter
    const [view, page, submissions] = await Promise.all([
      letterView(database, letter, request.now, language),
      readClausePage(database, cycle.id, from, clausesShown),
      listSubmissions(database, theCase.id),
    ])
    const standing = await standingOf(database, letter, submissions, request.now, language)
    const clauses: ClauseRange = {
      clauses: page.clauses.map(({ anchor, heading, text }) => ({
        anchor,
        label: anchorInWords(anchor, language),
        heading,
        text,
      })),
      total: page.total,
      from: Math.max(0, Math.trunc(from) || 0),
      previous: page.previous,
      next: page.next,
    }
    const writes =
      typed ?? (await formFor(database, letter, standing, draft, submissions, request.query.replace === '1', language))
    const props = { letter: view, standing, clauses, form: writes, earlier: submissions.map(given) }
    sendPage(request, response, <AnswerPage {...props} />, status)
  }

  /** The same page with everything that was typed, and why it was not taken. */
  async function showAgain(
    request: Request,
    response: Response,
    letter: Letter,
    typed: TypedAnswer,
    error: unknown,
  ): Promise<void> {
    const errors = wrongFields(error)
    const changed = isDraftChanged(error)
    if (!errors && !changed) throw error
    const language = languageOf(request)
    const draft = await readAnswerDraft(database, letter.theCase.id)
    const form: AnswerFormState = {
      version: changed ? (draft?.version ?? 0) : typed.basis.version,
      opinions: await inWords(database, typed.opinions, language),
      saved: null,
      once: typed.basis.form,
      ...(errors ? { errors } : {}),
      ...(changed ? { conflict: await conflictWith(draft, letter, language) } : {}),
    }
    await show(request, response, letter, { draft, from: typed.from, typed: form }, changed ? 409 : 422)
  }

  async function conflictWith(draft: Awaited<ReturnType<typeof readAnswerDraft>>, letter: Letter, language: Language) {
    if (draft) {
      const theirs = draft.answer.kind === 'opinions' ? await inWords(database, draft.answer.opinions, language) : []
      return { by: draft.by, at: draft.at, theirs }
    }
    const [last] = await listSubmissions(database, letter.theCase.id)
    return { by: last?.by_name ?? '', at: last?.received_at ?? '', theirs: null }
  }
}

const isDraftChanged = (error: unknown): error is RuleBroken =>
  error instanceof RuleBroken && error.code === 'draft-changed'

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 200) : '')

const idOf = (request: Request): string => String(request.params.id)
