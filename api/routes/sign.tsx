import { type Request, type Response, Router } from 'express'
import { demandAny } from '../../acts/demand-any.ts'
import { letterFile, letterOf } from '../../acts/letter-of.ts'
import { readCalendar } from '../../acts/matter.ts'
import { frozenRules } from '../../acts/procedure-of.ts'
import { demand } from '../../acts/relation.ts'
import { returnForRevision, sign } from '../../acts/sign.ts'
import { pathOfTask } from '../../acts/task-path.ts'
import type { Language } from '../../domain/actor.ts'
import type { Calendar } from '../../domain/calendar.ts'
import { mediaTypes } from '../../domain/file-kinds.ts'
import type { Seat } from '../../domain/procedure.ts'
import { answerDueFault, dueOfStep } from '../../domain/timeline.ts'
import {
  type Cycle,
  countAddressees,
  ownTask,
  readAddressees,
  readAttachments,
  readClausePage,
  readCycle,
  readLastDecision,
  readSeats,
} from '../../records/cycle.ts'
import { countDrafts } from '../../records/notice-list.ts'
import { readSigningList, readTask, readTaskDecision, type SigningTask } from '../../records/signing.ts'
import { DraftTextPage } from '../../web/pages/draft-text.tsx'
import { LetterPage } from '../../web/pages/letter.tsx'
import { RoundSignPage } from '../../web/pages/round-sign.tsx'
import { ReturnPage, SignListPage, SignPage, type SignProps } from '../../web/pages/sign.tsx'
import { paths } from '../../web/paths.ts'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { attachment } from '../attachment.ts'
import { dueView } from '../days-left.ts'
import { field, formOf, onceKey } from '../form-body.ts'
import { pageAddress, pathPart, queryText } from '../query.ts'
import { roundSignView } from '../round-sign-view.ts'
import type { RouteDeps } from '../route-deps.ts'
import { doneBy, seatViews } from '../seat-views.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

const clausesPerPage = 60
const mostNames = 200

/** Signing a letter, and reading what is signed. */
export function signRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  router.get(paths.signing, async (request, response) => {
    const { language } = request.frame(response)
    const actor = actorOf(request)
    const [tasks, calendar, lists] = await Promise.all([
      readSigningList(database, actor),
      readCalendar(database),
      countDrafts(database, actor),
    ])
    const views = tasks.map(task => ({
      id: task.id,
      kind: task.kind,
      step: task.step,
      title: task.title,
      claim: task.claim,
      seat: seatLabel(task, language),
      maker: task.officer_name,
      openedAt: task.opened_at,
      due: task.due_at ? dueView(task.due_at, request.now, calendar) : null,
      href: pathOfTask(task),
    }))
    sendPage(request, response, <SignListPage tasks={views} lists={lists} />)
  })

  router.get('/sign/:taskId', async (request, response) => {
    const { task, cycle } = await signature(request)
    if (cycle.kind === 'claim-round') {
      const words = createWords(request.frame(response).language, request.now)
      const view = await roundSignView(house, actorOf(request), { task, cycle }, request.now, words)
      return sendPage(request, response, <RoundSignPage {...view} />)
    }
    sendPage(request, response, <SignPage {...(await signView(request, response, task, cycle))} />)
  })

  router.post('/sign/:taskId', formBody(), async (request, response) => {
    const taskId = pathPart(request, 'taskId')
    await sign(house, actorOf(request), { taskId, once: onceKey(formOf(request)) })
    response.redirect(303, `/sign/${taskId}`)
  })

  router.get('/sign/:taskId/return', async (request, response) => {
    const { task, cycle } = await signature(request)
    await demand(database, 'return-for-revision', actorOf(request), { cycle, task })
    sendPage(request, response, <ReturnPage taskId={task.id} heading={returning(request, response, cycle)} reason="" />)
  })

  router.post('/sign/:taskId/return', formBody(), async (request, response) => {
    const taskId = pathPart(request, 'taskId')
    const form = formOf(request)
    const reason = field(form, 'reason')
    const once = onceKey(form)
    const done = await takeForm(
      async () => {
        await returnForRevision(house, actorOf(request), { taskId, reason, once })
        return true
      },
      async errors => {
        const { task, cycle } = await signature(request)
        const heading = returning(request, response, cycle)
        const page = (
          <ReturnPage taskId={task.id} heading={heading} reason={reason} errors={errors} onceKey={once.key} />
        )
        sendPage(request, response, page, 422)
      },
    )
    if (done) response.redirect(303, `/sign/${taskId}`)
  })

  const returning = (request: Request, response: Response, { kind, title }: Cycle): string =>
    createWords(request.frame(response).language, request.now).t(
      kind === 'claim-round' ? 'round.sign.returnTitle' : 'sign.returnTitle',
      { title },
    )

  /** A seat's task, for whoever sits in it and for those who may see the cycle. */
  const signature = async (request: Request): Promise<{ task: SigningTask; cycle: Cycle }> => {
    const task = await readTask(database, pathPart(request, 'taskId'), 'signature')
    const cycle = await readCycle(database, task.cycle_id)
    await demandAny(database, ['sign', 'see-cycle'], actorOf(request), { cycle, task })
    return { task, cycle }
  }

  async function signView(request: Request, response: Response, task: SigningTask, cycle: Cycle): Promise<SignProps> {
    const actor = actorOf(request)
    const { now } = request
    const { language } = request.frame(response)
    const calendar = await readCalendar(database)
    const dueAt = cycle.due_at ?? plannedDue(cycle, now, calendar)
    const [counts, blocks, seats, attachments, submitted, decision, waiting] = await Promise.all([
      countAddressees(database, cycle.id),
      letterOf(database, cycle, language, now, dueAt),
      readSeats(database, cycle.id, 'signature', task.round),
      readAttachments(database, cycle.id),
      readLastDecision(database, cycle.id, 'submit-for-signature'),
      readTaskDecision(database, task.id),
      readSigningList(database, actor),
    ])
    const rules = frozenRules(cycle)
    const last = rules.signatureSeats.at(-1)?.seat === task.seat
    const mine = task.state === 'open' && waiting.some(({ id }) => id === task.id)
    const { deadline } = cycle.settings
    return {
      taskId: task.id,
      cycle,
      maker: {
        name: cycle.officer_name,
        unit: cycle.section_name ?? cycle.unit_name,
        at: submitted?.at ?? null,
      },
      facts: {
        ...counts,
        dueAt,
        workingDays: deadline?.kind === 'working-days' && !cycle.signed_at ? deadline.count : null,
        silence: rules.silence,
        documentNumber: cycle.document_number ?? cycle.settings.documentNumber,
      },
      blocks,
      seats: seatViews(rules.signatureSeats, seats, mine ? task.id : null, language),
      others: waiting.filter(({ id }) => id !== task.id).length,
      attachments,
      due: task.due_at ? dueView(task.due_at, now, calendar) : null,
      done: doneBy(task, decision, { mine, last, personId: actor.personId }),
      last,
      mayAct: mine,
      sentAt: cycle.opened_at && cycle.state !== 'going-out' ? cycle.opened_at : null,
      fault: mine && last ? faultOf(cycle, now, calendar) : null,
    }
  }

  // The letter and the draft --------------------------------------------------------------------------------------

  const seen = async (request: Request): Promise<Cycle> => {
    const cycle = await readCycle(database, pathPart(request, 'id'))
    const actor = actorOf(request)
    await demand(database, 'see-cycle', actor, { cycle, task: await ownTask(database, actor, cycle.id) })
    return cycle
  }

  router.get('/cycles/:id/letter', async (request, response) => {
    const cycle = await seen(request)
    const { language } = request.frame(response)
    const dueAt = cycle.due_at ?? plannedDue(cycle, request.now, await readCalendar(database))
    const blocks = await letterOf(database, cycle, language, request.now, dueAt)
    const attachments = await readAttachments(database, cycle.id)
    const page = (
      <LetterPage cycle={cycle} signed={cycle.signed_at !== null} blocks={blocks} attachments={attachments} />
    )
    sendPage(request, response, page)
  })

  router.get('/cycles/:id/letter.docx', async (request, response) => {
    const cycle = await seen(request)
    const { language } = request.frame(response)
    const dueAt = cycle.due_at ?? plannedDue(cycle, request.now, await readCalendar(database))
    const bytes = await letterFile(database, cycle, language, request.now, dueAt)
    response.setHeader('Content-Type', mediaTypes.docx)
    response.setHeader('Content-Disposition', attachment(`${cycle.title}.docx`))
    response.end(Buffer.from(bytes))
  })

  router.get('/cycles/:id/draft', async (request, response) => {
    const cycle = await seen(request)
    const text = queryText(request, 'from')
    const from = /^\d{1,6}$/.test(text) ? Number(text) : 0
    const [page, names, counts, attachments] = await Promise.all([
      readClausePage(database, cycle.id, from, clausesPerPage),
      readAddressees(database, cycle.id, request.now, { limit: mostNames }),
      countAddressees(database, cycle.id),
      readAttachments(database, cycle.id),
    ])
    const own = await ownTask(database, actorOf(request), cycle.id)
    const address = (position: number | null) =>
      position === null
        ? null
        : pageAddress(`/cycles/${cycle.id}/draft`, { from: position > 0 ? String(position) : '' })
    sendPage(
      request,
      response,
      <DraftTextPage
        cycle={cycle}
        back={own?.step === 'signature' ? `/sign/${own.id}` : `/cycles/${cycle.id}`}
        clauses={page.clauses}
        total={page.total}
        from={from}
        previous={address(page.previous)}
        next={address(page.next)}
        addressees={names.rows}
        more={counts.main + counts.copies - names.rows.length}
        attachments={attachments}
      />,
    )
  })

  return router
}

/** When answers would be due if it were signed now; null while that cannot be said. */
export function plannedDue(cycle: Cycle, now: string, calendar: Calendar): string | null {
  if (!cycle.parameters) return null
  try {
    return dueOfStep('answer', frozenRules(cycle), now, calendar).dueAt
  } catch {
    return null
  }
}

function faultOf(cycle: Cycle, now: string, calendar: Calendar): SignProps['fault'] {
  const rules = frozenRules(cycle)
  const dueAt = plannedDue(cycle, now, calendar)
  const why = dueAt && answerDueFault(rules, now, dueAt, calendar)
  if (!why) return null
  const { minimumPeriod } = rules
  const least = 'workingDays' in minimumPeriod ? minimumPeriod.workingDays : minimumPeriod.calendarDays
  return { why: why === 'due-passed' ? 'overtaken' : 'tooShort', dueAt, least }
}

const seatLabel = ({ parameters, seat }: { parameters: unknown; seat: string }, language: Language): string => {
  const { signatureSeats = [], approvalSeat } = (parameters ?? {}) as { signatureSeats?: Seat[]; approvalSeat?: Seat }
  const label = [...signatureSeats, ...(approvalSeat ? [approvalSeat] : [])].find(each => each.seat === seat)?.label
  return (language === 'en' ? label?.en : label?.zh) ?? seat
}
