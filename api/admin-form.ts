import type { Request, RequestHandler, Response } from 'express'
import type { Actor } from '../domain/actor.ts'
import { type FieldError, RuleBroken } from '../domain/refusal.ts'
import { createWords } from '../web/words.ts'
import { type Administration, demandTo } from './demand-to.ts'
import { wrongFields } from './errors.ts'
import { type Form, formOf } from './form-body.ts'
import { languageOf } from './language.ts'
import { pathPart, queryText } from './query.ts'

/** What was typed into a form, by field. */
export type Typed = Readonly<Record<string, string>>

/** What a page shows besides its rows: what was just done, refused, or wrong. */
export type Shown = {
  readonly done?: string | null
  readonly refused?: string | null
  readonly errors?: readonly FieldError[]
  readonly typed?: Typed
  readonly status?: number
}

/** A form of an administrator; `id` as in the address, empty where that has none. */
export type Taken = {
  readonly actor: Actor
  readonly form: Form
  readonly id: string
  readonly request: Request
  readonly response: Response
}

/**
 * Takes an administrator's form, after `formBody`.
 *
 * @param show the page again, with what was typed, where a rule or a field stands against it
 * @param act does what the form asks for; the address to go on to, or null where it has answered itself
 */
export function adminForm(
  permission: Administration,
  show: (request: Request, response: Response, shown: Shown) => Promise<void>,
  act: (taken: Taken) => Promise<string | null>,
): RequestHandler {
  return async (request, response) => {
    const actor = demandTo(request, permission)
    const form = formOf(request)
    try {
      const goOn = await act({ actor, form, id: pathPart(request, 'id'), request, response })
      if (goOn !== null) response.redirect(303, goOn)
    } catch (error) {
      await show(request, response, notTaken(request, form, error))
    }
  }
}

/** Why a form was not taken, with what was typed. @throws error where it is no matter of the form */
function notTaken(request: Request, form: Form, error: unknown): Shown {
  const typed = Object.fromEntries(
    Object.entries(form.body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  const errors = wrongFields(error)
  if (errors) return { errors, typed, status: 422 }
  if (!(error instanceof RuleBroken) || error.code === 'form-already-used') throw error
  const { refusal } = createWords(languageOf(request), request.now)
  return { refused: refusal(error.code, error.details), typed, status: 409 }
}

/** What was just done, as the address tells after a form. */
export const doneOf = (request: Request): string | null => queryText(request, 'done').trim() || null
