import { type Request, type Response, Router } from 'express'
import { canClaim } from '../../domain/can-claim.ts'
import { type FieldError, NotFound } from '../../domain/refusal.ts'
import { listUnitAccounts, readMyClaim, readReturned } from '../../records/my-claims.ts'
import { MyAccountPage } from '../../web/pages/my-account.tsx'
import { paths } from '../../web/paths.ts'
import { sendPage } from '../answer-page.ts'
import { accountTyped, accountView, blankAccount, proposeTyped } from '../claim-account.ts'
import { field, formOf } from '../form-body.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf } from '../session.ts'
import { takeForm } from '../take-form.ts'

/** The account to which a unit is paid. */
export function myAccountRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()
  const { database } = house

  router.get(paths.account, async (request, response) => show(request, response))

  router.post(paths.account, formBody(), async (request, response) => {
    const form = formOf(request)
    const { caseId } = await ofUnit(request)
    if (caseId === null) throw new NotFound('account')
    if (field(form, 'intent') === 'registered') return show(request, response, { fill: true })
    const done = await takeForm(
      async () => {
        await proposeTyped(house, actorOf(request), caseId, form)
        return true
      },
      errors => show(request, response, { errors }),
    )
    if (done) response.redirect(303, paths.account)
  })

  return router

  /** The claim by which an account is proposed: the one whose payment came back, else the newest. */
  async function ofUnit(request: Request) {
    const { roles, unitId } = actorOf(request)
    if (!canClaim('save-claim', { roles, relations: new Set(['applicant-unit']), state: 'any' }))
      throw new NotFound('account')
    return readReturned(database, unitId)
  }

  async function show(
    request: Request,
    response: Response,
    again: { readonly errors?: readonly FieldError[]; readonly fill?: boolean } = {},
  ): Promise<void> {
    const { unitId, unitName } = actorOf(request)
    const { caseId, returned } = await ofUnit(request)
    const [accounts, claim] = await Promise.all([
      listUnitAccounts(database, unitId),
      caseId === null ? null : readMyClaim(database, caseId),
    ])
    const registered = claim?.filing.name ?? null
    const typed = again.errors || again.fill ? accountTyped(formOf(request)) : blankAccount(registered ?? '')
    const props = {
      unitName,
      accounts: accounts.map(accountView),
      registered,
      typed: again.fill ? { ...typed, holder: registered ?? '' } : typed,
      errors: again.errors ?? [],
      returned,
    }
    sendPage(request, response, <MyAccountPage {...props} />, again.errors ? 422 : 200)
  }
}
