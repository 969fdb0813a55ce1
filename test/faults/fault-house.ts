import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { sql } from 'kysely'
import type { House } from '../../acts/act.ts'
import { loadPolicies } from '../../acts/load-policies.ts'
import { setClock } from '../../acts/set-clock.ts'
import { projectRoot } from '../../config.ts'
import { cycleScope } from '../../domain/cycle.ts'
import { readCalendars } from '../../policies/calendar-file.ts'
import { changedFiles, packFolders, readPacks } from '../../policies/read-pack.ts'
import { migrate } from '../../records/migrate.ts'
import { openDatabase, openPool } from '../../records/pool.ts'
import { freePort, isFree } from '../../workers/embedded/free-port.ts'
import { ensureDatabase, ensureLogin, openPostgres, withClient } from '../../workers/embedded/postgres.ts'
import { isAlive } from '../../workers/embedded/process-mark.ts'
import { openTemporal, temporalStore } from '../../workers/embedded/temporal.ts'
import { findTemporal } from '../../workers/embedded/temporal-binary.ts'
import { toolFolder } from '../setup/temporal.ts'
import { createKeptProgram } from './kept-program.ts'
import { endLeftovers } from './leftovers.ts'
import { openMailSink } from './mail-sink.ts'
import { insist, until } from './until.ts'

const testFolder = path.join(projectRoot, '.data', 'test')
const key = 'only-for-tests-only-for-tests-only-for-tests'
const login = 'chengban_process'

export type FaultHouse = Awaited<ReturnType<typeof openFaultHouse>>

/**
 * A whole house to be broken: PostgreSQL that keeps what it promised, Temporal with a store on the disk, a mail server
 * that is a witness, and api, worker and courier as the processes that they are. The test itself acts through the acts
 * and over HTTP, and sets the clock. With `bank` payments go to a simulated bank, a process with a ledger of its own; fifty
 * people may act at once, and everything that the house says is kept: mails, and logs to the last detail.
 */
export async function openFaultHouse({ bank: withBank = false }: { bank?: boolean } = {}) {
  await endLeftovers(testFolder)
  const folder = path.join(testFolder, `faults-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  const server = { dataFolder: folder, account: 'postgres', maxConnections: withBank ? 200 : 60 }
  let postgres = await openPostgres(server)
  const databaseUrl = await prepareDatabase(postgres.ownerUrl)
  const binary = await findTemporal(toolFolder, () => undefined)
  const temporalFolder = path.join(folder, 'temporal')
  const lostStores = path.join(folder, 'lost-stores')
  let storesLost = 0
  const startTemporal = () => openTemporal({ folder: temporalFolder, binary, namespace: 'default', forTests: true })
  let temporal = await startTemporal()
  const sink = await openMailSink(path.join(folder, 'mail.jsonl'), {
    keepIn: withBank ? path.join(folder, 'messages.jsonl') : undefined,
  })
  const url = `http://127.0.0.1:${await freePort()}`
  const sealFile = path.join(folder, 'last-seal.json')
  const bankUrl = `http://127.0.0.1:${await freePort()}`

  const database = openDatabase(openPool(databaseUrl, { size: 6 }))
  const acts: House = { database, auditKey: key, fieldKey: key, publicUrl: url, reach: () => undefined }
  await loadPacks()

  const environment = () => ({
    DATA_FOLDER: folder,
    PORT: new URL(url).port,
    PUBLIC_URL: url,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    SMTP_URL: `smtp://127.0.0.1:${sink.port()}`,
    SESSION_SECRET: key,
    AUDIT_KEY: key,
    FIELD_KEY: key,
    ...(withBank ? { BANK_URL: bankUrl, BANK_KEY: key } : {}),
    SEAL_FILE: sealFile,
    LOG_LEVEL: withBank ? 'debug' : 'warn',
    NODE_OPTIONS: undefined,
    NODE_ENV: undefined,
  })
  const program = (name: string) =>
    createKeptProgram({
      name,
      folder: path.join(folder, 'programs'),
      environment,
      afterDeath: name === 'courier' ? leasesEnd : async () => undefined,
    })
  const [api, worker, courier] = [program('api'), program('worker'), program('courier')]
  const bank = program('bank-simulator')
  const programs = [api, worker, courier, ...(withBank ? [bank] : [])]
  await Promise.all(programs.map(each => each.start()))
  const deaf = programs.filter(each => !each.isServing())
  if (deaf.length > 0) {
    await close()
    throw new Error(deaf.map(each => `${each.name} does not start: ${each.lastWords()}`).join('\n'))
  }

  return {
    ...{ acts, database, folder, ownerUrl: postgres.ownerUrl('chengban'), url, sink, api, worker, courier, programs },
    ...{ bank, bankUrl, environment, temporalFolder, lostStores, withTemporal },
    ...{ killPostgres, startPostgres, killTemporal, startTemporalAgain, killEverything, close },
    ...{ deleteTemporalStore, keepTemporalStore, restoreTemporalStore },
    ...{ advanceTo, passWithoutWake, letLeasesEnd, letRetriesComeDue, untilSettled, keptSeal, failedWorkflows, tell },
  }

  async function prepareDatabase(ownerUrl: (name: string) => string): Promise<string> {
    await ensureDatabase(ownerUrl('postgres'), 'chengban')
    await ensureLogin(ownerUrl('postgres'), login, key)
    await migrate(ownerUrl('chengban'))
    await withClient(ownerUrl('chengban'), client => client.query(`grant chengban_app to ${login}`))
    return postgres.url('chengban', login, key)
  }

  async function loadPacks(): Promise<void> {
    const folderOfPacks = path.join(projectRoot, 'policies')
    const calendars = readCalendars(path.join(folderOfPacks, 'calendars'))
    const packs = readPacks(packFolders(folderOfPacks))
    if (!calendars.ok || !packs.ok) throw new Error('the packs cannot be read')
    await loadPolicies(database, { packs: packs.packs, calendars: calendars.years, changedFiles })
  }

  /** `kill -9` of the postmaster; its children end by themselves. */
  async function killPostgres(): Promise<void> {
    const mark = postgres.mark()
    if (!mark) throw new Error('PostgreSQL is not running')
    process.kill(mark.pid, 'SIGKILL')
    await until('PostgreSQL is gone', () => !isAlive(mark))
  }

  async function startPostgres(): Promise<void> {
    const port = postgres.port
    postgres = await openPostgres(server)
    if (postgres.port !== port) throw new Error('PostgreSQL came back on another port')
  }

  async function killTemporal(): Promise<void> {
    const mark = temporal.mark()
    if (!mark) throw new Error('Temporal is not running')
    process.kill(mark.pid, 'SIGKILL')
    await until('Temporal is gone', () => !isAlive(mark))
  }

  async function startTemporalAgain(): Promise<void> {
    const { address } = temporal
    // Whoever tries to reach it meanwhile may hold its port for a moment.
    await until('the port of Temporal is free', () => isFree(Number(address.split(':')[1])))
    temporal = await startTemporal()
    if (temporal.address !== address) throw new Error('Temporal came back on another port')
  }

  /** `kill -9` of everything at once, servers included, and all of it started again. */
  async function killEverything(): Promise<void> {
    const dead = programs.map(each => each.kill({ away: true }))
    await Promise.all([...dead, killPostgres(), killTemporal()])
    await Promise.all([startPostgres(), startTemporalAgain()])
    await letLeasesEnd()
    await Promise.all(programs.map(each => each.start()))
  }

  /** Everything that Temporal knows, gone from where it looks for it; to be called while it is down, as the two that follow. */
  function deleteTemporalStore(): void {
    const gone = path.join(lostStores, String(++storesLost))
    mkdirSync(gone, { recursive: true })
    for (const file of storeFiles()) renameSync(file, path.join(gone, path.basename(file)))
  }

  function keepTemporalStore(): void {
    for (const file of storeFiles()) cpSync(file, path.join(folder, 'kept-store', path.basename(file)))
  }

  /** Temporal knows what it knew when its store was kept, and nothing that came after. */
  function restoreTemporalStore(): void {
    deleteTemporalStore()
    cpSync(path.join(folder, 'kept-store'), temporalFolder, { recursive: true })
    rmSync(path.join(folder, 'kept-store'), { recursive: true })
  }

  function storeFiles(): string[] {
    const store = path.basename(temporalStore(temporalFolder))
    const files = readdirSync(temporalFolder).filter(name => name.startsWith(store))
    if (files.length === 0) throw new Error('Temporal has no store')
    return files.map(name => path.join(temporalFolder, name))
  }

  /** Sets the clock, which wakes every open scope, and waits until the cycle's workflow has asked at that time and nothing is due. */
  async function advanceTo(at: string, cycleId: string): Promise<void> {
    await insist(() => setClock(acts, at))
    await untilAsked(at, cycleId)
  }

  /** Lets time pass as it passes by itself: nobody is woken. */
  async function passWithoutWake(at: string): Promise<void> {
    await database.updateTable('clock').set({ set_to: at }).execute()
  }

  async function untilAsked(at: string, cycleId: string): Promise<void> {
    await until(
      `the workflow has asked at ${at}`,
      async () => {
        const { rows } = await sql<{ asked: boolean }>`
          select (s.asked_at >= ${at} or s.state = 'done') and not exists (
            select from rungs r where r.scope = s.scope and r.state = 'waiting' and r.at < ${at}) as asked
          from scopes s where s.scope = ${cycleScope(cycleId)}`.execute(database)
        return rows[0]?.asked
      },
      { tell },
    )
  }

  /** The lease of whoever died is over: two minutes of the machine's time, without waiting for them. */
  async function letLeasesEnd(): Promise<void> {
    await database
      .updateTable('deliveries')
      .set({ lease_until: sql`clock_timestamp()` })
      .where('state', '=', 'sending')
      .execute()
    await database
      .updateTable('payouts')
      .set({ lease_until: sql`clock_timestamp()` })
      .where('state', '=', 'submitting')
      .execute()
  }

  async function leasesEnd(): Promise<void> {
    await until('the leases of the dead are over', () => letLeasesEnd().then(() => true))
  }

  /** What waits for its next attempt may try now. */
  async function letRetriesComeDue(): Promise<void> {
    await database
      .updateTable('deliveries')
      .set({ next_at: sql`clock_timestamp()` })
      .where('state', '=', 'queued')
      .execute()
    await sql`select pg_notify('courier', 'deliveries')`.execute(database)
  }

  /** Waits until nothing is on its way any more: no wake, no delivery, no entry without a seal. */
  async function untilSettled(): Promise<void> {
    await until(
      'everything is settled',
      async () => {
        const { rows } = await sql<{ left: number }>`
          select (select count(*) from wakes) + (select count(*) from deliveries where state in ('held', 'queued', 'sending'))
            + (select count(*) from audit a left join seals s on s.audit_id = a.id where s.audit_id is null) as left`.execute(
          database,
        )
        return Number(rows[0]?.left) === 0
      },
      { tell },
    )
  }

  /** The newest seal as it is kept outside the database. */
  function keptSeal(): { seq: string; hash: string } | null {
    return existsSync(sealFile) ? JSON.parse(readFileSync(sealFile, 'utf8')) : null
  }

  /** Ids of workflows that ended in any other way than the one they tell. */
  function failedWorkflows(): Promise<string[]> {
    return withTemporal(async client => {
      const query = "ExecutionStatus = 'Failed' or ExecutionStatus = 'Terminated' or ExecutionStatus = 'TimedOut'"
      const found: string[] = []
      for await (const { workflowId } of client.workflow.list({ query })) found.push(workflowId)
      return found
    })
  }

  async function withTemporal<Found>(work: (client: Client) => Promise<Found>): Promise<Found> {
    const connection = await Connection.connect({ address: temporal.address })
    try {
      return await work(new Client({ connection }))
    } finally {
      await connection.close()
    }
  }

  /** What helps to understand why something did not come. */
  async function tell(): Promise<object> {
    const { rows } = await sql`
      select s.scope, s.asked_at, c.state, business_now() as now, (select count(*) from wakes) as wakes,
        (select json_agg(distinct d.state || ' ' || coalesce(d.answer, '')) from deliveries d where d.state in ('held', 'queued', 'sending')) as mail,
        (select json_agg(distinct r.rung || ' ' || r.at) from rungs r where r.scope = s.scope and r.state = 'waiting') as waiting
      from scopes s join cycles c on c.id = s.cycle_id where s.state = 'open'`
      .execute(database)
      .catch(() => ({ rows: [] }))
    const words = Object.fromEntries(programs.map(each => [each.name, each.lastWords()]))
    return {
      rows: JSON.parse(JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? Number(value) : value))),
      words,
    }
  }

  async function close(): Promise<void> {
    await Promise.all(programs.map(each => each.kill({ away: true })))
    await sink.down()
    await database.destroy()
    await Promise.all([postgres.stop(), temporal.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
}
