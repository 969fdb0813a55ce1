/** A request that the web itself refuses, before any rule is asked. */
export class HttpError extends Error {
  readonly status: number
  /** Names the page's words and the code of a JSON answer. */
  readonly code: string

  constructor(status: number, code: string) {
    super(`${status} ${code}`)
    this.name = new.target.name
    this.status = status
    this.code = code
  }
}

/** 400: the address or the body cannot be read. */
export class BadRequest extends HttpError {
  constructor() {
    super(400, 'bad-request')
  }
}

/** 401: nobody is signed in, and this is not a page to be sent to the sign-in from. */
export class SignInFirst extends HttpError {
  constructor() {
    super(401, 'sign-in-first')
  }
}

/** 403: the form does not come from a page of this session. */
export class Forbidden extends HttpError {
  constructor() {
    super(403, 'forbidden')
  }
}

/** 405: there is something here, and it cannot be done to it. */
export class MethodNotAllowed extends HttpError {
  readonly allowed: readonly string[]

  constructor(allowed: readonly string[]) {
    super(405, 'not-allowed')
    this.allowed = allowed
  }
}

/** 415 */
export class UnsupportedMedia extends HttpError {
  constructor() {
    super(415, 'unsupported')
  }
}
