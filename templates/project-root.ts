import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder of the project, where the templates lie: the same whether this runs compiled (from `dist/`) or from its
 * source.
 */
export function projectRoot(from = path.dirname(fileURLToPath(import.meta.url))): string {
  if (existsSync(path.join(from, 'package.json'))) return from
  const parent = path.dirname(from)
  if (parent === from) throw new Error('No package.json above the templates')
  return projectRoot(parent)
}
