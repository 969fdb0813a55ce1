import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { createActivities } from '../activities/create-activities.ts'
import { answers, openHouse } from './house.ts'
import { runProcess } from './house-process.ts'
import { connectionOptions } from './temporal-options.ts'
import { ensureWorkflowBundle } from './workflow-bundle.ts'

/** The process that runs workflows and what they ask for. */
await runProcess('worker', async ({ config, log, failpoint }) => {
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) =>
      log[level === 'ERROR' ? 'error' : 'warn']({ meta }, message),
    ),
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'WARN' } } },
  })
  const { house, database, pool } = openHouse(config, failpoint)
  const connection = await NativeConnection.connect(connectionOptions(config))
  const worker = await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: config.temporal.taskQueue,
    workflowBundle: { codePath: await ensureWorkflowBundle() },
    activities: createActivities(house),
    maxCachedWorkflows: 500,
    // A history that the code does not fit any more, as after Temporal's store was put back under a running worker, would be
    // tried for ever: it ends, and the sweep begins another, which walks to where its rows are.
    workflowFailureErrorTypes: { '*': ['NondeterminismError'] },
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
