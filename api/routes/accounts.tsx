import { type Request, type Response, Router } from 'express'
import {
  createAccount,
  disableAccount,
  enableAccount,
  type OneTimePassword,
  resetPassword,
} from '../../acts/manage-accounts.ts'
import { canAdminister } from '../../domain/can.ts'
import { localDateOf } from '../../domain/local-time.ts'
import { readAccounts } from '../../records/administration.ts'
import { AccountsPage, OneTimePasswordPage } from '../../web/pages/accounts.tsx'
import { accountState } from '../account-state.ts'
import { adminForm, doneOf, type Shown } from '../admin-form.ts'
import { adminTabs } from '../admin-tabs.ts'
import { sendPage } from '../answer-page.ts'
import { demandTo } from '../demand-to.ts'
import { type Form, field, formOf, onceKey } from '../form-body.ts'
import { afterIn, type Search, searchIn, searchPages } from '../list-pages.ts'
import { showPerson } from '../person-page.tsx'
import type { RouteDeps } from '../route-deps.ts'
import { safePath } from '../safe-path.ts'

const accounts = '/admin/accounts'

/** The accounts: their list, making one for a person, its one-time password, disabling and enabling. */
export function accountRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  router.get(accounts, (request, response) => showAccounts(request, response, { done: doneOf(request) }))

  router.get(`${accounts}/search`, (_request, response) => response.redirect(303, accounts))

  router.post(`${accounts}/search`, formBody(), (request, response) =>
    showAccounts(request, response, {}, searchIn(formOf(request))),
  )

  router.post(
    accounts,
    formBody(),
    adminForm('manage-accounts', showHolder, async ({ actor, form, request, response }) => {
      const holder = { personId: field(form, 'personId'), subject: field(form, 'subject') }
      showOnce(request, response, await createAccount(house, actor, { ...holder, once: onceKey(form) }))
      return null
    }),
  )

  router.post(
    `${accounts}/:id/reset`,
    formBody(),
    adminForm('manage-accounts', showAccounts, async ({ actor, form, id, request, response }) => {
      showOnce(request, response, await resetPassword(house, actor, { loginId: id, once: onceKey(form) }))
      return null
    }),
  )

  router.post(
    `${accounts}/:id/disable`,
    formBody(),
    adminForm('manage-accounts', showAccounts, async ({ actor, form, id }) => {
      await disableAccount(house, actor, { loginId: id })
      return `${backOf(form)}?done=disabled`
    }),
  )

  router.post(
    `${accounts}/:id/enable`,
    formBody(),
    adminForm('manage-accounts', showAccounts, async ({ actor, form, id }) => {
      await enableAccount(house, actor, { loginId: id })
      return `${backOf(form)}?done=enabled`
    }),
  )

  return router

  // An account is made on the page of its holder.
  function showHolder(request: Request, response: Response, shown: Shown): Promise<void> {
    return showPerson(database, request, response, field(formOf(request), 'personId'), shown)
  }

  async function showAccounts(
    request: Request,
    response: Response,
    { done = null, refused = null, status }: Shown,
    search: Search = { q: '', after: afterIn(request) },
  ) {
    const actor = demandTo(request, 'manage-accounts')
    const { rows, next } = await readAccounts(database, { ...search, today: localDateOf(request.now) })
    sendPage(
      request,
      response,
      <AccountsPage
        tabs={adminTabs(request)}
        q={search.q}
        rows={rows.map(({ disabled, oneTime, ...row }) => ({
          ...row,
          account: accountState({ disabledAt: disabled ? '' : null, oneTime }),
          own: row.personId === actor.personId,
        }))}
        done={done === 'disabled' || done === 'enabled' ? done : null}
        refused={refused}
        mayManagePeople={canAdminister('manage-people', actor.roles)}
        {...searchPages(accounts, search, next)}
      />,
      status,
    )
  }
}

// The password is in this one answer and nowhere else, so there is nothing to be sent on to.
function showOnce(request: Request, response: Response, made: OneTimePassword): void {
  const { personName, subject, password } = made
  sendPage(
    request,
    response,
    <OneTimePasswordPage personName={personName} subject={subject} password={password} back={accounts} />,
  )
}

const backOf = (form: Form): string => safePath(field(form, 'back'))
