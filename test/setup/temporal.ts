import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../config.ts'
import { whileLocked } from '../../workers/embedded/folder-lock.ts'
import { openTemporal } from '../../workers/embedded/temporal.ts'
import { findTemporal } from '../../workers/embedded/temporal-binary.ts'

export interface TestTemporal {
  /** host:port of the server that the test runs share. */
  address: string
  namespace: string
  /** Nobody else's: a worker on it gets this file's workflows only. */
  taskQueue: string
}

const folder = path.join(projectRoot, '.data', 'test')

/** A real Temporal server, started when the first test file asks, stopped after the last run; and a task queue of one's own. */
export async function startTestTemporal(): Promise<TestTemporal> {
  mkdirSync(folder, { recursive: true })
  const server = await whileLocked(path.join(folder, 'database.lock'), async () =>
    openTemporal({
      folder: path.join(folder, 'temporal'),
      binary: await findTemporal(toolFolder),
      namespace: 'default',
      forTests: true,
    }),
  )
  return { address: server.address, namespace: 'default', taskQueue: `test-${process.pid}-${randomUUID().slice(0, 8)}` }
}

/** Where fetched programs are kept between runs. */
export const toolFolder = path.join(projectRoot, '.tools')
