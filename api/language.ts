import type { Request, Response } from 'express'
import type { Language } from '../domain/actor.ts'
import { readCookie } from './cookies.ts'
import { isSecure, type WebSettings } from './settings.ts'

const name = 'language'
const yearInMs = 31_536_000_000

export const isLanguage = (text: unknown): text is Language => text === 'zh-CN' || text === 'en'

/** The reader's language: the person's own, else what was chosen here before, else the browser's; Chinese first. */
export function languageOf(request: Request): Language {
  if (request.actor) return request.actor.language
  const chosen = readCookie(request, name)
  if (isLanguage(chosen)) return chosen
  return request.acceptsLanguages('zh-CN', 'zh', 'en') === 'en' ? 'en' : 'zh-CN'
}

/** Remembers a choice made before signing in. */
export function rememberLanguage(settings: WebSettings, response: Response, language: Language): void {
  response.cookie(name, language, {
    httpOnly: true,
    secure: isSecure(settings),
    sameSite: 'lax',
    path: '/',
    maxAge: yearInMs,
  })
}
