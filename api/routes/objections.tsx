import { type Request, type Response, Router } from 'express'
import { answerObjection, type ObjectionAnswer } from '../../acts/answer-objection.ts'
import { demandMoney, moneyRelations } from '../../acts/demand-money.ts'
import { readCalendar } from '../../acts/matter.ts'
import { openObjector } from '../../acts/open-objector.ts'
import { raiseObjection } from '../../acts/raise-objection.ts'
import { stateOnObjection } from '../../acts/state-on-objection.ts'
import { canPay } from '../../domain/can-pay.ts'
import { largestFile } from '../../domain/file-kinds.ts'
import { FieldErrors, NotFound } from '../../domain/refusal.ts'
import { type Cycle, readCycle } from '../../records/cycle.ts'
import { readFileBytes, readFileInfo } from '../../records/files.ts'
import { readItem } from '../../records/notice-list.ts'
import {
  countObjections,
  countOtherHolds,
  type Objection,
  readObjection,
  readObjections,
} from '../../records/objection.ts'
import { readRungs } from '../../records/rungs.ts'
import { ObjectionPage } from '../../web/pages/objection.tsx'
import {
  AnswerObjectionPage,
  ObjectionStatementPage,
  RecordObjectionPage,
  recordChannels,
} from '../../web/pages/objection-acts.tsx'
import { ObjectionListPage } from '../../web/pages/objection-list.tsx'
import { sendPage } from '../answer-page.ts'
import { attachment } from '../attachment.ts'
import { dueView } from '../days-left.ts'
import { field, formOf, onceKey } from '../form-body.ts'
import { afterIn, listPages } from '../list-pages.ts'
import { noticeAccess } from '../notice-access.ts'
import { emptyObjection, largestPaper, objectionIn } from '../objection-form.ts'
import { pathPart } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

const rowsPerPage = 50

/** Objections to public notices, and their answers. */
export function objectionRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  const access = noticeAccess(database)

  router.get('/rounds/:cycleId/objections', async (request, response) => {
    const cycle = await access.round(request)
    const after = afterIn(request)
    const [page, counts, calendar] = await Promise.all([
      readObjections(database, cycle.id, { after, limit: rowsPerPage }),
      countObjections(database, { cycleId: cycle.id }),
      readCalendar(database),
    ])
    sendPage(
      request,
      response,
      <ObjectionListPage
        cycle={cycle}
        counts={counts}
        rows={page.rows.map(row => ({ ...row, due: dueView(row.dueAt, request.now, calendar) }))}
        {...listPages(`/rounds/${cycle.id}/objections`, {}, after, page.next)}
      />,
    )
  })

  // One -----------------------------------------------------------------------------------------------------------

  /** The objection of the address, for whoever sees the lists of its round. */
  async function seen(request: Request): Promise<{ objection: Objection; cycle: Cycle }> {
    const objection = await readObjection(database, pathPart(request, 'id'))
    const cycle = await readCycle(database, objection.cycle_id)
    await demandMoney(database, 'see-list', actorOf(request), { cycle, state: `list-${objection.list_state}` })
    return { objection, cycle }
  }
  const stateOf = ({ outcome }: Objection) => (outcome === null ? 'objection-open' : 'objection-answered')

  async function showObjection(
    request: Request,
    response: Response,
    objector: { name: string; contact: string } | null = null,
  ): Promise<void> {
    const { objection, cycle } = await seen(request)
    const { task_id: taskId } = objection
    const [may, calendar, rungs] = await Promise.all([
      access.may(actorOf(request), cycle, stateOf(objection), ['answer-objection', 'open-objector']),
      readCalendar(database),
      readRungs(database, taskId ? [taskId] : []),
    ])
    const ladder = (rungs.get(taskId ?? '') ?? []).filter(({ state }) => state === 'waiting' || state === 'done')
    sendPage(
      request,
      response,
      <ObjectionPage
        cycle={cycle}
        objection={objection}
        due={dueView(objection.due_at, request.now, calendar)}
        ladder={ladder.map(({ id, at, to, state }) => ({ id, at, to, acted: state === 'done' }))}
        may={may}
        objector={objector}
      />,
    )
  }

  router.get('/objections/:id', (request, response) => showObjection(request, response))

  // Shown once, as the answer to the request that was recorded: it stands in no address and is asked for each time.
  router.post('/objections/:id/objector', formBody(), async (request, response) => {
    const { objection } = await seen(request)
    const objector = await openObjector(house, actorOf(request), { objectionId: objection.id })
    await showObjection(request, response, objector)
  })

  router.get('/objections/:id/files/:which', async (request, response) => {
    const objection = await readObjection(database, pathPart(request, 'id'))
    const cycle = await readCycle(database, objection.cycle_id)
    const actor = actorOf(request)
    let fileId: string | null = null
    if (request.params.which === 'seal' && objection.seal_file_id) {
      await openObjector(house, actor, { objectionId: objection.id }) // the paper says who: that it was opened is kept
      fileId = objection.seal_file_id
    }
    if (request.params.which === 'statement') {
      if (!(await isOtherSide(request, objection, cycle))) await seen(request)
      fileId = objection.statement_file_id
    }
    if (fileId === null) throw new NotFound('file')
    const { mediaType, name } = await readFileInfo(database, fileId)
    response.setHeader('Content-Type', mediaType)
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Content-Disposition', attachment(name))
    response.end(await readFileBytes(database, fileId))
  })

  // Answered ------------------------------------------------------------------------------------------------------

  async function answerable(request: Request) {
    const found = await seen(request)
    await demandMoney(database, 'answer-objection', actorOf(request), { ...found, state: stateOf(found.objection) })
    const { objection } = found
    const over = objection.list_state === 'ended'
    return { objection, over, others: await countOtherHolds(database, objection.id) }
  }

  router.get('/objections/:id/answer', async (request, response) => {
    const values = { answer: '', reason: '', clause: '' }
    sendPage(request, response, <AnswerObjectionPage {...(await answerable(request))} values={values} />)
  })

  router.post('/objections/:id/answer', formBody(), async (request, response) => {
    const { objection } = await seen(request)
    const form = formOf(request)
    const once = onceKey(form)
    const values = { answer: field(form, 'answer'), reason: field(form, 'reason'), clause: field(form, 'clause') }
    const done = await takeForm(
      async () => {
        const answer = answerIn(values.answer)
        if (!answer) throw new FieldErrors([{ field: 'answer', code: 'not-chosen' }])
        const { reason, clause } = values
        await answerObjection(house, actorOf(request), { objectionId: objection.id, answer, reason, clause, once })
        return true
      },
      async errors => {
        const page = await answerable(request)
        sendPage(
          request,
          response,
          <AnswerObjectionPage {...page} values={values} errors={errors} onceKey={once.key} />,
          422,
        )
      },
    )
    if (done) response.redirect(303, `/objections/${objection.id}`)
  })

  // The other side ------------------------------------------------------------------------------------------------

  async function isOtherSide(request: Request, objection: Objection, cycle: Cycle): Promise<boolean> {
    const actor = actorOf(request)
    const relations = await moneyRelations(database, actor, { cycle, payeeUnitId: objection.unit_id })
    return objection.named && canPay('state-on-objection', { roles: actor.roles, relations, state: 'any' })
  }
  /** The objection of the address, for the unit that it is about. */
  async function asked(request: Request): Promise<{ objection: Objection; cycle: Cycle }> {
    const objection = await readObjection(database, pathPart(request, 'id'))
    const cycle = await readCycle(database, objection.cycle_id)
    if (!(await isOtherSide(request, objection, cycle))) throw new NotFound('objection')
    return { objection, cycle }
  }
  const inquiryDue = async ({ inquiry_due_at: dueAt }: Objection, now: string) =>
    dueAt ? dueView(dueAt, now, await readCalendar(database)) : null

  router.get('/objections/:id/statement', async (request, response) => {
    const { objection, cycle } = await asked(request)
    const due = await inquiryDue(objection, request.now)
    sendPage(request, response, <ObjectionStatementPage cycle={cycle} objection={objection} due={due} text="" />)
  })

  router.post(
    '/objections/:id/statement',
    formBody({ files: { count: 1, bytes: largestFile } }),
    async (request, response) => {
      const { objection, cycle } = await asked(request)
      const form = formOf(request)
      const once = onceKey(form)
      const text = field(form, 'text')
      const file = form.files.find(each => each.field === 'file') ?? null
      const done = await takeForm(
        async () => {
          await stateOnObjection(house, actorOf(request), { objectionId: objection.id, text, file, once })
          return true
        },
        async errors => {
          const due = await inquiryDue(objection, request.now)
          const again = { text, errors, onceKey: once.key }
          const page = <ObjectionStatementPage cycle={cycle} objection={objection} due={due} {...again} />
          sendPage(request, response, page, 422)
        },
      )
      if (done) response.redirect(303, `/objections/${objection.id}/statement`)
    },
  )

  // Recorded for somebody else ------------------------------------------------------------------------------------

  router.get('/lists/:listId/items/:itemId/objection', async (request, response) => {
    const { list, cycle } = await access.list(request, 'record-objection')
    const item = await readItem(database, list.id, pathPart(request, 'itemId'))
    const values = { ...emptyObjection, channel: 'phone' }
    const named = { id: list.id, number: list.number, title: cycle.title }
    sendPage(request, response, <RecordObjectionPage list={named} item={item} values={values} />)
  })

  router.post(
    '/lists/:listId/items/:itemId/objection',
    formBody({ files: { count: 1, bytes: largestPaper } }),
    async (request, response) => {
      const { list, cycle } = await access.list(request, 'record-objection')
      const item = await readItem(database, list.id, pathPart(request, 'itemId'))
      const form = formOf(request)
      const once = onceKey(form)
      const { values, given } = objectionIn(form)
      const channel = recordChannels.find(each => each === field(form, 'channel')) ?? 'letter'
      const done = await takeForm(
        () => raiseObjection(house, actorOf(request), { ...given, itemId: item.id, channel, once }),
        errors => {
          const named = { id: list.id, number: list.number, title: cycle.title }
          const again = { values: { ...values, channel }, errors, onceKey: once.key }
          sendPage(request, response, <RecordObjectionPage list={named} item={item} {...again} />, 422)
        },
      )
      if (done) response.redirect(303, `/rounds/${cycle.id}/objections`)
    },
  )

  return router
}

function answerIn(text: string): ObjectionAnswer | null {
  if (text === 'dismissed') return { outcome: 'dismissed' }
  return text === 'struck-out' || text === 'back-to-review' ? { outcome: 'upheld', effect: text } : null
}
