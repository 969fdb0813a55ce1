#!/usr/bin/env node
// The command line. Compiles first if a source is newer than the compiled program; what the compiler says goes to standard error.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { compile, install, isStale, requireNode, root, toError } from '../scripts/set-up.mjs'

const entry = path.join(root, 'dist', 'workers', 'command-line.js')
requireNode()
install(toError)
if (isStale()) compile(toError)
process.setSourceMapsEnabled(true)
process.stdout.on('error', () => process.exit(1)) // whoever read it has gone, as with `| head`
const { run } = await import(pathToFileURL(entry).href)
process.exitCode = await run(process.argv.slice(2))
