import type { RequestHandler } from 'express'
import type { Log } from './settings.ts'

/** One line a request, by its route's pattern: addresses can hold what people searched for. */
export function requestLog({ log }: { log: Log }): RequestHandler {
  return (request, response, next) => {
    const started = performance.now()
    response.on('finish', () => {
      const route: unknown = request.route?.path
      const { id: requestId, method } = request
      const ms = Math.round(performance.now() - started)
      log.info(
        { requestId, method, route: typeof route === 'string' ? route : null, status: response.statusCode, ms },
        'answered',
      )
    })
    next()
  }
}
