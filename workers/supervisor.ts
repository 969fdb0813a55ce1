import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import {
  ConfigError,
  type Environment,
  type HouseConfig,
  projectRoot,
  readHouseConfig,
  runningHouseFile,
} from '../config.ts'
import { faultMessage } from './embedded/fault-code.ts'
import { takeLock } from './embedded/folder-lock.ts'
import { freePort, isFree } from './embedded/free-port.ts'
import { diskFull, explainFault, HouseFault } from './embedded/house-fault.ts'
import { ensureHouseKeys, type HouseKeys } from './embedded/house-keys.ts'
import { type EmbeddedPostgres, ensureDatabase, ensureLogin, openPostgres, withClient } from './embedded/postgres.ts'
import { endProcess, isAlive, markOf, type ProcessMark } from './embedded/process-mark.ts'
import { type EmbeddedTemporal, openTemporal } from './embedded/temporal.ts'
import { findTemporal } from './embedded/temporal-binary.ts'
import { type KeptProcess, keepProcess, runToEnd } from './kept-process.ts'
import { heldBy, isForsaken, lockFile, parentFile, rememberParent } from './running-house.ts'

const spaceNeeded = 400_000_000
const processRole = 'chengban_process'
const databaseName = 'chengban'

/**
 * Starts the whole house on one machine and keeps it running until it is told to stop.
 * @returns the exit code, when everything has stopped.
 */
export async function superviseHouse(): Promise<number> {
  try {
    const config = readHouseConfig()
    mkdirSync(config.dataFolder, { recursive: true, mode: 0o711 }) // to be passed by the database's account, not to be listed
    refuseFullDisk(config.dataFolder)
    const lock = await takeHouse(config)
    try {
      return await runHouse(config)
    } finally {
      rmSync(parentFile(config.dataFolder), { force: true })
      lock.release()
    }
  } catch (fault) {
    const known = fault instanceof ConfigError ? fault : explainFault(fault)
    process.stderr.write(`${known?.message ?? (fault instanceof Error ? fault.stack : String(fault))}\n`)
    return 1
  }
}

async function runHouse(config: HouseConfig): Promise<number> {
  const house = createHouse(config)
  let code = 0
  let toldAt = 0
  const told = new Promise<void>(resolve => {
    const hear = () => {
      // Ctrl-C comes twice at once: from the terminal, and handed on by npm. A person who insists presses it later.
      if (toldAt > 0 && Date.now() - toldAt > 1_000) house.abandon()
      toldAt ||= Date.now()
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear)
    whenParentIsGone(parentToFollow(config), () => {
      toldAt ||= Date.now()
      resolve()
    })
  })
  process.stdout.on('error', () => undefined) // the terminal is gone
  const started = house.start().catch(fault => {
    if (toldAt > 0) return
    code = 1
    throw fault
  })
  try {
    await Promise.race([started, told])
    await told
  } finally {
    if (toldAt > 0) say('正在停止…… / stopping…')
    house.halt()
    await started.catch(() => undefined)
    await house.stop()
    if (toldAt > 0) say('已停止 / stopped')
  }
  return code
}

function createHouse(config: HouseConfig) {
  const { dataFolder } = config
  const children: KeptProcess[] = []
  const environment: Record<string, string | undefined> = {}
  let postgres: EmbeddedPostgres | undefined
  let temporal: EmbeddedTemporal | undefined
  let preparing: { end(): void; mark: ProcessMark | undefined } | undefined
  let halted = false
  const watch = new AbortController()
  let watching: Promise<unknown> = Promise.resolve()

  return { start, halt, stop, abandon }

  async function start(): Promise<void> {
    const startedAt = Date.now()
    await endOrphans(dataFolder)
    await refuseTakenPort(config)
    Object.assign(environment, await settle(config))
    await bothOf(startPostgres(), startTemporal())
    writeRunning()
    if (environment.SMTP_PORT) keep('mailbox')
    const words = await prepare()
    for (const name of ['api', 'worker', 'courier']) keep(name)
    watching = Promise.all([watchPostgres(), watchTemporal()])
    await Promise.race([Promise.all(children.map(child => child.ready)), stopped()])
    if (halted) return
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
    announce(config, environment, words, seconds)
  }

  async function startPostgres(): Promise<void> {
    if (config.databaseUrl) return
    const since = Date.now()
    postgres = await openPostgres({ dataFolder, account: config.postgresAccount })
    const owner = postgres.ownerUrl('postgres')
    const keys = ensureHouseKeys(dataFolder)
    await ensureDatabase(owner, databaseName)
    await ensureProcessRole(owner, keys)
    pointToPostgres(keys)
    say(`PostgreSQL ${postgres.adopted ? '已在运行，继续使用 / adopted' : '就绪 / ready'}（${elapsed(since)}）`)
  }

  function pointToPostgres(keys: HouseKeys): void {
    if (!postgres) return
    environment.OWNER_DATABASE_URL = postgres.ownerUrl(databaseName)
    environment.DATABASE_URL = postgres.url(databaseName, processRole, keys.DATABASE_PASSWORD)
  }

  async function startTemporal(): Promise<void> {
    if (config.temporal.address) return
    const since = Date.now()
    const binary = await findTemporal(path.join(projectRoot, '.tools'), say)
    if (halted) return
    temporal = await openTemporal({
      folder: path.join(dataFolder, 'temporal'),
      binary,
      namespace: config.temporal.namespace,
      preferredPort: config.temporalPort,
    })
    environment.TEMPORAL_ADDRESS = temporal.address
    say(`Temporal ${temporal.adopted ? '已在运行，继续使用 / adopted' : '就绪 / ready'}（${elapsed(since)}）`)
  }

  // Tables, packs and, once, the demonstration. What it says about accounts is shown when the pages can be opened.
  async function prepare(): Promise<string[]> {
    if (halted) return []
    const since = Date.now()
    say('准备数据 / preparing data')
    const lines: string[] = []
    const run = runToEnd(compiled('prepare'), environment, line => lines.push(line))
    preparing = run
    writeRunning()
    const code = await run.done
    preparing = undefined
    if (halted) return []
    if (code !== 0) {
      process.stderr.write(`${lines.join('\n')}\n`)
      throw new HouseFault(
        `数据准备没有完成（退出码 ${code}），原因见上。`,
        `Preparing the data failed (exit code ${code}); see above.`,
      )
    }
    say(`数据就绪 / data ready（${elapsed(since)}）`)
    return lines
  }

  function keep(name: string): void {
    if (halted) return
    children.push(
      keepProcess({
        name,
        entry: compiled(name),
        environment: () => ({
          ...environment,
          ...(name === 'mailbox' ? {} : { OWNER_DATABASE_URL: undefined }),
          NODE_ENV: 'production', // React's development build takes five times as long for a page
        }),
        logFolder: path.join(dataFolder, 'logs'),
        say,
        onStarted: writeRunning,
      }),
    )
    writeRunning() // its first start was before it stood in the list
  }

  async function watchPostgres(): Promise<void> {
    await watchServer(
      'PostgreSQL',
      () => postgres?.mark(),
      async () => {
        const before = environment.DATABASE_URL
        postgres = await openPostgres({ dataFolder, account: config.postgresAccount })
        pointToPostgres(ensureHouseKeys(dataFolder))
        await restartIf(before !== environment.DATABASE_URL)
      },
    )
  }

  async function watchTemporal(): Promise<void> {
    await watchServer(
      'Temporal',
      () => temporal?.mark(),
      async () => {
        const before = environment.TEMPORAL_ADDRESS
        await startTemporal()
        await restartIf(before !== environment.TEMPORAL_ADDRESS)
      },
    )
  }

  // Looks at a server that we started; one that is gone is started again, for as long as it takes.
  async function watchServer(
    name: string,
    mark: () => ProcessMark | undefined,
    open: () => Promise<void>,
  ): Promise<void> {
    if (!mark()) return
    let wait = 500
    while (!halted) {
      await pause(500, undefined, { signal: watch.signal }).catch(() => undefined)
      if (halted || mark()) continue
      say(`${name} 已停，正在重新启动 / is gone, starting it again`)
      try {
        await open()
        say(`${name} 已恢复 / is back`)
        wait = 500
      } catch (fault) {
        say(`${name}: ${explainFault(fault)?.message ?? faultMessage(fault)}`)
        await pause(wait, undefined, { signal: watch.signal }).catch(() => undefined)
        wait = Math.min(wait * 2, 15_000)
      }
    }
  }

  // A server that had to move to another port: the processes learn it by starting again.
  async function restartIf(moved: boolean): Promise<void> {
    if (!moved) return
    writeRunning()
    await Promise.all(children.map(child => child.restart()))
  }

  function writeRunning(): void {
    const marks = [
      { name: 'prepare', ...preparing?.mark },
      ...children.map(child => ({ name: child.name, ...child.mark() })),
    ]
    const told = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined))
    writeWhole(runningHouseFile(dataFolder), { environment: told, processes: marks })
  }

  function halt(): void {
    halted = true
    preparing?.end()
    watch.abort()
  }

  async function stop(): Promise<void> {
    halt()
    await watching
    const busy = children.filter(child => child.name !== 'mailbox')
    await Promise.all(busy.map(child => child.stop()))
    await Promise.all(children.map(child => child.stop()))
    if (preparing?.mark) await endProcess(preparing.mark, 10_000)
    await Promise.all([temporal?.stop(), postgres?.stop()])
    rmSync(runningHouseFile(dataFolder), { force: true })
  }

  // Told to stop a second time: nothing is waited for. What is left over is ended or adopted at the next start.
  function abandon(): void {
    for (const child of children) {
      const mark = child.mark()
      if (mark) process.kill(mark.pid, 'SIGKILL')
    }
    process.exit(1)
  }

  function stopped(): Promise<void> {
    return new Promise(resolve => watch.signal.addEventListener('abort', () => resolve()))
  }
}

/** What the children are told besides database and Temporal: ports, secrets, mail. */
async function settle(config: HouseConfig): Promise<Environment> {
  const ports = readRemembered(config.dataFolder)
  const secrets = givenSecrets(config)
  const own = config.smtpUrl ? {} : await mailPorts()
  const told = {
    DATA_FOLDER: config.dataFolder,
    PUBLIC_URL: config.publicUrl,
    DEMONSTRATION: config.demonstration ? '1' : '0',
    ...secrets,
    ...own,
  }
  return told

  async function mailPorts(): Promise<Record<string, string>> {
    const smtp = await freePort(ports.SMTP_PORT, config.smtpPort)
    const page = await freePort(ports.MAIL_PAGE_PORT, config.mailPagePort)
    writeWhole(rememberedFile(config.dataFolder), { SMTP_PORT: smtp, MAIL_PAGE_PORT: page })
    return { SMTP_PORT: String(smtp), MAIL_PAGE_PORT: String(page), SMTP_URL: `smtp://127.0.0.1:${smtp}` }
  }
}

// With a database of one's own, secrets are one's own too: they must outlive this folder.
function givenSecrets(config: HouseConfig): Record<string, string> {
  const given = { SESSION_SECRET: config.sessionSecret, AUDIT_KEY: config.auditKey, FIELD_KEY: config.fieldKey }
  const made: Partial<HouseKeys> = config.databaseUrl ? {} : ensureHouseKeys(config.dataFolder)
  const secrets: Record<string, string> = {}
  const missing: string[] = []
  for (const name of ['SESSION_SECRET', 'AUDIT_KEY', 'FIELD_KEY'] as const) {
    const value = given[name] ?? made[name]
    if (value === undefined) missing.push(name)
    else secrets[name] = value
  }
  if (missing.length > 0) {
    const names = missing.join(', ')
    throw new ConfigError(
      `设了 DATABASE_URL，就须同时设 ${names}（各为至少 32 位的随机字符）。\nWith DATABASE_URL set, ${names} must be set too (32 random characters or more each).`,
    )
  }
  return secrets
}

// The migrations make the group role and its rights; the login must be a member before they have run, too.
async function ensureProcessRole(ownerUrl: string, keys: HouseKeys): Promise<void> {
  await ensureLogin(ownerUrl, processRole, keys.DATABASE_PASSWORD)
  await withClient(ownerUrl, async client => {
    const { rowCount } = await client.query(`select 1 from pg_roles where rolname = 'chengban_app'`)
    if (!rowCount) await client.query('create role chengban_app nologin')
    await client.query(`grant chengban_app to ${processRole}`)
  })
}

async function takeHouse(config: HouseConfig): Promise<{ release(): void }> {
  for (let patience = 300; ; patience--) {
    const lock = takeLock(lockFile(config.dataFolder))
    if (lock.held) {
      rememberParent(config.dataFolder, parentToFollow(config))
      return lock
    }
    const wait = patience > 0 && isForsaken(config.dataFolder, lock.by)
    if (!wait) throw heldBy(lock.by, config.dataFolder)
    if (patience === 300) say('上一次启动的服务正在停止，稍候 / the one before is stopping, waiting')
    await pause(100)
  }
}

// Under npm, a parent that is gone means that nobody can stop us any more. Started by hand in the background, we go on.
function parentToFollow({ startedByNpm }: HouseConfig): ProcessMark | undefined {
  return startedByNpm ? markOf(process.ppid) : undefined
}

function whenParentIsGone(parent: ProcessMark | undefined, tell: () => void): void {
  if (!parent) return
  setInterval(() => {
    if (!isAlive(parent)) tell()
  }, 500).unref()
}

// The second is waited for also when the first fails, so that nothing is started that nobody stops.
async function bothOf(...work: Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) if (outcome.status === 'rejected') throw outcome.reason
}

// Children of a supervisor that was killed. They notice and end by themselves; whoever does not is ended here.
async function endOrphans(dataFolder: string): Promise<void> {
  const { processes } = readJson(runningHouseFile(dataFolder))
  if (!Array.isArray(processes)) return
  const marks = processes.flatMap(one => ('pid' in one ? [{ pid: Number(one.pid), started: String(one.started) }] : []))
  const alive = marks.filter(isAlive)
  if (alive.length > 0) say(`结束上次遗留的 ${alive.length} 个进程 / ending ${alive.length} processes left from before`)
  await Promise.all(alive.map(mark => endProcess(mark, 10_000)))
}

async function refuseTakenPort({ host, port }: HouseConfig): Promise<void> {
  if (await isFree(port, host)) return
  throw new HouseFault(
    `端口 ${port} 已被其他程序占用（或不允许使用）：请停止那个程序，或换一个端口，例如 PORT=8090 npm start。`,
    `Port ${port} is taken by another program (or not allowed): stop that one, or choose another, as in PORT=8090 npm start.`,
  )
}

function refuseFullDisk(folder: string): void {
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < spaceNeeded) throw diskFull(folder)
}

function announce(config: HouseConfig, environment: Environment, words: string[], seconds: string): void {
  const lines = [
    '',
    `承办已启动，用时 ${seconds} 秒 / Chengban is running, ${seconds} s`,
    `  网页 Pages  ${config.publicUrl}`,
    ...(environment.MAIL_PAGE_PORT ? [`  邮件 Mail   http://127.0.0.1:${environment.MAIL_PAGE_PORT}`] : []),
    `  数据 Data   ${config.dataFolder}`,
    '  停止 Stop   Ctrl-C',
    '',
    ...words,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function compiled(name: string): string {
  return path.join(projectRoot, 'dist', 'workers', `${name}.js`)
}

function rememberedFile(dataFolder: string): string {
  return path.join(dataFolder, 'ports.json')
}

function readRemembered(dataFolder: string): { SMTP_PORT?: number; MAIL_PAGE_PORT?: number } {
  const said = readJson(rememberedFile(dataFolder))
  return { SMTP_PORT: Number(said.SMTP_PORT) || 0, MAIL_PAGE_PORT: Number(said.MAIL_PAGE_PORT) || 0 }
}

function readJson(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {}
  try {
    const said: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof said === 'object' && said !== null ? { ...said } : {}
  } catch {
    return {}
  }
}

function writeWhole(file: string, content: object): void {
  writeFileSync(`${file}.new`, JSON.stringify(content), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function elapsed(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}
