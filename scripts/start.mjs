// `npm start`: installs, compiles, and becomes the supervisor of the whole house.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { compile, install, requireNode, root } from './set-up.mjs'

process.chdir(root)
requireNode()
refuseSecondStart()
install()
compile()
process.setSourceMapsEnabled(true)
const { superviseHouse } = await import(pathToFileURL(path.join(root, 'dist', 'workers', 'supervisor.js')).href)
process.exit(await superviseHouse())

// Asked before anything is installed or compiled under a service that is running; where nothing is compiled yet, nothing is running.
// In a process of its own, so that no module of an older build stays in this one.
function refuseSecondStart() {
  const look = path.join(root, 'dist', 'workers', 'running-house.js')
  if (!existsSync(look) || !existsSync(path.join(root, 'node_modules', 'zod'))) return
  const ask = `import(${JSON.stringify(pathToFileURL(look).href)}).then(m => process.stdout.write(m.alreadyRunning()?.message ?? ''))`
  const { stdout, status } = spawnSync(process.execPath, ['-e', ask], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  if (status !== 0 || !stdout) return // an older build; the supervisor asks again
  process.stderr.write(`${stdout}\n`)
  process.exit(1)
}
