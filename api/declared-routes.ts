import type { Express, RequestHandler } from 'express'
import { NotFound } from '../domain/refusal.ts'
import { isFormBody } from './form-body.ts'
import { MethodNotAllowed } from './http-error.ts'

type DeclaredRoute = {
  readonly path: string
  readonly methods: readonly string[]
  readonly handlers: readonly object[]
  readonly matches: (path: string) => boolean
}

// What Express keeps of its routes; its types tell only a part of it.
type Layer = {
  readonly handle: object & { readonly stack?: readonly Layer[] }
  readonly match?: (path: string) => boolean
  readonly route?: {
    readonly path: unknown
    readonly methods: Record<string, boolean>
    readonly stack: readonly Layer[]
  }
}

/** Every route of the application, in the order in which they are asked. */
export function declaredRoutes(app: Express): DeclaredRoute[] {
  return routesIn(app.router.stack as unknown as readonly Layer[])
}

function routesIn(layers: readonly Layer[]): DeclaredRoute[] {
  return layers.flatMap(layer => {
    if (!layer.route) return layer.handle.stack ? routesIn(layer.handle.stack) : []
    const { path, methods, stack } = layer.route
    return [
      {
        path: String(path),
        methods: Object.keys(methods)
          .filter(method => methods[method])
          .map(method => method.toUpperCase()),
        handlers: stack.map(({ handle }) => handle),
        matches: (wanted: string) => layer.match?.(wanted) ?? false,
      },
    ]
  })
}

/** The server does not start with a route that changes something and reads no form: its token would go unchecked. */
export function demandForms(app: Express): void {
  for (const { path, methods, handlers } of declaredRoutes(app)) {
    if (methods.some(method => method !== 'GET' && method !== 'HEAD') && !handlers.some(isFormBody))
      throw new Error(`${methods.join(', ')} ${path} changes something and has no formBody`)
  }
}

/** The end of the routes: 405 where the address is one of ours, with the methods that it takes; else 404. */
export function nothingHere(app: Express): RequestHandler {
  return request => {
    const here = declaredRoutes(app).filter(route => route.matches(request.path))
    const allowed = new Set(here.flatMap(({ methods }) => (methods.includes('GET') ? [...methods, 'HEAD'] : methods)))
    if (allowed.size > 0 && !allowed.has(request.method)) throw new MethodNotAllowed([...allowed].sort())
    throw new NotFound()
  }
}
