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
  type SeatRow,
} from '../../records/cycle.ts'
import { readSigningList, readTask, readTaskDecision, type SigningTask } from '../../records/signing.ts'
import { DraftTextPage } from '../../web/pages/draft-text.tsx'
import { LetterPage } from '../../web/pages/letter.tsx'
import { ReturnPage, type SeatView, SignListPage, SignPage, type SignProps } from '../../web/pages/sign.tsx'
import { paths } from '../../web/paths.ts'
import { sendPage } from '../answer-page.ts'
import { attachment } from '../attachment.ts'
import { dueView } from '../days-left.ts'
import { field, formOf, onceKey } from '../form-body.ts'
import { pageAddress, pathPart, queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
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
    const [tasks, calendar] = await Promise.all([readSigningList(database, actorOf(request)), readCalendar(database)])
    const views = tasks.map(task => ({
      id: task.id,
      step: task.step,
      title: task.title,
      claim: task.claim,
      seat: seatLabel(task, language),
      maker: task.officer_name,
      openedAt: task.opened_at,
      due: task.due_at ? dueView(task.due_at, request.now, calendar) : null,
      href: pathOfTask(task),
    }))
    sendPage(request, response, <SignListPage tasks={views} />)
  })

  router.get('/sign/:taskId', async (request, response) => {
    const { task, cycle } = await signature(request)
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
    sendPage(request, response, <ReturnPage taskId={task.id} title={cycle.title} reason="" />)
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
        const page = (
          <ReturnPage taskId={task.id} title={cycle.title} reason={reason} errors={errors} onceKey={once.key} />
        )
        sendPage(request, response, page, 422)
      },
    )
    if (done) response.redirect(303, `/sign/${taskId}`)
  })

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
      done: mine || decision?.person_id !== actor.personId ? voidOf(task) : doneOf(decision, last),
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

const voidOf = (task: SigningTask): SignProps['done'] =>
  task.state === 'void' ? { what: 'void', at: task.closed_at } : null

function doneOf({ verdict, at }: { verdict: string | null; at: string }, last: boolean): SignProps['done'] {
  if (verdict === 'returned') return { what: 'returned', at }
  return { what: last ? 'last' : 'signed', at }
}

const seatLabel = ({ parameters, seat }: { parameters: unknown; seat: string }, language: Language): string => {
  const { signatureSeats = [], approvalSeat } = (parameters ?? {}) as { signatureSeats?: Seat[]; approvalSeat?: Seat }
  const label = [...signatureSeats, ...(approvalSeat ? [approvalSeat] : [])].find(each => each.seat === seat)?.label
  return (language === 'en' ? label?.en : label?.zh) ?? seat
}

/** The seats of a round in turn: those opened with who decided, and those to come. */
export function seatViews(
  seats: readonly Seat[],
  rows: readonly SeatRow[],
  mine: string | null,
  language: Language,
): SeatView[] {
  return seats.map(({ seat, label }) => {
    const row = rows.find(each => each.seat === seat)
    const name = language === 'en' ? label.en : label.zh
    if (!row) return { key: seat, label: name, person: '', state: 'next', at: null, reason: null }
    const state =
      row.outcome === 'signed'
        ? 'signed'
        : row.outcome === 'returned'
          ? 'returned'
          : row.id === mine
            ? 'yours'
            : row.state === 'open'
              ? 'waiting'
              : 'next'
    const at = state === 'waiting' ? row.opened_at : row.closed_at
    return { key: seat, label: name, person: row.person_name ?? row.assignee_name ?? '', state, at, reason: row.reason }
  })
}
