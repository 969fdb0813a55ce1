import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { projectRoot } from '../config.ts'

/**
 * The compiled workflows as the one file that Temporal's sandbox loads, made anew when they have changed.
 * @returns its path.
 */
export async function ensureWorkflowBundle(): Promise<string> {
  const compiled = path.join(projectRoot, 'dist')
  const bundle = path.join(compiled, 'workflow-bundle.js')
  const stamp = `${bundle}.stamp`
  const wanted = hashSources(compiled)
  if (existsSync(bundle) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return bundle
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(compiled, 'workflows', 'all.js'),
    logger: new DefaultLogger('ERROR'),
  })
  writeFileSync(`${bundle}.new`, code)
  renameSync(`${bundle}.new`, bundle)
  writeFileSync(stamp, wanted)
  return bundle
}

// The sandbox knows workflows and rules, and nothing else of the house.
function hashSources(compiled: string): string {
  const version = createRequire(import.meta.url)('@temporalio/worker/package.json')
  const hash = createHash('sha256').update(JSON.stringify(version))
  for (const folder of ['domain', 'workflows']) {
    const files = readdirSync(path.join(compiled, folder), { recursive: true, encoding: 'utf8' })
    for (const file of files.filter(name => name.endsWith('.js')).sort()) {
      hash.update(file).update(readFileSync(path.join(compiled, folder, file)))
    }
  }
  return hash.digest('hex')
}
