import type pg from 'pg'
import type { House } from '../acts/act.ts'
import type { Config } from '../config.ts'
import type { Database } from '../records/database.ts'
import { openDatabase, openPool } from '../records/pool.ts'
import type { Failpoint } from './failpoint.ts'

/** What acts work with in this process, over one pool of connections. */
export function openHouse(
  config: Config,
  failpoint: Failpoint,
  { connections = 10 } = {},
): { house: House; database: Database; pool: pg.Pool } {
  const pool = openPool(config.databaseUrl, { size: connections })
  const database = openDatabase(pool)
  return {
    pool,
    database,
    house: {
      database,
      auditKey: config.auditKey,
      fieldKey: config.fieldKey,
      publicUrl: config.publicUrl,
      reach: failpoint,
    },
  }
}

export const answers = (pool: pg.Pool): Promise<boolean> =>
  pool.query('select 1').then(
    () => true,
    () => false,
  )
