import { type RequestHandler, Router } from 'express'
import { choosePassword } from '../../acts/choose-password.ts'
import { NotFound, RuleBroken } from '../../domain/refusal.ts'
import { PasswordPage } from '../../web/pages/password.tsx'
import { paths } from '../../web/paths.ts'
import { sendPage } from '../answer-page.ts'
import { wrongFields } from '../errors.ts'
import { field, formOf } from '../form-body.ts'
import { networkOf } from '../network.ts'
import type { RouteDeps } from '../route-deps.ts'
import { actorOf, beginSession } from '../session.ts'

/** Choosing one's own password. */
export function passwordRoutes({ house, formBody }: Pick<RouteDeps, 'house' | 'formBody'>): Router {
  const router = Router()

  router.get(paths.password, (request, response) => {
    sendPage(request, response, <PasswordPage first={request.session.oneTime === true} />)
  })

  router.post(paths.password, formBody({ bytes: 16_384 }), async (request, response) => {
    const form = formOf(request)
    const actor = actorOf(request)
    const { loginId, oneTime = false } = request.session
    if (loginId === undefined) throw new NotFound('account')
    const choice = { current: field(form, 'current'), wanted: field(form, 'wanted'), repeated: field(form, 'repeated') }
    try {
      await choosePassword(house, actor, { ...choice, loginId, address: networkOf(request) })
    } catch (error) {
      const errors = wrongFields(error)
      if (!errors) throw error
      return sendPage(request, response, <PasswordPage first={oneTime} errors={errors} />, 422)
    }
    await beginSession(request, { personId: actor.personId, unitId: actor.unitId, loginId, oneTime: false })
    response.redirect(303, paths.workbench)
  })

  return router
}

const before = new Set<string>([paths.password, paths.signOut, paths.language])

/** Whoever signed in with a one-time password chooses another before anything else. */
export const ownPasswordFirst: RequestHandler = (request, response, next) => {
  if (request.session.oneTime !== true || before.has(request.path)) return next()
  if (request.method !== 'GET') throw new RuleBroken('password-first')
  response.redirect(303, paths.password)
}
