import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import type { House } from '../acts/act.ts'
import { loadPolicies } from '../acts/load-policies.ts'
import { type Environment, projectRoot } from '../config.ts'
import { readCalendars } from '../policies/calendar-file.ts'
import { changedFiles, packFolders, readPacks } from '../policies/read-pack.ts'
import type { Database } from '../records/database.ts'
import { migrate } from '../records/migrate.ts'
import { openDatabase, openPool } from '../records/pool.ts'
import { policiesFolder } from '../workers/commands/load-policies.ts'
import { checkPolicyText } from '../workers/commands/policy-check.ts'
import { type EmbeddedPostgres, ensureLogin, openPostgres, withClient } from '../workers/embedded/postgres.ts'
import { type EmbeddedTemporal, openTemporal } from '../workers/embedded/temporal.ts'
import { findTemporal } from '../workers/embedded/temporal-binary.ts'
import { type Child, startChild } from './children.ts'

/** Where everything of a run lies; nothing of it is kept for the next. */
export const benchFolder = path.join(projectRoot, '.data', 'bench')

/** Servers of the run's own, started when the first measure asks for them. */
export interface Servers {
  postgres(): Promise<EmbeddedPostgres>
  temporal(): Promise<EmbeddedTemporal>
  stop(): Promise<void>
}

export function createServers(): Servers {
  let postgres: Promise<EmbeddedPostgres> | undefined
  let temporal: Promise<EmbeddedTemporal> | undefined
  mkdirSync(benchFolder, { recursive: true })
  return {
    // Durable as in the service: fsync and synchronous_commit stay on.
    postgres: () => {
      postgres ??= openPostgres({ dataFolder: benchFolder, account: 'postgres', maxConnections: 120 })
      return postgres
    },
    temporal: () => {
      temporal ??= findTemporal(path.join(projectRoot, '.tools')).then(binary =>
        openTemporal({ folder: path.join(benchFolder, 'temporal'), binary, namespace: 'default' }),
      )
      return temporal
    },
    async stop() {
      await (await temporal)?.stop()
      await (await postgres)?.stop()
    },
  }
}

/** A database of one measure, with tables, calendars and packs, and the processes that work on it. */
export interface Ground {
  readonly house: House
  readonly database: Database
  readonly pool: pg.Pool
  readonly ownerUrl: string
  /** Process number of the database server. */
  readonly serverPid: number
  /** What a process of the house is told. */
  readonly environment: Environment
  /** Starts a compiled file on this ground; it is stopped with it. */
  start(file: string, more?: Environment): Promise<Child>
  close(): Promise<void>
}

const login = 'chengban_process'
const password = 'only-for-measuring'

/** @param settings for the processes that the measure starts, beside database and secrets */
export async function openGround(servers: Servers, name: string, settings: Environment = {}): Promise<Ground> {
  const server = await servers.postgres()
  const databaseName = `bench_${name}`
  const owner = server.ownerUrl('postgres')
  await withClient(owner, async client => {
    await client.query(`drop database if exists ${databaseName} with (force)`)
    await client.query(`create database ${databaseName}`)
  })
  rmSync(path.join(benchFolder, databaseName), { recursive: true, force: true }) // a bank remembers whom it has paid
  const ownerUrl = server.ownerUrl(databaseName)
  await migrate(ownerUrl)
  await ensureLogin(owner, login, password)
  await withClient(owner, client => client.query(`grant chengban_app to ${login}`))
  const url = server.url(databaseName, login, password)
  const pool = openPool(url)
  const database = openDatabase(pool)
  await loadPacks(database)
  const secret = () => randomBytes(36).toString('base64url')
  const environment: Environment = {
    DATABASE_URL: url,
    OWNER_DATABASE_URL: undefined,
    DATA_FOLDER: path.join(benchFolder, databaseName),
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    TEMPORAL_TASK_QUEUE: `${databaseName}-${process.pid}`,
    SMTP_URL: 'smtp://127.0.0.1:1',
    SESSION_SECRET: secret(),
    AUDIT_KEY: secret(),
    FIELD_KEY: secret(),
    PUBLIC_URL: 'http://127.0.0.1:8080',
    DEMONSTRATION: '0',
    LOG_LEVEL: 'warn',
    HEALTH_PORT: undefined,
    NODE_ENV: 'production',
    ...settings,
  }
  const house: House = {
    database,
    auditKey: environment.AUDIT_KEY ?? '',
    fieldKey: environment.FIELD_KEY ?? '',
    publicUrl: environment.PUBLIC_URL ?? '',
    reach: () => undefined,
  }
  const children: Child[] = []
  return {
    house,
    database,
    pool,
    ownerUrl,
    serverPid: server.mark()?.pid ?? 0,
    environment,
    async start(file, more = {}) {
      const child = await startChild(file, { ...environment, ...more }, path.join(benchFolder, databaseName))
      children.push(child)
      return child
    },
    async close() {
      for (const child of children.reverse()) await child.stop()
      await database.destroy()
      await withClient(owner, client => client.query(`drop database ${databaseName} with (force)`))
    },
  }
}

/** Statistics and a checkpoint, so that no slice pays for what was written before it. */
export async function settle({ ownerUrl }: Ground): Promise<void> {
  await withClient(ownerUrl, async client => {
    await client.query('vacuum analyze')
    await client.query('checkpoint')
  })
}

/** Waits until something can be read; asks every few milliseconds. */
export async function until<Found>(look: () => Promise<Found | undefined | null | false>, minutes = 5): Promise<Found> {
  for (const end = Date.now() + minutes * 60_000; ; await pause(20)) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error('waited too long')
  }
}

async function loadPacks(database: Database): Promise<void> {
  const calendars = readCalendars(path.join(policiesFolder(), 'calendars'))
  const packs = readPacks(packFolders(policiesFolder()), { checkText: checkPolicyText })
  if (!calendars.ok || !packs.ok) throw new Error('packs or calendars cannot be read; see npx chengban policy check')
  await loadPolicies(database, { packs: packs.packs, calendars: calendars.years, changedFiles })
}
