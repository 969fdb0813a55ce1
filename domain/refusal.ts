/** Values that the words of a refusal name: counts, titles, dates already put into words. */
export type RefusalDetails = Readonly<Record<string, string | number>>

/** A rule says no: the act was understood, and nothing was changed (409). */
export class RuleBroken extends Error {
  readonly code: string
  readonly details: RefusalDetails

  constructor(code: string, details: RefusalDetails = {}) {
    super(`rule broken: ${code}`)
    this.name = 'RuleBroken'
    this.code = code
    this.details = details
  }
}

/** The thing asked for is not there, or may not be seen by whoever asks: both look the same (404). */
export class NotFound extends Error {
  readonly what: string

  constructor(what = 'page') {
    super(`not found: ${what}`)
    this.name = 'NotFound'
    this.what = what
  }
}

/** One field that cannot be taken as it was typed; `code` finds the words, `params` fill them. */
export type FieldError = { readonly field: string; readonly code: string; readonly params?: RefusalDetails }

/** What was typed cannot be taken: every wrong field at once, and nothing was changed (422). */
export class FieldErrors extends Error {
  readonly errors: readonly FieldError[]

  constructor(errors: readonly FieldError[]) {
    super(`wrong fields: ${errors.map(({ field, code }) => `${field} ${code}`).join(', ')}`)
    this.name = 'FieldErrors'
    this.errors = errors
  }
}
