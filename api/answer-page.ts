import { randomUUID } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import type { ReactElement } from 'react'
import { type Frame, renderPage } from '../web/frame.tsx'
import { languageOf } from './language.ts'
import { formToken } from './security.ts'
import type { WebSettings } from './settings.ts'

declare module 'express-serve-static-core' {
  interface Request {
    /** What a page needs to know of this request, as it stands when asked. */
    frame: (response: Response) => Frame
  }
}

/** Prepares the frame of whatever page will answer. */
export function framed(settings: WebSettings, assets: Frame['assets']): RequestHandler {
  return (request, _response, next) => {
    request.actor = null
    request.now = new Date().toISOString()
    request.frame = response => ({
      language: languageOf(request),
      now: request.now,
      actor: request.actor,
      csrfToken: formToken(settings, request, response),
      newKey: randomUUID,
      address: request.originalUrl,
      assets,
      demo: settings.demonstration,
    })
    next()
  }
}

/** Answers with a page. */
export function sendPage(request: Request, response: Response, page: ReactElement, status = 200): void {
  const frame = request.frame(response)
  response.status(status).setHeader('Content-Language', frame.language)
  response.type('html').send(renderPage(frame, page))
}

/** Whether the caller asks for JSON rather than for a page. */
export const wantsJson = (request: Request): boolean => request.accepts(['html', 'json']) === 'json'
