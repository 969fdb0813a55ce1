import { type Request, type Response, Router } from 'express'
import { askAgain, confirmNeverReceived } from '../../acts/confirm-never-received.ts'
import { confirmResult, readFirstOfResult } from '../../acts/confirm-result.ts'
import { demandMoney, permittedMoney } from '../../acts/demand-money.ts'
import { type FirstFinding, readFirstFinding, settleFrozen } from '../../acts/settle-frozen.ts'
import { NotFound, RuleBroken } from '../../domain/refusal.ts'
import { fenOf } from '../../domain/yuan.ts'
import type { Cycle } from '../../records/cycle.ts'
import {
  type Payment,
  readAttempts,
  readNeverReceivedBy,
  readPayment,
  readPaymentDue,
  readPaymentEvents,
} from '../../records/payments.ts'
import { type PaymentAct, PaymentPage } from '../../web/pages/payment.tsx'
import { AskAgainPage, ConfirmResultPage, NeverReceivedPage, SettleFrozenPage } from '../../web/pages/payment-acts.tsx'
import type { Retry } from '../../web/pages/reason-page.tsx'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { field, formOf, onceKey } from '../form-body.ts'
import { fenText, seenRound } from '../payment-access.ts'
import { pathPart } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

const acts = ['ask-again', 'confirm-never-received', 'settle-frozen', 'confirm-result'] as const

const ownedBy = (personId: string, first: FirstFinding | null) =>
  first && { ...first, own: first.personId === personId }

/** One payment, and what people do to find out what became of it. */
export function paymentRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  const seen = async (request: Request): Promise<{ payment: Payment; cycle: Cycle }> => {
    const payment = await readPayment(database, pathPart(request, 'payoutId'))
    return { payment, cycle: await seenRound(database, request, payment.cycle_id) }
  }
  const allowed = async (request: Request, act: PaymentAct): Promise<Payment> => {
    const { payment, cycle } = await seen(request)
    await demandMoney(database, act, actorOf(request), { cycle, state: `payout-${payment.state}` })
    return payment
  }

  router.get('/payments/:payoutId', async (request, response) => {
    const { payment, cycle } = await seen(request)
    const actor = actorOf(request)
    const state = `payout-${payment.state}` as const
    const [events, attempts, by, firstFinding, firstResult, due, may] = await Promise.all([
      readPaymentEvents(database, payment.id),
      readAttempts(database, payment.case_id),
      readNeverReceivedBy(database, payment.never_received_by),
      payment.state === 'frozen' ? readFirstFinding(database, payment.id) : null,
      payment.contradicted ? readFirstOfResult(database, payment.id) : null,
      readPaymentDue(database, payment.id),
      permittedMoney(database, acts, actor, { cycle, state }),
    ])
    // Whoever was the first of two has nothing more to say.
    if (payment.never_received_by.includes(actor.personId)) may.delete('confirm-never-received')
    if (!payment.contradicted || firstResult?.personId === actor.personId) may.delete('confirm-result')
    const page = (
      <PaymentPage
        payment={payment}
        title={cycle.title}
        events={events}
        attempts={attempts}
        neverReceivedBy={by}
        firstFinding={ownedBy(actor.personId, firstFinding)}
        firstResult={firstResult?.personName ?? null}
        due={due}
        may={may}
      />
    )
    sendPage(request, response, page)
  })

  router.get('/payments/:payoutId/ask', async (request, response) => {
    sendPage(request, response, <AskAgainPage payment={await allowed(request, 'ask-again')} reason="" />)
  })

  router.post('/payments/:payoutId/ask', formBody(), async (request, response) => {
    const payment = await allowed(request, 'ask-again')
    await take(request, response, payment, {
      act: given => askAgain(house, actorOf(request), given),
      page: shown => <AskAgainPage payment={payment} {...shown} />,
    })
  })

  router.get('/payments/:payoutId/never', async (request, response) => {
    const payment = await allowed(request, 'confirm-never-received')
    const by = await readNeverReceivedBy(database, payment.never_received_by)
    sendPage(request, response, <NeverReceivedPage payment={payment} by={by} reason="" />)
  })

  router.post('/payments/:payoutId/never', formBody(), async (request, response) => {
    const payment = await allowed(request, 'confirm-never-received')
    const by = await readNeverReceivedBy(database, payment.never_received_by)
    await take(request, response, payment, {
      act: given => confirmNeverReceived(house, actorOf(request), given),
      page: shown => <NeverReceivedPage payment={payment} by={by} {...shown} />,
    })
  })

  router.get('/payments/:payoutId/result', async (request, response) => {
    const payment = await allowed(request, 'confirm-result')
    if (!payment.contradicted) throw new NotFound('contradiction')
    const first = await readFirstOfResult(database, payment.id)
    const page = <ConfirmResultPage payment={payment} first={first?.personName ?? null} reason="" />
    sendPage(request, response, page)
  })

  router.post('/payments/:payoutId/result', formBody(), async (request, response) => {
    const payment = await allowed(request, 'confirm-result')
    const first = await readFirstOfResult(database, payment.id)
    await take(request, response, payment, {
      act: given => confirmResult(house, actorOf(request), given),
      page: shown => <ConfirmResultPage payment={payment} first={first?.personName ?? null} {...shown} />,
    })
  })

  router.get('/payments/:payoutId/settle', async (request, response) => {
    const payment = await allowed(request, 'settle-frozen')
    const first = await readFirstFinding(database, payment.id)
    const empty = { reason: '', finding: '', statement: '', refused: null }
    const own = ownedBy(actorOf(request).personId, first)
    sendPage(request, response, <SettleFrozenPage payment={payment} first={own} {...empty} />)
  })

  router.post('/payments/:payoutId/settle', formBody(), async (request, response) => {
    const form = formOf(request)
    const payment = await allowed(request, 'settle-frozen')
    const first = ownedBy(actorOf(request).personId, await readFirstFinding(database, payment.id))
    const [finding, statement] = [field(form, 'finding'), field(form, 'statement')]
    const statementFen = fenText(fenOf(statement), statement)
    const again = { payment, first, finding, statement }
    await take(request, response, payment, {
      act: async given => {
        try {
          await settleFrozen(house, actorOf(request), { ...given, finding, statementFen })
          return true
        } catch (error) {
          // Both amounts are said beside what was typed.
          if (!(error instanceof RuleBroken) || error.code !== 'another-amount') throw error
          const { refusal } = createWords(request.frame(response).language, request.now)
          const refused = refusal(error.code, error.details)
          const page = <SettleFrozenPage {...again} reason={given.reason} refused={refused} />
          sendPage(request, response, page, 409)
          return false
        }
      },
      page: ({ errors = [], ...shown }) => (
        <SettleFrozenPage
          {...again}
          {...shown}
          refused={null}
          errors={errors.map(error => (error.field === 'statementFen' ? { ...error, field: 'statement' } : error))}
        />
      ),
    })
  })

  type Given = { readonly payoutId: string; readonly reason: string; readonly once: { readonly key: string } }
  type Taken = {
    readonly act: (given: Given) => Promise<unknown>
    readonly page: (shown: Retry & { readonly reason: string }) => Parameters<typeof sendPage>[2]
  }

  /** Takes a form that says something of a payment with a reason; it answers for itself where the act says false. */
  const take = async (request: Request, response: Response, payment: Payment, { act, page }: Taken): Promise<void> => {
    const form = formOf(request)
    const once = onceKey(form)
    const reason = field(form, 'reason')
    const done = await takeForm(
      async () => ({ answered: (await act({ payoutId: payment.id, reason, once })) === false }),
      errors => sendPage(request, response, page({ reason, errors, onceKey: once.key }), 422),
    )
    if (done && !done.answered) response.redirect(303, `/payments/${payment.id}`)
  }

  return router
}
