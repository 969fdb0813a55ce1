// `npm run faults [-- --payments 600 --seed 1 --only word]`: pays while everything is killed, and asks the bank's own ledger.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { compile, install, requireNode, root } from './set-up.mjs'

process.chdir(root)
requireNode()
install()
compile()
const entry = path.join(root, 'dist', 'test', 'faults', 'campaign.js')
const campaign = spawn(process.execPath, ['--enable-source-maps', entry, ...process.argv.slice(2)], {
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => campaign.kill(signal))
campaign.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
