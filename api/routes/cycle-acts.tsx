import { type Request, type Response, Router } from 'express'
import { closeEarly } from '../../acts/close-early.ts'
import { extend } from '../../acts/extend.ts'
import { urge } from '../../acts/urge.ts'
import { withdraw } from '../../acts/withdraw.ts'
import { clockTimeOf } from '../../domain/local-time.ts'
import { type FieldError, NotFound } from '../../domain/refusal.ts'
import { type Cycle, isId } from '../../records/cycle.ts'
import { countLedger, countSilent, readOneOwing, readSilent } from '../../records/ledger.ts'
import { CloseEarlyPage } from '../../web/pages/close-early.tsx'
import { ExtendPage } from '../../web/pages/extend.tsx'
import { UrgePage } from '../../web/pages/urge.tsx'
import { WithdrawPage } from '../../web/pages/withdraw.tsx'
import { sendPage } from '../answer-page.ts'
import { cycleAccess } from '../cycle-access.ts'
import { field, formOf, onceKey } from '../form-body.ts'
import { pathPart, queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

/** What an officer does to a whole solicitation: extend, withdraw, urge, close. */
export function cycleActRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house
  const { allowed, rowOf } = cycleAccess(database)

  router.get('/cycles/:id/extend', async (request, response) => {
    const cycle = await allowed(request, 'extend')
    const only = queryText(request, 'case') ? await rowOf(cycle, queryText(request, 'case')) : null
    const closeOfBusiness = clockTimeOf(only?.due_at ?? cycle.due_at ?? request.now)
    const values = { who: only ? ('one' as const) : ('everyone' as const), on: '', closeOfBusiness, reason: '' }
    sendPage(request, response, <ExtendPage cycle={cycle} only={only} values={values} />)
  })

  router.post('/cycles/:id/extend', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycle = await allowed(request, 'extend')
    const once = onceKey(form)
    const only = field(form, 'case') ? await rowOf(cycle, field(form, 'case')) : null
    const values = {
      who: only && field(form, 'who') !== 'everyone' ? ('one' as const) : ('everyone' as const),
      on: field(form, 'on').trim(),
      closeOfBusiness: field(form, 'closeOfBusiness').trim(),
      reason: field(form, 'reason'),
    }
    const caseIds = only && values.who === 'one' ? [only.id] : null
    const { on, closeOfBusiness, reason } = values
    const done = await takeForm(
      () => extend(house, actorOf(request), { cycleId: cycle.id, caseIds, on, closeOfBusiness, reason, once }),
      errors =>
        sendPage(
          request,
          response,
          <ExtendPage cycle={cycle} only={only} values={values} errors={errors} onceKey={once.key} />,
          422,
        ),
    )
    if (done) response.redirect(303, only ? `/cycles/${cycle.id}?row=${only.id}` : `/cycles/${cycle.id}`)
  })

  const toldOnWithdrawal = async (cycle: Cycle): Promise<number> => {
    if (cycle.opened_at === null || cycle.state === 'going-out') return 0
    const counts = await countLedger(database, cycle.id)
    return counts.total + counts.copy
  }

  router.get('/cycles/:id/withdraw', async (request, response) => {
    const cycle = await allowed(request, 'withdraw')
    sendPage(request, response, <WithdrawPage cycle={cycle} told={await toldOnWithdrawal(cycle)} reason="" />)
  })

  router.post('/cycles/:id/withdraw', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycle = await allowed(request, 'withdraw')
    const once = onceKey(form)
    const reason = field(form, 'reason')
    const done = await takeForm(
      () => withdraw(house, actorOf(request), { cycleId: cycle.id, reason, once }),
      async errors => {
        const told = await toldOnWithdrawal(cycle)
        const page = <WithdrawPage cycle={cycle} told={told} reason={reason} errors={errors} onceKey={once.key} />
        sendPage(request, response, page, 422)
      },
    )
    if (done) response.redirect(303, `/cycles/${cycle.id}`)
  })

  const showUrge = async (request: Request, response: Response, cycle: Cycle, shown: UrgeShown) => {
    const { one, message, errors = [], once } = shown
    const silent = await (one
      ? readOneOwing(database, cycle.id, one, request.now)
      : readSilent(database, cycle.id, request.now))
    const count = one ? silent.length : await countSilent(database, cycle.id)
    sendPage(
      request,
      response,
      <UrgePage
        cycle={cycle}
        dueAt={cycle.due_at}
        contact={cycle.settings.contact ?? { name: cycle.officer_name, phone: '' }}
        silent={silent}
        count={count}
        one={one !== null}
        message={message}
        errors={errors}
        onceKey={once}
      />,
      errors.length > 0 ? 422 : 200,
    )
  }

  router.get('/cycles/:id/urge', async (request, response) => {
    const cycle = await allowed(request, 'urge')
    const [caseId, taskId] = [queryText(request, 'case'), queryText(request, 'task')]
    const one = isId(caseId) ? { caseId } : isId(taskId) ? { taskId } : null
    await showUrge(request, response, cycle, { one, message: '' })
  })

  router.post('/cycles/:id/urge', formBody(), async (request, response) => {
    const form = formOf(request)
    const cycle = await allowed(request, 'urge')
    const once = onceKey(form)
    const message = field(form, 'message')
    const taskId = field(form, 'task')
    if (taskId && !isId(taskId)) throw new NotFound('task')
    const done = await takeForm(
      () =>
        urge(house, actorOf(request), {
          cycleId: cycle.id,
          taskIds: taskId ? [taskId] : null,
          message,
          once,
        }),
      errors =>
        showUrge(request, response, cycle, { one: taskId ? { taskId } : null, message, errors, once: once.key }),
    )
    if (done) response.redirect(303, `/cycles/${cycle.id}`)
  })

  router.get('/cycles/:id/close', async (request, response) => {
    const cycle = await allowed(request, 'close-early')
    const [counts, silent] = await Promise.all([countLedger(database, cycle.id), countSilent(database, cycle.id)])
    sendPage(request, response, <CloseEarlyPage cycle={cycle} total={counts.total} silent={silent} />)
  })

  router.post('/cycles/:id/close', formBody(), async (request, response) => {
    const cycleId = pathPart(request, 'id')
    await closeEarly(house, actorOf(request), { cycleId, once: onceKey(formOf(request)) })
    response.redirect(303, `/cycles/${cycleId}`)
  })

  return router
}

type UrgeShown = {
  readonly one: { readonly caseId: string } | { readonly taskId: string } | null
  readonly message: string
  readonly errors?: readonly FieldError[]
  readonly once?: string
}
