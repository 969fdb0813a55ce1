// `npm run build`: packages, compiled program, workflows in one file. Nothing is started.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { compile, install, requireNode, root } from './set-up.mjs'

requireNode()
install()
compile()
const { ensureWorkflowBundle } = await import(
  pathToFileURL(path.join(root, 'dist', 'workers', 'workflow-bundle.js')).href
)
await ensureWorkflowBundle()
