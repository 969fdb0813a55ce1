import { renameSync, writeFileSync } from 'node:fs'
import { Client, Connection } from '@temporalio/client'
import pg from 'pg'
import { sealAudit } from '../acts/seal-audit.ts'
import { raiseAlarms, wakeOverlooked, wakeWithoutWorkflow } from '../acts/sweep.ts'
import { createHttpBank } from './bank/http-bank.ts'
import { createDeliverer } from './courier/deliver.ts'
import { type Loop, startLoop } from './courier/loop.ts'
import { createPayer } from './courier/pay.ts'
import { createWaker } from './courier/signal-wakes.ts'
import { answers, openHouse } from './house.ts'
import { runProcess } from './house-process.ts'
import { connectionOptions } from './temporal-options.ts'

/** The process with a few loops: deliveries, wakes, seals, and a sweep that finds what was overlooked. */
await runProcess('courier', async ({ config, log, failpoint }) => {
  const { house, database, pool } = openHouse(config, failpoint)
  const connection = Connection.lazy(connectionOptions(config))
  const client = new Client({ connection, namespace: config.temporal.namespace })
  const deliverer = createDeliverer({ database, smtpUrl: config.smtpUrl, from: config.mailFrom, log, failpoint })

  const deliveries = startLoop('deliveries', log, 1000, deliverer.deliver)
  const wakes = startLoop(
    'wakes',
    log,
    1000,
    createWaker({ database, client, taskQueue: config.temporal.taskQueue, failpoint }),
    { gatherMs: 20 },
  )
  const seals = startLoop('seals', log, 700, async () => {
    const { newest, more } = await sealAudit(database, config.auditKey)
    failpoint('seals-committed')
    if (newest) writeWhole(config.sealFile, JSON.stringify(newest))
    return more ? 'more' : 'done'
  })
  const payer =
    config.bankUrl && config.bankKey
      ? createPayer({
          ...{ house, log, failpoint, bank: createHttpBank({ url: config.bankUrl, bankKey: config.bankKey }) },
          onTaken: askInMs => setTimeout(() => asked?.nudge(), askInMs + 1),
        })
      : undefined
  const asked = payer && startLoop('payments-asked', log, 500, payer.ask)
  const payments = payer && asked ? [startLoop('payments', log, 1000, payer.pay), asked] : []
  const news = payer ? [startLoop('bank-news', log, 5000, payer.hearNews)] : []
  const sweep = startLoop('sweep', log, 10_000, async () => {
    await deliverer.reclaim()
    await payer?.reclaim()
    await wakeOverlooked(database)
    await raiseAlarms(database)
    return 'done'
  })
  const lost = startLoop('workflows', log, 60_000, async () => {
    const running = new Set<string>()
    for await (const { workflowId } of client.workflow.list({ query: "ExecutionStatus = 'Running'" }))
      running.add(workflowId)
    await wakeWithoutWorkflow(database, running)
    return 'done'
  })
  const listener = listen(config.databaseUrl, what => {
    if (what === 'deliveries') deliveries.nudge()
    if (what === 'wakes') wakes.nudge()
    if (what === 'payouts') for (const loop of [...payments, ...news]) loop.nudge()
  })
  const loops: Loop[] = [deliveries, wakes, seals, sweep, lost, ...payments, ...news]
  return {
    async stop() {
      listener.stop()
      await Promise.all(loops.map(loop => loop.stop()))
      deliverer.close()
      await connection.close()
      await database.destroy()
    },
    readiness: async () => ({
      postgres: await answers(pool),
      temporal: await connection
        .withDeadline(Date.now() + 2000, () => connection.workflowService.getSystemInfo({}))
        .then(
          () => true,
          () => false,
        ),
      mail: await deliverer.verify().then(
        () => true,
        () => false,
      ),
    }),
  }
})

/** Listens for the database's word that something waits; a line that breaks is opened again, and the loops poll meanwhile. */
function listen(url: string, heard: (what: string) => void): { stop(): void } {
  let stopped = false
  let client: pg.Client | undefined
  const open = () => {
    if (stopped) return
    client = new pg.Client({ connectionString: url, keepAlive: true })
    client.on('error', () => undefined)
    client.on('end', () => setTimeout(open, 1000).unref())
    client.on('notification', ({ payload = '' }) => heard(payload))
    client
      .connect()
      .then(() => client?.query('listen courier'))
      .catch(() => client?.end().catch(() => undefined))
  }
  open()
  return {
    stop() {
      stopped = true
      void client?.end().catch(() => undefined)
    },
  }
}

function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
