import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import path from 'node:path'
import { endProcess, markOf } from '../../workers/embedded/process-mark.ts'

/** Servers that a test run left behind when it was killed itself. */
export async function endLeftovers(testFolder: string): Promise<void> {
  mkdirSync(testFolder, { recursive: true })
  for (const name of readdirSync(testFolder).filter(name => /^faults-\d+$/.test(name))) {
    if (markOf(Number(name.slice('faults-'.length)))) continue
    const place = path.join(testFolder, name)
    const cluster = path.join(place, 'postgres', 'cluster', 'postmaster.pid')
    const server = path.join(place, 'temporal', 'server.json')
    const temporal = existsSync(server) ? JSON.parse(readFileSync(server, 'utf8')) : undefined
    if (temporal) await endProcess(temporal, 0)
    const postgres = existsSync(cluster) ? Number(readFileSync(cluster, 'utf8').split('\n')[0]) : 0
    const mark = worksIn(postgres, path.dirname(cluster)) ? markOf(postgres) : undefined
    if (mark) await endProcess(mark, 10_000, 'SIGINT')
    rmSync(place, { recursive: true, force: true })
  }
}

// The number may belong to another process by now.
function worksIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder)
  } catch {
    return false
  }
}
