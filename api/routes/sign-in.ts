import { Router } from 'express'
import { createElement } from 'react'
import { chooseLanguage } from '../../acts/choose-language.ts'
import { signIn } from '../../acts/sign-in.ts'
import { businessNow } from '../../records/database.ts'
import { ProblemPage } from '../../web/pages/problem.tsx'
import { SignInPage } from '../../web/pages/sign-in.tsx'
import { paths } from '../../web/paths.ts'
import { createWords } from '../../web/words.ts'
import { sendPage } from '../answer-page.ts'
import { field, formOf } from '../form-body.ts'
import { BadRequest } from '../http-error.ts'
import { isLanguage, languageOf, rememberLanguage } from '../language.ts'
import { networkOf } from '../network.ts'
import type { RouteDeps } from '../route-deps.ts'
import { safePath } from '../safe-path.ts'
import { cookieName } from '../security.ts'
import { beginSession, endSession } from '../session.ts'

/** Signing in and out, and the choice of language: what is there before anybody is known. */
export function signInRoutes({ house, settings, formBody }: RouteDeps): Router {
  const router = Router()

  router.get(paths.signIn, async (request, response) => {
    const next = safePath(request.query.next)
    if (request.actor) return response.redirect(303, next)
    request.now = await businessNow(house.database)
    sendPage(request, response, createElement(SignInPage, { next }))
  })

  router.post(paths.signIn, formBody({ bytes: 16_384 }), async (request, response) => {
    const form = formOf(request)
    const subject = field(form, 'subject')
    const next = safePath(field(form, 'next'))
    const address = networkOf(request)
    const result = await signIn(house, { subject, password: field(form, 'password'), address, requestId: request.id })
    if (result.outcome === 'signed-in') {
      const { personId, unitId } = result.actor
      const { loginId, oneTime } = result
      await beginSession(request, { personId, unitId, loginId, oneTime })
      return response.redirect(303, next === paths.signIn ? paths.workbench : next)
    }
    request.now = await businessNow(house.database)
    if (result.outcome === 'no-unit') {
      const { t } = createWords(languageOf(request), request.now)
      const page = createElement(ProblemPage, { title: t('problem.noUnit'), text: t('problem.noUnitText') })
      return sendPage(request, response, page, 403)
    }
    if (result.outcome === 'wait') response.setHeader('Retry-After', result.seconds)
    const failure =
      result.outcome === 'wait' ? { why: 'wait' as const, seconds: result.seconds } : { why: 'wrong' as const }
    const page = createElement(SignInPage, { subject, next, failure })
    sendPage(request, response, page, result.outcome === 'wait' ? 429 : 422)
  })

  router.post(paths.signOut, formBody(), async (request, response) => {
    await endSession(request)
    response.clearCookie(cookieName(settings, 'session'), {
      path: '/',
      secure: settings.publicUrl.startsWith('https:'),
    })
    response.redirect(303, paths.signIn)
  })

  router.post(paths.language, formBody(), async (request, response) => {
    const form = formOf(request)
    const language = field(form, 'language')
    if (!isLanguage(language)) throw new BadRequest()
    if (request.actor) await chooseLanguage(house, request.actor, language)
    rememberLanguage(settings, response, language)
    response.redirect(303, safePath(field(form, 'back')))
  })

  return router
}
