import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../config.ts'
import { migrate } from '../../records/migrate.ts'
import { whileLocked } from '../../workers/embedded/folder-lock.ts'
import { type EmbeddedPostgres, ensureLogin, openPostgres, withClient } from '../../workers/embedded/postgres.ts'

export interface TestDatabase {
  name: string
  /** As the role of the processes, which may not change audit, seals and submissions. */
  url: string
  /** As the owner of everything. */
  ownerUrl: string
  /** Ends all connections and removes the database. */
  drop(): Promise<void>
}

const folder = path.join(projectRoot, '.data', 'test')
const login = 'chengban_process'
const password = 'only-for-tests'

/**
 * A database of its own for a test file: a copy of one that was migrated once, on a throw-away PostgreSQL server that the test runs share.
 * Drop it when the file is done.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  mkdirSync(folder, { recursive: true })
  const { server, template } = await whileLocked(path.join(folder, 'database.lock'), async () => {
    const server = await openPostgres({ dataFolder: folder, account: 'postgres', durable: false, maxConnections: 300 })
    return { server, template: await ensureTemplate(server) }
  })
  const name = `test_${process.pid}_${randomUUID().slice(0, 8)}`
  await onServer(server, `create database ${name} template ${template}`)
  const ownerUrl = server.ownerUrl(name)
  return {
    name,
    ownerUrl,
    url: server.url(name, login, password),
    drop: () => onServer(server, `drop database if exists ${name} with (force)`),
  }
}

// Named after the migrations' content, so that changed migrations make a new one.
async function ensureTemplate(server: EmbeddedPostgres): Promise<string> {
  const name = `template_${hashMigrations()}`
  const { rows } = await withClient(server.ownerUrl('postgres'), client =>
    client.query<{ datname: string }>('select datname from pg_database where datname = $1', [name]),
  )
  if (rows.length > 0) return name
  await dropLeftovers(server)
  await ensureLogin(server.ownerUrl('postgres'), login, password)
  const unfinished = `unfinished_${name}`
  await onServer(server, `drop database if exists ${unfinished} with (force)`)
  await onServer(server, `create database ${unfinished}`)
  await migrate(server.ownerUrl(unfinished))
  await onServer(server, `grant chengban_app to ${login}`)
  await onServer(server, `alter database ${unfinished} rename to ${name}`)
  return name
}

// What runs that were killed left behind: databases of processes that are gone, and templates of older migrations that nobody copies now.
async function dropLeftovers(server: EmbeddedPostgres): Promise<void> {
  const { rows } = await withClient(server.ownerUrl('postgres'), client =>
    client.query<{ datname: string }>(`select datname from pg_database where datname ~ '^(test|unfinished)_'`),
  )
  for (const { datname } of rows) {
    const pid = Number(datname.split('_')[1])
    if (!isRunning(pid)) await onServer(server, `drop database if exists ${datname} with (force)`)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function hashMigrations(): string {
  const place = path.join(projectRoot, 'records', 'migrations')
  const hash = createHash('sha256')
  for (const name of readdirSync(place).sort()) hash.update(name).update(readFileSync(path.join(place, name)))
  return hash.digest('hex').slice(0, 16)
}

async function onServer(server: EmbeddedPostgres, statement: string): Promise<void> {
  await withClient(server.ownerUrl('postgres'), client => client.query(statement))
}
