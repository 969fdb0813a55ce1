import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import path from 'node:path'
import { isAlive, testFolder, unregister, whileServersRest } from './run-registry.mjs'

export default async function tearDown() {
  await whileServersRest(async () => {
    if (unregister()) return
    await Promise.all([stopPostgres(path.join(testFolder, 'postgres', 'cluster')), stopTemporal()])
  })
}

async function stopPostgres(cluster) {
  const file = path.join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (worksIn(pid, cluster)) await end(pid, 'SIGINT')
}

async function stopTemporal() {
  const folder = path.join(testFolder, 'temporal')
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder).filter(name => name.endsWith('.json'))) {
    const { pid } = JSON.parse(readFileSync(path.join(folder, name), 'utf8'))
    if (worksIn(pid, folder)) await end(pid, 'SIGKILL') // its store is thrown away
  }
  rmSync(folder, { recursive: true, force: true })
}

// Never a process that is not ours: it must work in our folder.
function worksIn(pid, folder) {
  if (!isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder)
  } catch {
    return false
  }
}

async function end(pid, signal) {
  process.kill(pid, signal)
  for (let n = 0; n < 200 && isAlive(pid); n++) await new Promise(resolve => setTimeout(resolve, 50))
}
