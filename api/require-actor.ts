import express, { type RequestHandler } from 'express'
import { paths } from '../web/paths.ts'
import { wantsJson } from './answer-page.ts'
import { SignInFirst } from './http-error.ts'

const keepTyped = express.urlencoded({ extended: false, limit: 1_048_576, parameterLimit: 25_000 })

/**
 * Lets only those in who are signed in; others go to the sign-in and come back. A form sent after the session had ended
 * is shown to whoever sent it, to be copied: it has no effect.
 */
export const requireActor: RequestHandler = (request, response, next) => {
  if (request.actor) return next()
  const bySelf = request.get('hx-request') === 'true' // a part that refreshes itself stays as it is
  if (request.method === 'GET' && !wantsJson(request) && !bySelf) {
    const wanted = request.originalUrl === '/' ? '' : `?next=${encodeURIComponent(request.originalUrl)}`
    return response.redirect(303, `${paths.signIn}${wanted}`)
  }
  if (!request.is('urlencoded')) return next(new SignInFirst())
  keepTyped(request, response, error => next(error ?? new SignInFirst()))
}
