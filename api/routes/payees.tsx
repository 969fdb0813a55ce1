import { type Request, Router } from 'express'
import { demandMoney, permittedMoney } from '../../acts/demand-money.ts'
import { readCalendar } from '../../acts/matter.ts'
import { confirmAccount, proposeAccount, rejectAccount } from '../../acts/propose-account.ts'
import type { Calendar } from '../../domain/calendar.ts'
import { FieldErrors, NotFound } from '../../domain/refusal.ts'
import { readCycle } from '../../records/cycle.ts'
import { findClaim, type ProposedAccount, readAccount, readProposedAccounts } from '../../records/payees.ts'
import { NewAccountPage, PayeePage, RejectAccountPage, type TypedAccount } from '../../web/pages/payee.tsx'
import { PayeesPage } from '../../web/pages/payees.tsx'
import { paths } from '../../web/paths.ts'
import { sendPage } from '../answer-page.ts'
import { dueView } from '../days-left.ts'
import { field, formOf, onceKey } from '../form-body.ts'
import { afterIn, listPages } from '../list-pages.ts'
import { pathPart, queryText } from '../query.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

const accountsPerPage = 50

/** Accounts that wait for a second person. */
export function payeeRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  const finance = (request: Request) => {
    const actor = actorOf(request)
    if (!actor.roles.includes('finance')) throw new NotFound('payees')
    return actor
  }
  const viewOf = (account: ProposedAccount, request: Request, calendar: Calendar) => ({
    ...account,
    due: account.due_at ? dueView(account.due_at, request.now, calendar) : null,
    own: account.made_by === actorOf(request).personId,
  })
  const accountOf = async (request: Request) => {
    const actor = finance(request)
    const account = await readAccount(database, actor.unitId, pathPart(request, 'accountId'))
    const view = viewOf(account, request, await readCalendar(database))
    return { account, view, cycle: await readCycle(database, account.cycle_id) }
  }

  router.get(paths.payees, async (request, response) => {
    const after = afterIn(request)
    const { unitId } = finance(request)
    const [{ rows, next }, calendar] = await Promise.all([
      readProposedAccounts(database, unitId, { after, limit: accountsPerPage }),
      readCalendar(database),
    ])
    const accounts = rows.map(account => viewOf(account, request, calendar))
    sendPage(request, response, <PayeesPage accounts={accounts} {...listPages(paths.payees, {}, after, next)} />)
  })

  router.get('/payees/new', async (request, response) => {
    const actor = finance(request)
    const wanted = queryText(request, 'case')
    const claim = wanted === '' ? null : await findClaim(database, wanted)
    if (claim) {
      const cycle = await readCycle(database, claim.cycle_id)
      const payeeUnitId = claim.unit_id
      await demandMoney(database, 'propose-account', actor, { cycle, state: 'round', payeeUnitId })
    }
    const typed = { ...nothing, claim: claim?.number ?? '', holder: claim?.registered ?? '' }
    sendPage(request, response, <NewAccountPage typed={typed} />)
  })

  router.post('/payees/new', formBody(), async (request, response) => {
    const actor = finance(request)
    const form = formOf(request)
    const once = onceKey(form)
    const typed: TypedAccount = {
      claim: field(form, 'claim').trim(),
      holder: field(form, 'holder'),
      accountNumber: field(form, 'account.number'),
      bank: field(form, 'bank'),
      bankCode: field(form, 'bankCode'),
    }
    const proposed = await takeForm(
      async () => {
        const claim = typed.claim === '' ? null : await findClaim(database, typed.claim)
        if (!claim) throw new FieldErrors([{ field: 'claim', code: typed.claim === '' ? 'required' : 'no-such-claim' }])
        const { holder, accountNumber: number, bank, bankCode } = typed
        return proposeAccount(house, actor, {
          caseId: claim.case_id,
          account: { holder, number, bank, bankCode },
          once,
        })
      },
      errors => {
        // What the act calls the number has a field name here that no log or error page repeats.
        const own = errors.map(error => (error.field === 'number' ? { ...error, field: 'account.number' } : error))
        sendPage(request, response, <NewAccountPage typed={typed} errors={own} onceKey={once.key} />, 422)
      },
    )
    if (proposed) response.redirect(303, `/payees/${proposed.accountId}`)
  })

  router.get('/payees/:accountId', async (request, response) => {
    const { account, view, cycle } = await accountOf(request)
    const state = `account-${account.state}` as const
    const may = await permittedMoney(database, ['confirm-account'], actorOf(request), { cycle, state })
    sendPage(request, response, <PayeePage account={view} mayConfirm={may.has('confirm-account')} />)
  })

  router.post('/payees/:accountId', formBody(), async (request, response) => {
    const { account } = await accountOf(request)
    const given = { caseId: account.case_id, accountId: account.id, once: onceKey(formOf(request)) }
    await confirmAccount(house, actorOf(request), given)
    response.redirect(303, `/payees/${account.id}`)
  })

  router.get('/payees/:accountId/reject', async (request, response) => {
    const { account, view, cycle } = await accountOf(request)
    const state = `account-${account.state}` as const
    await demandMoney(database, 'confirm-account', actorOf(request), { cycle, state })
    sendPage(request, response, <RejectAccountPage account={view} reason="" />)
  })

  router.post('/payees/:accountId/reject', formBody(), async (request, response) => {
    const form = formOf(request)
    const { account, view } = await accountOf(request)
    const once = onceKey(form)
    const reason = field(form, 'reason')
    const done = await takeForm(
      async () => {
        const given = { caseId: account.case_id, accountId: account.id, reason, once }
        await rejectAccount(house, actorOf(request), given)
        return true
      },
      errors => {
        const page = <RejectAccountPage account={view} reason={reason} errors={errors} onceKey={once.key} />
        sendPage(request, response, page, 422)
      },
    )
    if (done) response.redirect(303, paths.payees)
  })

  return router
}

const nothing: TypedAccount = { claim: '', holder: '', accountNumber: '', bank: '', bankCode: '' }
