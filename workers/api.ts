import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Connection } from '@temporalio/client'
import { createTransport } from 'nodemailer'
import type { Seal } from '../acts/seal-audit.ts'
import { createHttpServer, createServer } from '../api/server.ts'
import { openHouse } from './house.ts'
import { runProcess } from './house-process.ts'
import { connectionOptions } from './temporal-options.ts'

/** The process that people talk to. */
await runProcess('api', async ({ config, log, failpoint }) => {
  const { house, database, pool } = openHouse(config, failpoint, { connections: 12 })
  const connection = Connection.lazy(connectionOptions(config))
  const mail = createTransport({ url: config.smtpUrl, connectionTimeout: 2000, greetingTimeout: 2000 })
  const health = {
    postgresql: () => pool.query('select 1'),
    temporal: () => connection.withDeadline(Date.now() + 2000, () => connection.workflowService.getSystemInfo({})),
    mail: () => mail.verify(),
  }
  const settings = {
    publicUrl: config.publicUrl,
    sessionSecret: config.sessionSecret,
    demonstration: config.demonstration,
    bank: config.bankUrl !== undefined,
    metricsToken: config.metricsToken,
  }
  const keptSeal = async (): Promise<Seal | null> =>
    existsSync(config.sealFile) ? (JSON.parse(await readFile(config.sealFile, 'utf8')) as Seal) : null
  const server = createHttpServer(createServer({ settings, house, pool, health, keptSeal, log }))
  server.listen(config.port, config.host)
  await once(server, 'listening')
  return {
    async stop() {
      server.close()
      server.closeIdleConnections()
      const closing = setTimeout(() => server.closeAllConnections(), 10_000)
      await once(server, 'close')
      clearTimeout(closing)
      mail.close()
      await connection.close()
      await database.destroy()
    },
  }
})
