import type { Request } from 'express'

/** A value of the address; empty where it is missing. */
export function queryText(request: Request, name: string): string {
  const value = request.query[name]
  return typeof value === 'string' ? value : ''
}

/** An address with those of the values that are not empty. */
export function pageAddress(path: string, values: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value)
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

/** A part of the path; empty where it is missing. */
export function pathPart(
  request: { readonly params: Readonly<Record<string, string | string[] | undefined>> },
  name: string,
): string {
  const value = request.params[name]
  return typeof value === 'string' ? value : ''
}
