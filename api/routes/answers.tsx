import { type Request, type Response, Router } from 'express'
import { auditHmac, canonical, type House } from '../../acts/act.ts'
import { answer } from '../../acts/answer.ts'
import { demandAny } from '../../acts/demand-any.ts'
import { readCalendar } from '../../acts/matter.ts'
import { frozenRules, silenceSentence } from '../../acts/procedure-of.ts'
import { demand } from '../../acts/relation.ts'
import { type DraftBasis, saveAnswerDraft } from '../../acts/save-answer-draft.ts'
import { signFor } from '../../acts/sign-for.ts'
import { storeFile } from '../../acts/store-file.ts'
import type { Actor, Language } from '../../domain/actor.ts'
import type { Calendar } from '../../domain/calendar.ts'
import { anchorInWords } from '../../domain/clauses.ts'
import { type Answer, mostOpinions, type OpinionEntry } from '../../domain/cycle.ts'
import { workingDaysLeft } from '../../domain/deadline.ts'
import { localDateOf } from '../../domain/local-time.ts'
import { RuleBroken } from '../../domain/refusal.ts'
import { dueOfStep } from '../../domain/timeline.ts'
import {
  countLetters,
  type Letter,
  type LetterRow,
  listLetters,
  listSubmissions,
  readAnswerDraft,
  readDueNow,
  readFileEntries,
  readLateDecision,
  readLetter,
  readNamedClauses,
  readOutcomes,
  readSubmission,
  type SubmissionRow,
  seqOfSubmission,
} from '../../records/answers.ts'
import { isId, readAttachments, readClausePage } from '../../records/cycle.ts'
import type { Reader } from '../../records/database.ts'
import { formatInstant } from '../../templates/format.ts'
import { renderPart } from '../../web/frame.tsx'
import { AnswerPage } from '../../web/pages/answer.tsx'
import { AnswerListPage, type LetterState, type ListedLetter } from '../../web/pages/answer-list.tsx'
import type {
  AnswerFormState,
  ClauseRange,
  EditedOpinion,
  GivenAnswer,
  LetterView,
  Standing,
} from '../../web/pages/answer-view.ts'
import { ConfirmNoOpinionPage } from '../../web/pages/confirm-no-opinion.tsx'
import { DraftState } from '../../web/pages/draft-state.tsx'
import { ReceiptPage, type ReceiptView } from '../../web/pages/receipt.tsx'
import { paths } from '../../web/paths.ts'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { daysUntil } from '../days-until.ts'
import { wrongFields } from '../errors.ts'
import { type Form, field, formOf } from '../form-body.ts'
import { BadRequest } from '../http-error.ts'
import { languageOf } from '../language.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'

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
    const letters = page.rows.map(row => listed(row, request.now, calendar))
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
    const typed = readTyped(formOf(request))
    try {
      response.redirect(303, await carryOut(house, request, letter, typed))
    } catch (error) {
      await showAgain(request, response, letter, typed, error)
    }
  })

  router.post('/answers/:id/draft', formBody({ bytes: formBytes, files: uploads }), async (request, response) => {
    const letter = await see(request)
    const { opinions, basis } = readTyped(formOf(request))
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
    const receipt = await receiptOf(letter, submission, {
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
      viewOf(database, letter, request.now, language),
      readClausePage(database, cycle.id, from, clausesShown),
      listSubmissions(database, theCase.id),
    ])
    const standing = await standingOf(letter, submissions, request.now, language)
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
      typed ?? (await formFor(letter, standing, draft, submissions, request.query.replace === '1', language))
    const props = { letter: view, standing, clauses, form: writes, earlier: submissions.map(given) }
    sendPage(request, response, <AnswerPage {...props} />, status)
  }

  /** The same page with everything that was typed, and why it was not taken. */
  async function showAgain(
    request: Request,
    response: Response,
    letter: Letter,
    typed: Typed,
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

  async function standingOf(
    { cycle, theCase }: Letter,
    submissions: readonly SubmissionRow[],
    now: string,
    language: Language,
  ): Promise<Standing> {
    if (cycle.state === 'withdrawn' || theCase.outcome === 'withdrawn')
      return {
        kind: 'withdrawn',
        at: cycle.withdrawn_at ?? theCase.outcome_at ?? now,
        reason: cycle.withdrawn_reason ?? '',
      }
    if (theCase.copy) return { kind: 'copy' }
    const over = cycle.state === 'feeding-back' || cycle.state === 'finished'
    if (over && theCase.submission_id && theCase.outcome === 'opinions') {
      const results = await readOutcomes(database, theCase.submission_id)
      return {
        kind: 'results',
        results: results.map(result => ({ ...result, label: anchorInWords(result.anchor, language) })),
      }
    }
    if (theCase.late_submission_id) {
      const decision = theCase.late_counted === null ? null : await readLateDecision(database, theCase.id)
      const replaceable = !over && theCase.signed_for_at !== null
      return { kind: 'late-given', counted: theCase.late_counted, reason: decision?.reason ?? null, replaceable }
    }
    const inTime = now <= theCase.due_at && cycle.closed_at === null
    const last = submissions[0]
    if (last && theCase.submission_id) return { kind: 'answered', replaceable: inTime && !over, last: given(last) }
    if (over) return { kind: 'closed' }
    if (!inTime || theCase.outcome_by === 'silence')
      return {
        kind: 'late',
        by: theCase.outcome === 'deemed-no-objection' ? 'deemed' : theCase.outcome === 'overdue' ? 'overdue' : 'time',
      }
    return { kind: theCase.signed_for_at ? 'to-answer' : 'to-sign' }
  }

  async function formFor(
    { theCase, cycle }: Letter,
    standing: Standing,
    draft: Awaited<ReturnType<typeof readAnswerDraft>>,
    submissions: readonly SubmissionRow[],
    replace: boolean,
    language: Language,
  ): Promise<AnswerFormState | null> {
    const open = ['open', 'disposing', 'approving'].includes(cycle.state)
    const replaceable = (standing.kind === 'answered' || standing.kind === 'late-given') && standing.replaceable
    const writable =
      standing.kind === 'to-answer' || standing.kind === 'late' || (replaceable && (replace || draft !== null))
    if (!open || !writable || !theCase.signed_for_at) return null
    if (draft) {
      const opinions = draft.answer.kind === 'opinions' ? draft.answer.opinions : []
      return {
        version: draft.version,
        opinions: await inWords(database, opinions, language),
        saved: { by: draft.by, at: draft.at },
      }
    }
    const last = submissions[0] ? await readSubmission(database, theCase.id, submissions[0].seq) : null
    const opinions = last?.answer.kind === 'opinions' ? last.answer.opinions : []
    return { version: 0, opinions: await inWords(database, opinions, language), saved: null }
  }

  async function receiptOf(
    { cycle, theCase }: Letter,
    submission: Awaited<ReturnType<typeof readSubmission>>,
    { own, language, now }: { own: boolean; language: Language; now: string },
  ): Promise<ReceiptView> {
    const entries = submission.answer.kind === 'opinions' ? submission.answer.opinions : []
    const [{ total, named }, files, calendar] = await Promise.all([
      readNamedClauses(
        database,
        cycle.id,
        entries.map(({ anchor }) => anchor),
      ),
      readFileEntries(
        database,
        entries.flatMap(({ files }) => files),
      ),
      readCalendar(database),
    ])
    const newest = [theCase.submission_id, theCase.late_submission_id].includes(submission.id)
    const disposition = dueOfStep(
      'disposition',
      frozenRules(cycle),
      cycle.closed_at ?? cycle.due_at ?? submission.due_at,
      calendar,
    )
    const over = cycle.state === 'feeding-back' || cycle.state === 'finished'
    return {
      caseId: theCase.id,
      issuer: cycle.unit_name,
      title: cycle.title,
      sentOn: sentOn({ cycle, theCase }),
      clauses: total,
      textSha256: submission.form_sha256,
      number: submission.receipt,
      receivedAt: submission.received_at,
      recordedAt: submission.recorded_at,
      dueAt: submission.due_at,
      unit: submission.unit_name,
      by: submission.by_name,
      recordedBy: submission.recorded_by_name,
      channel: submission.channel as ReceiptView['channel'],
      late: submission.late,
      check: checkCode(house, submission),
      replaced: !newest,
      replaceable:
        newest && !submission.late && now <= theCase.due_at && cycle.state === 'open' && cycle.closed_at === null,
      own,
      opinions: entries.map(entry => ({
        label: anchorInWords(entry.anchor, language),
        clause: excerpt(named.get(entry.anchor)),
        text: entry.text,
        wording: entry.wording,
        reason: entry.reason,
        files: entry.files.flatMap(id => files.get(id) ?? []),
      })),
      dispositionUntil: over ? null : disposition.dueAt,
    }
  }
}

/** Does what the button says and answers where to go on. */
async function carryOut(house: House, request: Request, letter: Letter, typed: Typed): Promise<string> {
  const actor = actorOf(request)
  const caseId = letter.theCase.id
  const here = `${paths.letters}/${caseId}`
  await storeUploads(house, actor, caseId, typed)
  const { intent, argument, opinions, basis } = typed
  const save = () => saveAnswerDraft(house, actor, { caseId, basis, draft: draftOf(typed.opinions) })
  const at = (from: number, fragment = '') => `${here}?from=${from}${fragment && `#${encodeURIComponent(fragment)}`}`
  if (intent === 'submit' || intent === 'no-opinion') {
    typed.opinions = opinions.filter(isWritten)
    if (intent === 'no-opinion' && typed.opinions.length > 0) {
      await save()
      return `${here}/no-opinion`
    }
    const given: Answer = intent === 'submit' ? { kind: 'opinions', opinions: typed.opinions } : { kind: 'no-opinion' }
    const { submissionId } = await answer(house, actor, {
      caseId,
      answer: given,
      basis,
      once: { key: basis.form },
      requestId: request.id,
    })
    return `${here}/receipts/${await seqOfSubmission(house.database, submissionId)}`
  }
  if (intent === 'add') {
    const after = opinions.findLastIndex(({ anchor }) => anchor === argument)
    const place = after < 0 ? opinions.length : after + 1
    opinions.splice(place, 0, { anchor: argument, text: '', wording: '', reason: '', files: [] })
    await save()
    return at(typed.from, `f-opinions.${place}.text`)
  }
  if (intent === 'drop') {
    const [dropped] = opinions.splice(Number(argument), 1)
    await save()
    return at(typed.from, dropped ? `c-${dropped.anchor}` : '')
  }
  if (intent === 'detach') {
    const [index = '', fileId = ''] = argument.split(':')
    const opinion = opinions[Number(index)]
    if (opinion) opinion.files = opinion.files.filter(id => id !== fileId)
    await save()
    return at(typed.from, `c-${opinion?.anchor ?? ''}`)
  }
  await save()
  if (intent === 'from') return at(Number(argument) || 0, 'h-draft')
  if (intent === 'attach')
    return at(typed.from, `c-${opinions.find(({ anchor }) => anchor === typed.uploadedTo)?.anchor ?? ''}`)
  return at(typed.from)
}

/** Files chosen since the page was shown are kept first, whatever the button was. */
async function storeUploads(house: House, actor: Actor, caseId: string, typed: Typed): Promise<void> {
  for (const upload of typed.uploads) {
    const opinion = typed.opinions[upload.index]
    if (!opinion) throw new BadRequest()
    const { fileId } = await storeFile(house, actor, {
      caseId,
      purpose: 'opinion',
      name: upload.name,
      bytes: upload.bytes,
      field: upload.field,
    })
    if (!opinion.files.includes(fileId)) opinion.files = [...opinion.files, fileId]
    typed.uploadedTo = opinion.anchor
  }
}

type TypedOpinion = { anchor: string; text: string; wording: string; reason: string; files: readonly string[] }
type Typed = {
  readonly intent: string
  readonly argument: string
  opinions: TypedOpinion[]
  readonly basis: DraftBasis
  readonly from: number
  readonly uploads: readonly { index: number; field: string; name: string; bytes: Buffer }[]
  uploadedTo?: string
}

function readTyped(form: Form): Typed {
  const count = wholeNumber(field(form, 'count'))
  if (count > mostOpinions || !form.once) throw new BadRequest()
  const [, intent = 'save', argument = ''] = /^([a-z-]+)(?::(.*))?$/su.exec(field(form, 'intent')) ?? []
  const opinions = Array.from({ length: count }, (_, index) => {
    const part = (name: string) => field(form, `opinions.${index}.${name}`)
    return {
      anchor: part('anchor').slice(0, 200),
      text: part('text'),
      wording: part('wording'),
      reason: part('reason'),
      files: part('files').split(' ').filter(isId),
    }
  })
  const uploads = form.files.flatMap(({ field, name, bytes }) => {
    const index = /^opinions\.(\d{1,3})\.upload$/.exec(field)?.[1]
    return index === undefined ? [] : [{ index: Number(index), field, name, bytes }]
  })
  const basis = { version: wholeNumber(field(form, 'version')), form: form.once.key }
  return { intent, argument, opinions, basis, from: wholeNumber(field(form, 'from')), uploads }
}

function wholeNumber(text: string): number {
  if (!/^\d{0,7}$/.test(text)) throw new BadRequest()
  return Number(text)
}

const draftOf = (opinions: readonly OpinionEntry[]): Answer => ({ kind: 'opinions', opinions })
const isWritten = ({ text, wording, reason, files }: TypedOpinion): boolean =>
  `${text}${wording}${reason}`.trim() !== '' || files.length > 0
const isDraftChanged = (error: unknown): error is RuleBroken =>
  error instanceof RuleBroken && error.code === 'draft-changed'
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 200) : '')
const idOf = (request: Request): string => String(request.params.id)
const sentOn = ({ cycle, theCase }: Letter): string =>
  localDateOf(theCase.sent_at ?? cycle.signed_at ?? cycle.created_at)

async function inWords(
  reader: Reader,
  opinions: readonly OpinionEntry[],
  language: Language,
): Promise<EditedOpinion[]> {
  const files = await readFileEntries(
    reader,
    opinions.flatMap(({ files }) => files),
  )
  return opinions.map(opinion => ({
    ...opinion,
    label: anchorInWords(opinion.anchor, language),
    files: opinion.files.flatMap(id => files.get(id) ?? []),
  }))
}

async function viewOf(reader: Reader, letter: Letter, now: string, language: Language): Promise<LetterView> {
  const { cycle, theCase } = letter
  const [calendar, due, attachments] = await Promise.all([
    readCalendar(reader),
    readDueNow(reader, theCase),
    readAttachments(reader, cycle.id),
  ])
  const { contact } = cycle.settings
  return {
    caseId: theCase.id,
    title: cycle.title,
    issuer: cycle.unit_name,
    sentOn: sentOn(letter),
    dueAt: theCase.due_at,
    left: workingDaysLeft(now, theCase.due_at, calendar),
    passed: now > theCase.due_at,
    provisional: due.provisional,
    today: localDateOf(now),
    days: daysUntil(now, theCase.due_at, calendar),
    mandatory: theCase.mandatory,
    copy: theCase.copy,
    silence: silenceSentence(
      frozenRules(cycle),
      language,
      formatInstant(theCase.due_at, language, { now, style: 'sentence' }),
    ),
    contact: { name: contact?.name || cycle.officer_name, phone: contact?.phone || null },
    signedFor: theCase.signed_for_at ? { by: theCase.signed_for_by_name ?? '', at: theCase.signed_for_at } : null,
    extension: due.reason,
    attachments,
  }
}

const given = ({ seq, receipt, received_at, by_name, recorded_by_name, kind, late }: SubmissionRow): GivenAnswer => ({
  seq,
  receipt,
  receivedAt: received_at,
  byName: by_name,
  recordedBy: recorded_by_name,
  kind,
  late,
})

function listed(row: LetterRow, now: string, calendar: Calendar): ListedLetter {
  const state = stateOf(row)
  const waits = state === 'unsigned' || state === 'silent' || state === 'overdue'
  return {
    id: row.id,
    title: row.title,
    issuer: row.issuer,
    state,
    mandatory: row.mandatory,
    dueAt: row.dueAt,
    left: waits ? workingDaysLeft(now, row.dueAt, calendar) : null,
    passed: now > row.dueAt,
  }
}

function stateOf({ copy, cycleState, outcome, lateSubmission, signedForAt }: LetterRow): LetterState {
  if (cycleState === 'withdrawn' || outcome === 'withdrawn') return 'withdrawn'
  if (copy) return 'copy'
  if (lateSubmission && (outcome === 'overdue' || outcome === 'deemed-no-objection' || outcome === null)) return 'late'
  if (outcome !== null) return outcome
  return signedForAt ? 'silent' : 'unsigned'
}

/** The beginning of a clause, so that whoever reads the receipt knows it again. */
function excerpt(clause: { heading: string; text: string } | undefined): string | null {
  if (!clause) return null
  const words = [...`${clause.heading}${clause.text}`.replace(/\s+/gu, ' ')]
  return words.length > 60 ? `${words.slice(0, 60).join('')}……` : words.join('')
}

/** Proves that a printed receipt says what was received: nobody without the house's key can make one. */
function checkCode(house: House, submission: Awaited<ReturnType<typeof readSubmission>>): string {
  const { receipt, received_at, unit_name, form_sha256, late, answer } = submission
  const code = auditHmac(house.auditKey, {
    receipt,
    received_at,
    unit_name,
    form_sha256,
    late,
    answer: canonical(answer),
  })
  return (code.slice(0, 12).toUpperCase().match(/.{4}/g) ?? []).join('-')
}
