import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import type { Database, Schema } from './database.ts'

pg.types.setTypeParser(pg.types.builtins.INT8, BigInt)
pg.types.setTypeParser(pg.types.builtins.DATE, date => date)
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, instant => new Date(instant).toISOString())

/**
 * A pool of connections in the role that cannot change audit, seals or submissions. They take statements before those
 * before them are answered, as `together` sends them.
 *
 * @param url a login that is a member of `chengban_app` (the migrating owner is)
 */
export function openPool(
  url: string,
  { size = 10, role = 'chengban_app' }: { size?: number; role?: string } = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    options: `-c role=${role} -c statement_timeout=30000 -c lock_timeout=15000 -c idle_in_transaction_session_timeout=30000`,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    pipeline: true,
  })
  pool.on('error', () => {}) // an idle connection that the server dropped; the next query opens another
  pool.on('connect', client => client.on('error', () => {})) // one in use, between two queries: the next of them fails
  return pool
}

export function openDatabase(pool: pg.Pool): Database {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: preparing(pool) }) })
}

// Planning a statement costs the server more than most of ours take to run: it keeps those that have a name, a connection
// each its own. Long ones hold the rows of a crowd, hardly ever as many again, and would fill its memory.
const longestNamed = 4000
const mostNamed = 800
const names = new Map<string, string>()

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known || text.length > longestNamed || names.size >= mostNamed) return known
  const name = `s${names.size}`
  names.set(text, name)
  return name
}

const preparing = (pool: pg.Pool): PostgresPool => ({
  async connect() {
    const client = await pool.connect()
    const query = (text: string, values: readonly unknown[]) =>
      client.query({ name: nameOf(text), text, values: [...values] })
    // Nothing streams through a cursor, which is the other way to call it.
    return { query: query as unknown as PostgresPoolClient['query'], release: () => client.release() }
  },
  end: () => pool.end(),
})
