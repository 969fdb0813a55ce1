import { type Request, type Response, Router } from 'express'
import { permitted } from '../../acts/demand-any.ts'
import { readCalendar } from '../../acts/matter.ts'
import { reassign } from '../../acts/reassign.ts'
import { demand } from '../../acts/relation.ts'
import { holdBack, readPreparedOrder, releasePrepared } from '../../acts/release-prepared.ts'
import { supervisionOrderFile } from '../../acts/supervision-order-file.ts'
import { urge } from '../../acts/urge.ts'
import type { Calendar } from '../../domain/calendar.ts'
import { canAdminister } from '../../domain/can.ts'
import { addWorkingDays } from '../../domain/deadline.ts'
import { addDays, instantOf, localDateOf } from '../../domain/local-time.ts'
import { type FieldError, NotFound, RuleBroken } from '../../domain/refusal.ts'
import { readGroupNames } from '../../records/administration.ts'
import {
  type BoardPlace,
  type BoardRow,
  countBoard,
  nextDue,
  type OverdueMatter,
  type PreparedOrder,
  readBoard,
  readBoardGroups,
  readCyclesOfTasks,
  readMatters,
  readPrepared,
  readUnitFigures,
} from '../../records/overdue.ts'
import { readCandidates, readStep, type StepDecision } from '../../records/step-story.ts'
import { type BoardNotice, type OrderView, OverduePage, type OverdueView } from '../../web/pages/overdue.tsx'
import { ReleasePage } from '../../web/pages/release.tsx'
import { StepPage } from '../../web/pages/step.tsx'
import type { StepNotice } from '../../web/pages/step-view.ts'
import { paths } from '../../web/paths.ts'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { attachment } from '../attachment.ts'
import { dueView } from '../days-left.ts'
import { wrongFields } from '../errors.ts'
import { type Form, field, fields, formOf, onceKey } from '../form-body.ts'
import { languageOf } from '../language.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'

const nearWorkingDays = 3
const ordersShown = 5
const mostChosen = 50

/** The board of overdue and near steps, the story of one, and the release of what was prepared. */
export function overdueRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  router.get(paths.overdue, async (request, response) => {
    const { urged, skipped, gone } = request.query
    const notice = isCount(urged)
      ? ({ kind: 'urged', urged: Number(urged), skipped: countOf(skipped), gone: countOf(gone) } as const)
      : null
    await showBoard(request, response, { notice })
  })

  router.post('/overdue/urge', formBody(), async (request, response) => {
    const actor = actorOf(request)
    demandBoard(request)
    const form = formOf(request)
    const chosen = [...new Set(fields(form, 'task'))].slice(0, mostChosen)
    const typed = { message: field(form, 'message'), chosen }
    if (chosen.length === 0)
      return showBoard(request, response, { notice: { kind: 'choose-first' }, typed, status: 422 })
    const once = onceKey(form)
    const within = await readCyclesOfTasks(database, actor, chosen)
    const told = { urged: 0, skipped: 0, gone: chosen.length - within.length }
    try {
      for (const [cycleId, taskIds] of byCycle(within)) {
        const { urged, skipped } = await urgeSome(cycleId, taskIds, `${once.key}:${cycleId}`)
        told.urged += urged
        told.skipped += skipped
      }
    } catch (error) {
      const errors = wrongFields(error)
      if (!errors?.[0]) throw error
      const { wrong } = createWords(languageOf(request), request.now)
      return showBoard(request, response, {
        notice: { kind: 'message-wrong', why: wrong(errors[0]) },
        typed,
        status: 422,
      })
    }
    const kept = new URLSearchParams({ unit: field(form, 'unit'), group: field(form, 'group') })
    for (const [name, count] of Object.entries(told)) kept.set(name, String(count))
    response.redirect(303, `${paths.overdue}?${kept}`)

    async function urgeSome(cycleId: string, taskIds: readonly string[], key: string) {
      try {
        const { urged } = await urge(house, actor, { cycleId, taskIds, message: typed.message, once: { key } })
        return { urged, skipped: taskIds.length - urged }
      } catch (error) {
        if (error instanceof RuleBroken && error.code === 'urged-just-now') return { urged: 0, skipped: taskIds.length }
        throw error
      }
    }
  })

  router.post('/overdue/order.docx', formBody(), async (request, response) => {
    const actor = actorOf(request)
    demandBoard(request)
    const form = formOf(request)
    const chosen = [...new Set(fields(form, 'task'))].slice(0, mostChosen)
    const typed = { message: field(form, 'message'), chosen }
    const matters = await readMatters(database, actor, chosen)
    const [first] = matters
    if (!first) return showBoard(request, response, { notice: { kind: 'choose-first' }, typed, status: 422 })
    if (matters.some(({ unitId }) => unitId !== first.unitId))
      return showBoard(request, response, { notice: { kind: 'one-unit' }, typed, status: 422 })
    const language = languageOf(request)
    const { name, bytes } = await supervisionOrderFile(house, actor, {
      matters: matters.map(withLadder),
      now: request.now,
      language,
    })
    response.setHeader('Content-Type', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document')
    response.setHeader('Content-Disposition', attachment(name))
    response.end(Buffer.from(bytes))
  })

  router.get(['/overdue/steps/:taskId', '/steps/:taskId'], async (request, response) => {
    const { taskId } = request.params as { taskId: string }
    const { reassigned, urged } = request.query
    const notice: StepNotice | null = isCount(urged)
      ? { kind: 'urged', urged: Number(urged) }
      : reassigned === '1'
        ? { kind: 'reassigned' }
        : null
    await showStep(request, response, taskId, { notice })
  })

  router.post('/overdue/steps/:taskId/urge', formBody(), async (request, response) => {
    const { taskId } = request.params as { taskId: string }
    const actor = actorOf(request)
    const form = formOf(request)
    const { cycle } = await readStep(database, taskId)
    await orAgain(request, response, taskId, form, async () => {
      const { urged } = await urge(house, actor, {
        cycleId: cycle.id,
        taskIds: [taskId],
        message: field(form, 'message'),
        once: onceKey(form),
      })
      response.redirect(303, `/overdue/steps/${taskId}?urged=${urged}`)
    })
  })

  router.post('/overdue/steps/:taskId/reassign', formBody(), async (request, response) => {
    const { taskId } = request.params as { taskId: string }
    const form = formOf(request)
    await orAgain(request, response, taskId, form, async () => {
      await reassign(house, actorOf(request), {
        taskId,
        personId: field(form, 'personId'),
        reason: field(form, 'reason'),
        once: onceKey(form),
      })
      response.redirect(303, `/overdue/steps/${taskId}?reassigned=1`)
    })
  })

  router.get('/overdue/release/:rungId', async (request, response) => {
    await showOrder(request, response, request.params.rungId)
  })

  router.post('/overdue/release/:rungId', formBody(), async (request, response) => {
    const { rungId } = request.params as { rungId: string }
    await releasePrepared(house, actorOf(request), { rungId, once: onceKey(formOf(request)) })
    response.redirect(303, `/overdue/release/${rungId}`)
  })

  router.post('/overdue/release/:rungId/hold', formBody(), async (request, response) => {
    const { rungId } = request.params as { rungId: string }
    const form = formOf(request)
    const reason = field(form, 'reason')
    try {
      await holdBack(house, actorOf(request), { rungId, reason, once: onceKey(form) })
    } catch (error) {
      const errors = wrongFields(error)
      if (!errors) throw error
      return showOrder(request, response, rungId, { errors, typed: { reason } })
    }
    response.redirect(303, `/overdue/release/${rungId}`)
  })

  async function showBoard(
    request: Request,
    response: Response,
    {
      notice = null,
      typed = { message: '', chosen: [] },
      status = 200,
    }: { notice?: BoardNotice | null; typed?: { message: string; chosen: readonly string[] }; status?: number },
  ): Promise<void> {
    const actor = actorOf(request)
    demandBoard(request)
    const { now } = request
    const source = request.method === 'GET' ? request.query : formOf(request).body
    const filter = { unit: textOf(source.unit), group: textOf(source.group) }
    const place = placeOf(request)
    const calendar = await readCalendar(database)
    const until = nearUntil(now, calendar)
    const mayRelease = actor.roles.includes('supervisor')
    const [board, counts, units, prepared, groups, names] = await Promise.all([
      readBoard(database, actor, { filter, until, place }),
      countBoard(database, actor, { filter, until, now }),
      readUnitFigures(database, actor, { filter, since: quarterStart(now), now, until }),
      mayRelease ? readPrepared(database, actor, ordersShown) : { orders: [], count: 0 },
      readBoardGroups(database, actor, until),
      readGroupNames(database, languageOf(request)),
    ])
    const { rows } = board
    const link = (row: BoardRow | undefined, side: BoardPlace['side']) => {
      if (!row) return null
      const { unit, group } = filter
      return `${paths.overdue}?${new URLSearchParams({ unit, group, [side]: `${row.dueAt}_${row.taskId}` })}`
    }
    const before = place?.side === 'after' || (place?.side === 'before' && board.more)
    const after = place?.side === 'before' || board.more
    sendPage(
      request,
      response,
      <OverduePage
        rows={rows.map(row => overdueView(row, now, calendar))}
        total={counts.total}
        overdue={counts.overdue}
        filter={filter}
        groups={groups.map(code => ({ code, name: names.get(code) ?? code }))}
        previous={before ? link(rows[0], 'before') : null}
        next={after ? link(rows.at(-1), 'after') : null}
        nextDue={rows.length === 0 ? await nextDue(database, actor, until) : null}
        units={units}
        orders={prepared.orders.map(order => orderView(order, now, calendar))}
        orderCount={prepared.count}
        mayUrge={mayRelease}
        mayRelease={mayRelease}
        notice={notice}
        typed={typed}
      />,
      status,
    )
  }

  async function showStep(
    request: Request,
    response: Response,
    taskId: string,
    {
      notice = null,
      errors = [],
      typed = {},
      status = 200,
    }: {
      notice?: StepNotice | null
      errors?: readonly FieldError[]
      typed?: Readonly<Record<string, string>>
      status?: number
    },
  ): Promise<void> {
    const actor = actorOf(request)
    const { now } = request
    const story = await readStep(database, taskId)
    const { cycle, task, theCase } = story
    await demand(database, 'see-step', actor, { cycle, task })
    const may = await permitted(database, ['urge', 'reassign', 'release'], actor, { cycle, task })
    const open = task.state === 'open'
    const mayReassign = open && may.has('reassign')
    const calendar = await readCalendar(database)
    const candidates = mayReassign ? await readCandidates(database, task, localDateOf(now)) : []
    const { instant } = createWords(languageOf(request), now)
    sendPage(
      request,
      response,
      <StepPage
        cycle={{
          id: cycle.id,
          number: cycle.number,
          title: cycle.title,
          ofRound: cycle.kind === 'claim-round',
          state: cycle.state,
          unitName: cycle.unit_name,
          officerName: cycle.officer_name,
        }}
        task={{
          id: task.id,
          step: task.step,
          round: task.round,
          role: task.role,
          unitName: task.unit_name,
          person: task.assignee_name ?? (task.role === 'contact' ? (theCase?.contactName ?? null) : null),
          phone: task.role === 'contact' ? (theCase?.contactPhone ?? null) : null,
          mandatory: task.mandatory,
          state: task.state,
          outcome: task.outcome,
          openedAt: task.opened_at,
          closedAt: task.closed_at,
          closedByName: task.closed_by_name,
          urged: task.urged,
        }}
        theCase={task.step === 'answer' ? theCase : null}
        due={task.due_at === null ? null : dueView(task.due_at, now, calendar)}
        clocks={story.clocks}
        rungs={story.rungs.filter(({ dueRevision, state }) => dueRevision === task.due_revision || state === 'done')}
        decisions={story.decisions.map(decision => ({ ...decision, to: namedIn(decision, instant) }))}
        sendings={story.sendings}
        mayUrge={open && may.has('urge')}
        mayReassign={mayReassign}
        mayRelease={may.has('release')}
        candidates={candidates.filter(({ id }) => id !== task.assignee_id)}
        errors={errors}
        typed={typed}
        notice={notice}
      />,
      status,
    )
  }

  /** Shows the step again, with what was typed, where its form was not taken. */
  async function orAgain(
    request: Request,
    response: Response,
    taskId: string,
    form: Form,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work()
    } catch (error) {
      const typed = {
        message: field(form, 'message'),
        reason: field(form, 'reason'),
        personId: field(form, 'personId'),
      }
      const errors = wrongFields(error)
      if (errors) return showStep(request, response, taskId, { errors, typed, status: 422 })
      if (!(error instanceof RuleBroken) || error.code === 'form-already-used') throw error
      const { refusal } = createWords(languageOf(request), request.now)
      const notice = { kind: 'refused', why: refusal(error.code, error.details) } as const
      await showStep(request, response, taskId, { notice, typed, status: 409 })
    }
  }

  async function showOrder(
    request: Request,
    response: Response,
    rungId: string,
    { errors = [], typed = {} }: { errors?: readonly FieldError[]; typed?: Readonly<Record<string, string>> } = {},
  ): Promise<void> {
    const order = await readPreparedOrder(house, actorOf(request), { rungId })
    const calendar = await readCalendar(database)
    const { dueAt, ...shown } = order
    sendPage(
      request,
      response,
      <ReleasePage
        {...shown}
        rungId={rungId}
        due={dueAt === null ? null : dueView(dueAt, request.now, calendar)}
        errors={errors}
        typed={typed}
      />,
      errors.length > 0 ? 422 : 200,
    )
  }

  return router
}

/** The urgings of the ladder count as well. */
const withLadder = (matter: OverdueMatter): OverdueMatter => ({
  ...matter,
  urged: matter.urged + matter.rungs.filter(({ kind, state }) => kind === 'urging' && state === 'done').length,
})

function demandBoard(request: Request): void {
  if (!canAdminister('see-overdue', actorOf(request).roles)) throw new NotFound()
}

/** The end of the last day that is near: three working days on. */
function nearUntil(now: string, calendar: Calendar): string {
  return instantOf(addDays(addWorkingDays(localDateOf(now), nearWorkingDays, calendar), 1), '00:00')
}

function quarterStart(now: string): string {
  const today = localDateOf(now)
  const month = Number(today.slice(5, 7))
  const first = String(month - ((month - 1) % 3)).padStart(2, '0')
  return instantOf(`${today.slice(0, 4)}-${first}-01`, '00:00')
}

function overdueView(row: BoardRow, now: string, calendar: Calendar): OverdueView {
  const { dueAt, done, signedFor, ...rest } = row
  return { ...rest, due: dueView(dueAt, now, calendar), notSignedFor: row.step === 'answer' && !signedFor, rungs: done }
}

function orderView({ dueAt, ...order }: PreparedOrder, now: string, calendar: Calendar): OrderView {
  return { ...order, due: dueView(dueAt, now, calendar) }
}

/** The person or the date that a decision is about. */
function namedIn({ detail }: StepDecision, instant: (at: string, style: 'short') => string): string | null {
  if (typeof detail.dueAt === 'string') return instant(detail.dueAt, 'short')
  if (typeof detail.to !== 'string') return null
  return /^\d{4}-\d{2}-\d{2}T/.test(detail.to) ? instant(detail.to, 'short') : detail.to
}

function byCycle(tasks: readonly { taskId: string; cycleId: string }[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { taskId, cycleId } of tasks) found.set(cycleId, [...(found.get(cycleId) ?? []), taskId])
  return found
}

function placeOf(request: Request): BoardPlace | null {
  if (request.method !== 'GET') return null
  for (const side of ['after', 'before'] as const) {
    const text = request.query[side]
    if (text === undefined) continue
    const [, dueAt = '', taskId = ''] = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z)_([0-9a-f-]{36})$/.exec(String(text)) ?? []
    if (dueAt === '' || Number.isNaN(Date.parse(dueAt)) || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(taskId))
      throw new NotFound()
    return { side, dueAt, taskId }
  }
  return null
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim().slice(0, 100) : '')
const isCount = (value: unknown): value is string => typeof value === 'string' && /^\d{1,4}$/.test(value)
const countOf = (value: unknown): number => (isCount(value) ? Number(value) : 0)
