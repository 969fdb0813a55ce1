import path from 'node:path'
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import pg from 'pg'
import { projectRoot, readConfig } from '../config.ts'

// The worker of the twin of a claim, with as large a cache as ours. Of the four activities only the payment does
// something: one row, which nobody may write twice.
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] })
const config = readConfig()
const pool = new pg.Pool({ connectionString: config.databaseUrl, max: 10 })
const done = async () => 'done'
const pay = async (id: string) => {
  await pool.query('insert into bare_payments (case_id) values ($1)', [id])
  return 'paid'
}
const { code } = await bundleWorkflowCode({
  workflowsPath: path.join(projectRoot, 'dist', 'bench', 'bare-claim.js'),
  logger: new DefaultLogger('ERROR'),
})
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address: config.temporal.address }),
  taskQueue: `${config.temporal.taskQueue}-bare`,
  workflowBundle: { code },
  activities: { check: done, pay, tell: done, close: done },
  maxCachedWorkflows: 500,
})
process.on('SIGTERM', () => worker.shutdown())
process.on('disconnect', () => process.exit(0))
const running = worker.run()
process.send?.({ ready: true })
await running
process.exit(0)
