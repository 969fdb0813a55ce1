import type { Request } from 'express'
import { type Form, field } from './form-body.ts'
import { pageAddress, queryText } from './query.ts'

/** What is looked for in a list, and after which row. */
export type Search = { readonly q: string; readonly after: string | null }

/** What is looked for by a form. */
export const searchIn = (form: Form): Search => ({
  q: field(form, 'q').trim().slice(0, 100),
  after: field(form, 'after') || null,
})

/** A word that the address looks for. */
export const wordIn = (request: Request, name: string): string => queryText(request, name).trim().slice(0, 100)

/** The row after which the address wants the list. */
export const afterIn = (request: Request): string | null => queryText(request, 'after') || null

/** Addresses of the first page, where another is shown, and of the next one. */
export function listPages(
  address: string,
  keep: Readonly<Record<string, string>>,
  after: string | null,
  next: string | null,
) {
  return {
    first: after === null ? null : pageAddress(address, keep),
    next: next === null ? null : pageAddress(address, { ...keep, after: next }),
  }
}

/** The same for a list of persons: where something is looked for, a page is a form to send. */
export function searchPages(address: string, { q, after }: Search, next: string | null) {
  if (q === '') return listPages(address, {}, after, next)
  const step = (more: Readonly<Record<string, string>>) => ({ action: `${address}/search`, values: { q, ...more } })
  return { first: after === null ? null : step({}), next: next === null ? null : step({ after: next }) }
}
