import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { createActivities } from '../activities/create-activities.ts'
import { runProcess } from './house-process.ts'
import { answers, openHouse } from './house.ts'
import { connectionOptions } from './temporal-options.ts'

/** The process that runs workflows and what they ask for. */
await runProcess('worker', async ({ config, log, failpoint }) => {
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => log[level === 'ERROR' ? 'error' : 'warn']({ meta }, message)),
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'WARN' } } },
  })
  const { house, database, pool } = openHouse(config, failpoint)
  const connection = await NativeConnection.connect(connectionOptions(config))
  const worker = await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: config.temporal.taskQueue,
    ...workflowCode(),
    activities: createActivities(house),
    maxCachedWorkflows: 500,
    maxConcurrentLocalActivityExecutions: 8,
    shutdownGraceTime: '10 seconds',
  })
  const running = worker.run()
  running.catch(fault => {
    log.fatal({ err: fault }, 'the worker has ended')
    process.exit(1)
  })
  return {
    async stop() {
      worker.shutdown()
      await running
      await connection.close()
      await database.destroy()
    },
    readiness: async () => ({ postgres: await answers(pool), temporal: worker.getState() === 'RUNNING' }),
  }
})

// Bundled when the project is built; a worker started without that bundles by itself.
function workflowCode() {
  const here = path.dirname(fileURLToPath(import.meta.url))
  const codePath = path.join(here, '..', 'workflow-bundle.js')
  return existsSync(codePath) ? { workflowBundle: { codePath } } : { workflowsPath: path.join(here, '..', 'workflows', 'all.js') }
}
