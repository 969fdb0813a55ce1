import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { environmentWith, projectRoot } from '../../config.ts'
import { freePort } from '../../workers/embedded/free-port.ts'
import { type MailCatcher, openMailCatcher } from '../../workers/mail-catcher.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { startTestTemporal } from '../setup/temporal.ts'

const patience = 120_000
const key = 'only-for-tests-only-for-tests-only-for-tests'
const processes = new Map<string, ChildProcess>()
let folder: string
let database: TestDatabase
let mail: MailCatcher
let environment: Record<string, string | undefined>

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'apart-'))
  database = await createTestDatabase()
  mail = await openMailCatcher()
  const temporal = await startTestTemporal()
  environment = {
    DATA_FOLDER: folder,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_TASK_QUEUE: temporal.taskQueue,
    SMTP_URL: `smtp://127.0.0.1:${mail.smtpPort}`,
    SESSION_SECRET: key,
    AUDIT_KEY: key,
    FIELD_KEY: key,
    NODE_OPTIONS: undefined,
    NODE_ENV: undefined,
  }
}, patience)

afterAll(async () => {
  for (const child of processes.values()) child.kill('SIGKILL')
  await mail.close()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
}, patience)

test(
  'api, worker and courier each run by themselves against servers that they did not start, and say that they are ready',
  async () => {
    const api = await start('api', 'PORT')
    const worker = await start('worker', 'HEALTH_PORT')
    const courier = await start('courier', 'HEALTH_PORT')
    expect(await readiness(api)).toMatchObject({ postgresql: 'up', temporal: 'up', mail: 'up' })
    expect(await readiness(worker)).toEqual({ ready: true, postgres: true, temporal: true })
    expect(await readiness(courier)).toEqual({ ready: true, postgres: true, temporal: true, mail: true })
  },
  patience,
)

test(
  'asked to end, each ends in order',
  async () => {
    for (const [name, child] of processes) {
      child.kill('SIGTERM')
      const [code] = await once(child, 'exit')
      expect([name, code]).toEqual([name, 0])
    }
  },
  patience,
)

test(
  'without its settings a process says which are missing, and nothing else',
  async () => {
    const child = launch('courier', { AUDIT_KEY: undefined, SMTP_URL: undefined })
    const said: Buffer[] = []
    child.stderr?.on('data', (chunk: Buffer) => said.push(chunk))
    const [code] = await once(child, 'close')
    expect(code).toBe(1)
    expect(Buffer.concat(said).toString().split('\n')[0]).toMatch(/^SMTP_URL, AUDIT_KEY/)
  },
  patience,
)

function launch(name: string, changes: Record<string, string | undefined>): ChildProcess {
  return spawn(process.execPath, [path.join(projectRoot, 'dist', 'workers', `${name}.js`)], {
    env: environmentWith({ ...environment, ...changes }),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

// The address of its health page, once that answers.
async function start(name: string, portSetting: string): Promise<string> {
  const port = await freePort()
  const child = launch(name, { [portSetting]: String(port) })
  child.stderr?.resume()
  processes.set(name, child)
  const address = `http://127.0.0.1:${port}`
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 100))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`)
    const up = await fetch(`${address}/healthz`).then(
      response => response.ok,
      () => false,
    )
    if (up) return address
  }
  throw new Error(`${name} did not come up`)
}

async function readiness(address: string): Promise<unknown> {
  const response = await fetch(`${address}/readyz`)
  return response.json()
}
