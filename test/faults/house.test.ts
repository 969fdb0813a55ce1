import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { environmentWith, projectRoot, runningHouseFile } from '../../config.ts'
import { freePort } from '../../workers/embedded/free-port.ts'
import { withClient } from '../../workers/embedded/postgres.ts'
import { endProcess, isAlive, markOf, type ProcessMark } from '../../workers/embedded/process-mark.ts'

const patience = 240_000
const dataFolder = path.join(projectRoot, '.data', 'test', `house-${process.pid}`)
let port: number
let house: StartedHouse | undefined

beforeAll(async () => {
  rmSync(dataFolder, { recursive: true, force: true })
  port = await freePort()
}, patience)

afterAll(async () => {
  await house?.stop()
  const left = await everyProcess()
  await Promise.all(left.map(({ mark }) => endProcess(mark, 0)))
  rmSync(dataFolder, { recursive: true, force: true })
}, patience)

test(
  'one command starts everything, says where the pages are, and keeps its keys to itself',
  async () => {
    house = await startHouse()
    expect(house.said()).toContain(`http://127.0.0.1:${port}`)
    expect(await pagesAnswer()).toBe(true)
    expect((await everyProcess()).map(({ name }) => name).sort()).toEqual([
      'api',
      'courier',
      'mailbox',
      'postgres',
      'supervisor',
      'temporal',
      'worker',
    ])
    for (const file of ['keys.json', 'running.json']) expect(statSync(path.join(dataFolder, file)).mode & 0o077).toBe(0)
  },
  patience,
)

test(
  'a second start in the same folder is refused in one sentence, and the first goes on',
  async () => {
    const { code, said } = await startToEnd({ PORT: String(await freePort()) })
    expect(code).toBe(1)
    expect(said).toMatch(/已在运行[\s\S]*Already running/)
    expect(await pagesAnswer()).toBe(true)
  },
  patience,
)

test.each(['api', 'worker', 'courier', 'mailbox', 'postgres', 'temporal'])(
  '%s, killed, is back',
  async name => {
    const before = await markNamed(name)
    process.kill(before.pid, 'SIGKILL')
    await until(async () => {
      const after = (await everyProcess()).find(one => one.name === name)
      return after !== undefined && after.mark.started !== before.started
    })
    await until(pagesAnswer)
  },
  patience,
)

test(
  'the supervisor killed: what it started ends or is adopted, and all that was written is there',
  async () => {
    const before = await countPeople()
    const children = (await everyProcess()).filter(({ name }) => !['supervisor', 'postgres', 'temporal'].includes(name))
    const supervisor = await markNamed('supervisor')
    process.kill(supervisor.pid, 'SIGKILL')
    await until(async () => children.every(({ mark }) => !isAlive(mark)))
    house = await startHouse()
    expect(house.said()).toContain('adopted')
    expect(await countPeople()).toBe(before)
  },
  patience,
)

test(
  'everything killed at once: started again, all that was written is there',
  async () => {
    const before = await countPeople()
    for (const { mark } of await everyProcess()) process.kill(mark.pid, 'SIGKILL')
    house = await startHouse()
    expect(await pagesAnswer()).toBe(true)
    expect(await countPeople()).toBe(before)
  },
  patience,
)

test(
  'told to stop, it stops everything and leaves nothing running',
  async () => {
    const all = await everyProcess()
    expect(await house?.stop()).toBe(0)
    expect(all.filter(({ mark }) => isAlive(mark)).map(({ name }) => name)).toEqual([])
  },
  patience,
)

test(
  'a port that another program has is named, and nothing is left running',
  async () => {
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    try {
      const { code, said } = await startToEnd()
      expect(code).toBe(1)
      expect(said).toContain(`端口 ${port}`)
      expect(await everyProcess()).toEqual([])
    } finally {
      other.close()
    }
  },
  patience,
)

interface StartedHouse {
  said(): string
  stop(): Promise<number | null>
}

function launch(changes: Record<string, string> = {}): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: projectRoot,
    env: environmentWith({
      DATA_FOLDER: dataFolder,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      NODE_OPTIONS: undefined,
      NODE_ENV: undefined,
      ...changes,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8')
    })
  }
  return { child, said: () => said }
}

async function startHouse(): Promise<StartedHouse> {
  const { child, said } = launch()
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`the house ended with ${child.exitCode}:\n${said()}`)
    return said().includes('Chengban is running')
  })
  return {
    said,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      child.kill('SIGINT')
      const [code] = await once(child, 'exit')
      return code
    },
  }
}

async function startToEnd(changes?: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const { child, said } = launch(changes)
  const [code] = await once(child, 'close')
  return { code, said: said() }
}

async function everyProcess(): Promise<{ name: string; mark: ProcessMark }[]> {
  const told = readJson(runningHouseFile(dataFolder))
  const children: { name: string; pid?: number; started?: string }[] = told?.processes ?? []
  const postmaster = path.join(dataFolder, 'postgres', 'cluster', 'postmaster.pid')
  const found = [
    ...children,
    { name: 'supervisor', ...readJson(path.join(dataFolder, 'house.lock')) },
    { name: 'temporal', ...readJson(path.join(dataFolder, 'temporal', 'server.json')) },
    {
      name: 'postgres',
      ...(existsSync(postmaster) ? markOf(Number(readFileSync(postmaster, 'utf8').split('\n')[0])) : {}),
    },
  ]
  return found.flatMap(({ name, pid, started }) => {
    const mark = pid === undefined || started === undefined ? undefined : { pid, started }
    return mark && isAlive(mark) ? [{ name, mark }] : []
  })
}

async function markNamed(name: string): Promise<ProcessMark> {
  const one = (await everyProcess()).find(process => process.name === name)
  if (!one) throw new Error(`${name} is not running`)
  return one.mark
}

async function pagesAnswer(): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    response => response.ok,
    () => false,
  )
}

async function countPeople(): Promise<number> {
  const url: string = readJson(runningHouseFile(dataFolder)).environment.DATABASE_URL
  const { rows } = await withClient(url, client => client.query<{ count: string }>('select count(*) from people'))
  return Number(rows[0]?.count)
}

function readJson(file: string) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 120_000; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 100))) {
    if (await holds()) return
  }
  throw new Error('it did not come to be within two minutes')
}
