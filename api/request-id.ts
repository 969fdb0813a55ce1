import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'

declare module 'express-serve-static-core' {
  interface Request {
    /** Ours, never the caller's: it stands in logs, audit entries and on the page of a fault. */
    id: string
  }
}

/** Gives each request a number, and says it in the answer. */
export const requestId: RequestHandler = (request, response, next) => {
  request.id = randomUUID()
  response.setHeader('X-Request-Id', request.id)
  next()
}
