import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Kysely, Migrator, PostgresDialect, sql } from 'kysely'
import pg from 'pg'

/** Brings the database at `url` (the owner's login) to the newest shape. Several at once are safe: one does it, the others wait. */
export async function migrate(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  const database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const migrator = new Migrator({
      db: database,
      provider: { getMigrations: async () => migrations() },
    })
    const { error } = await migrator.migrateToLatest()
    if (error) throw error
  } finally {
    await database.destroy()
  }
}

function migrations() {
  const folder = path.join(projectRoot(), 'records', 'migrations')
  const names = readdirSync(folder)
    .filter(name => name.endsWith('.sql'))
    .sort()
  return Object.fromEntries(
    names.map(name => [
      name.replace('.sql', ''),
      {
        up: async (database: Kysely<unknown>) =>
          void (await sql.raw(readFileSync(path.join(folder, name), 'utf8')).execute(database)),
      },
    ]),
  )
}

// SQL stays where it was written, also when this runs from the compiled folder.
function projectRoot(): string {
  for (let at = path.dirname(fileURLToPath(import.meta.url)); ; at = path.dirname(at))
    if (existsSync(path.join(at, 'package.json'))) return at
}
