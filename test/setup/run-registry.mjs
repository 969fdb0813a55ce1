// Several test runs may share one folder of servers: each writes itself down, and the last to leave stops them.
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const testFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../.data/test')
const runs = path.join(testFolder, 'runs')

export function register() {
  mkdirSync(runs, { recursive: true })
  writeFileSync(path.join(runs, String(process.pid)), '')
}

/** Removes this run; answers whether another one is still going on. */
export function unregister() {
  rmSync(path.join(runs, String(process.pid)), { force: true })
  return living().length > 0
}

/** Process numbers of the runs that go on, this one included. */
export function living() {
  mkdirSync(runs, { recursive: true })
  return readdirSync(runs).filter(name => {
    if (isAlive(Number(name))) return true
    rmSync(path.join(runs, name), { force: true })
    return false
  })
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  if (process.platform !== 'linux') return true
  try {
    return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** Holds the lock under which tests start servers (the same file and content as `takeLock` in workers/embedded/folder-lock.ts). */
export async function whileServersRest(work) {
  const lock = path.join(testFolder, 'database.lock')
  const offer = `${lock}.${process.pid}`
  writeFileSync(offer, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }))
  for (let patience = 600; ; patience--) {
    try {
      linkSync(offer, lock)
      break
    } catch (fault) {
      if (fault.code !== 'EEXIST' || patience === 0) throw fault
      const holder = holderOf(lock)
      if (holder && !isAlive(holder.pid)) rmSync(lock, { force: true })
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
    rmSync(offer, { force: true })
  }
}

function holderOf(lock) {
  try {
    return JSON.parse(readFileSync(lock, 'utf8'))
  } catch {
    return undefined
  }
}

function startOf(pid) {
  if (process.platform !== 'linux') return 'test'
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`
}
