// Records anew the histories that the workflows are replayed against, after a change of theirs that was made on purpose.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import tearDown from '../test/setup/global-teardown.mjs'
import { register, testFolder } from '../test/setup/run-registry.mjs'
import { compile, install, requireNode, root } from './set-up.mjs'

process.chdir(root)
requireNode()
install()
compile()
mkdirSync(testFolder, { recursive: true })
register()
const folder = path.join(root, 'test', 'histories')
mkdirSync(folder, { recursive: true })
const { recordHistories } = await import(
  pathToFileURL(path.join(root, 'dist', 'test', 'workflows', 'record-histories.js')).href
)
for (const name of await recordHistories(folder)) process.stdout.write(`${name}.json\n`)
await tearDown()
process.exit(0)
