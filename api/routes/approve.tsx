import { type Request, type Response, Router } from 'express'
import { approveTable, decidedAnyRow, returnTable, unansweredMandatory } from '../../acts/approve-table.ts'
import { demandAny } from '../../acts/demand-any.ts'
import { readCalendar } from '../../acts/matter.ts'
import { readCounts } from '../../acts/opinion-table-file.ts'
import { anchorInWords } from '../../domain/clauses.ts'
import { workingDaysLeft } from '../../domain/deadline.ts'
import type { FieldError } from '../../domain/refusal.ts'
import { readDisputes } from '../../records/consultation.ts'
import { readCycle, readLastDecision } from '../../records/cycle.ts'
import { readApproval } from '../../records/disposition.ts'
import { type ApprovalView, ApprovePage } from '../../web/pages/approve.tsx'
import { sendPage } from '../answer-page.ts'
import { wrongFields } from '../errors.ts'
import { field, formOf } from '../form-body.ts'
import { BadRequest } from '../http-error.ts'
import { languageOf } from '../language.ts'
import { opinionTablePage } from '../opinion-table.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'

/** The table of opinions before whoever approves it. */
export function approveRoutes({ house, formBody }: RouteDeps): Router {
  const router = Router()
  const { database } = house

  router.get('/approve/:taskId', async (request, response) => {
    await show(request, response)
  })

  router.post('/approve/:taskId', formBody(), async (request, response) => {
    const form = formOf(request)
    const decision = field(form, 'decision')
    const reason = field(form, 'reason')
    const taskId = String(request.params.taskId)
    if (!form.once || (decision !== 'approve' && decision !== 'return')) throw new BadRequest()
    try {
      const decide = decision === 'approve' ? approveTable : returnTable
      await decide(house, actorOf(request), { taskId, reason, once: { key: form.once.key } })
      response.redirect(303, `/approve/${taskId}`)
    } catch (error) {
      const errors = wrongFields(error)
      if (!errors) throw error
      await show(request, response, { reason, errors, once: form.once.key }, 422)
    }
  })

  return router

  async function show(
    request: Request,
    response: Response,
    typed?: { reason: string; errors: readonly FieldError[]; once: string },
    status = 200,
  ): Promise<void> {
    const actor = actorOf(request)
    const task = await readApproval(database, String(request.params.taskId))
    const cycle = await readCycle(database, task.cycle_id)
    const may = await demandAny(database, ['approve-table', 'see-cycle'], actor, { cycle, task })
    const after = typeof request.query.after === 'string' ? request.query.after : null
    const address = `/approve/${task.id}`
    const language = languageOf(request)
    const [{ answers, counts }, submitted, missing, maker, calendar, table, disputes] = await Promise.all([
      readCounts(database, cycle.id),
      readLastDecision(database, cycle.id, 'submit-table'),
      unansweredMandatory(database, cycle.id),
      decidedAnyRow(database, cycle.id, actor.personId),
      readCalendar(database),
      opinionTablePage(database, cycle.id, { after, address, language }),
      readDisputes(database, cycle.id),
    ])
    const view: ApprovalView = {
      taskId: task.id,
      cycleId: cycle.id,
      title: cycle.title,
      submitted: {
        by: submitted?.person_name ?? cycle.officer_name,
        at: submitted?.at ?? task.opened_at,
        note: submitted?.reason ?? null,
      },
      due: task.due_at
        ? {
            at: task.due_at,
            left: workingDaysLeft(request.now, task.due_at, calendar),
            passed: request.now > task.due_at,
          }
        : null,
      counts,
      answers,
      missing,
      standing: standingOf(task, { mine: may.has('approve-table'), maker }),
      table,
      disputes: disputes.map(dispute => ({ ...dispute, label: anchorInWords(dispute.anchor, language) })),
    }
    sendPage(request, response, <ApprovePage view={view} {...(typed ? { typed } : {})} />, status)
  }
}

function standingOf(
  task: Awaited<ReturnType<typeof readApproval>>,
  { mine, maker }: { mine: boolean; maker: boolean },
): ApprovalView['standing'] {
  if (task.state !== 'open' && (task.verdict === 'approved' || task.verdict === 'returned'))
    return { kind: task.verdict, by: task.person_name ?? '', at: task.at ?? task.opened_at, reason: task.reason ?? '' }
  if (!mine || task.state !== 'open') return { kind: 'waiting' }
  return { kind: maker ? 'own-maker' : 'mine' }
}
