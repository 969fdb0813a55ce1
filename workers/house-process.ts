import { createServer, type Server } from 'node:http'
import { type Logger, pino } from 'pino'
import { type Config, ConfigError, readConfig } from '../config.ts'
import { explainFault } from './embedded/house-fault.ts'
import { createFailpoint, type Failpoint } from './failpoint.ts'

export interface ProcessContext {
  config: Config
  log: Logger
  failpoint: Failpoint
}

/** What a process does once it has started. */
export interface RunningProcess {
  /** Lets what is in hand come to its end. Called once. */
  stop(): Promise<void>
  /** Each thing it depends on, and whether it answers: `{ postgres: true, temporal: false }`. */
  readiness?(): Promise<Record<string, boolean>>
  /** Prometheus text. */
  metrics?(): Promise<string>
}

const stopPatience = 20_000

/**
 * The life of one process of the house: settings, log, health page (where HEALTH_PORT is set), orderly end.
 * It ends on SIGTERM and SIGINT, and when the supervisor that started it is gone.
 */
export async function runProcess(
  name: string,
  start: (context: ProcessContext) => Promise<RunningProcess>,
): Promise<void> {
  const config = settings()
  const log = pino({
    name,
    level: config.logLevel,
    base: { process: name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
  })
  const fail = (fault: unknown, what: string) => {
    log.fatal({ err: fault }, what)
    log.flush()
    process.exit(1)
  }
  process.on('unhandledRejection', fault => fail(fault, 'unhandled rejection'))
  process.on('uncaughtException', fault => fail(fault, 'uncaught exception'))

  let ending = false
  let running: RunningProcess | undefined
  let health: Server | undefined
  const end = (why: string) => {
    if (ending) return
    ending = true
    void (async () => {
      log.info({ why }, 'stopping')
      setTimeout(
        () => fail(new Error(`not stopped after ${stopPatience} ms`), 'stop took too long'),
        stopPatience,
      ).unref()
      await running?.stop()
      health?.close()
      log.info('stopped')
      process.exit(0)
    })().catch(fault => fail(fault, 'stop failed'))
  }
  process.on('SIGTERM', () => end('SIGTERM'))
  process.on('SIGINT', () => end('SIGINT'))
  if (process.channel) process.on('disconnect', () => end('the supervisor is gone'))

  try {
    running = await start({ config, log, failpoint: createFailpoint(config.failpoint) })
    if (config.healthPort !== undefined) health = openHealthPage(config, config.healthPort, running)
  } catch (fault) {
    const known = explainFault(fault)
    if (known) process.stderr.write(`${known.message}\n`)
    fail(fault, 'start failed')
  }
  log.info('started')
  process.send?.({ ready: true })
}

function settings(): Config {
  try {
    return readConfig()
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault
    process.stderr.write(`${fault.message}\n`)
    process.exit(1)
  }
}

function openHealthPage({ host }: Config, port: number, running: RunningProcess): Server {
  const server = createServer((request, response) => {
    const send = ({ status, body }: { status: number; body: string | object }) => {
      const plain = typeof body === 'string'
      response.writeHead(status, { 'content-type': plain ? 'text/plain; charset=utf-8' : 'application/json' })
      response.end(plain ? body : JSON.stringify(body))
    }
    answer(request.url ?? '/', running).then(send, () => send({ status: 503, body: { ready: false } }))
  })
  server.listen(port, host)
  server.unref()
  return server
}

async function answer(url: string, running: RunningProcess): Promise<{ status: number; body: string | object }> {
  if (url === '/healthz') return { status: 200, body: { alive: true } }
  if (url === '/metrics') return { status: 200, body: (await running.metrics?.()) ?? '' }
  if (url !== '/readyz') return { status: 404, body: 'not found' }
  const parts = (await running.readiness?.()) ?? {}
  const ready = Object.values(parts).every(Boolean)
  return { status: ready ? 200 : 503, body: { ready, ...parts } }
}
