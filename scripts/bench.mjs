// `npm run bench [-- name …]`: measures, on servers of its own, and prints what belongs into bench/RESULTS.md.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { compile, giveUp, install, requireNode, root } from './set-up.mjs'

process.chdir(root)
requireNode()
install()
compile()
const entry = path.join(root, 'dist', 'bench', 'run.js')
if (!existsSync(entry)) giveUp('没有可运行的测量（bench/run.ts）。', 'There is nothing to measure (bench/run.ts).')
const bench = spawn(process.execPath, ['--enable-source-maps', '--expose-gc', entry, ...process.argv.slice(2)], {
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => bench.kill(signal))
bench.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
