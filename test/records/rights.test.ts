import { sql } from 'kysely'
import { sealAudit } from '../../acts/seal-audit.ts'
import { auditKey, cycleIn, openWorld, snapshot, type World } from '../builders/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
  await cycleIn(world, 'finished')
  await sealAudit(world.database, auditKey)
})
afterAll(() => world?.close())

const forgeries: [string, string][] = ['audit', 'seals', 'submissions', 'opinions'].flatMap(table => [
  [
    `update ${table}`,
    `update ${table} set ${{ audit: "act = 'x'", seals: "hash = 'x'", submissions: "kind = 'no-opinion'", opinions: "text = 'x'" }[table]}`,
  ],
  [`delete from ${table}`, `delete from ${table}`],
  [`truncate ${table}`, `truncate ${table} cascade`],
])

it.each([
  ...forgeries,
  ['the request behind a form’s key', `update idempotency set request_sha256 = 'x'`],
  ['the key of a form', 'delete from idempotency'],
  ['what the database watches over', 'alter table audit disable trigger all'],
  ['the shape of a table', 'alter table submissions add column late_after_all boolean'],
])('a process cannot change %s', async (_what, statement) => {
  const before = await snapshot(world.owner)
  await expect(sql.raw(statement).execute(world.database)).rejects.toMatchObject({ code: '42501' })
  expect(await snapshot(world.owner)).toEqual(before)
})

it('a process that gives up its role has no more rights than with it', async () => {
  const attempt = world.database.connection().execute(async connection => {
    await sql`reset role`.execute(connection)
    try {
      await sql`update submissions set late = false`.execute(connection)
    } finally {
      await sql`set role chengban_app`.execute(connection)
    }
  })
  await expect(attempt).rejects.toMatchObject({ code: '42501' })
})

it('a process can write what acts write', async () => {
  const { rows } = await sql<{
    may: boolean
  }>`select bool_and(has_table_privilege(current_user, format('%I', table_name), 'select, insert')) as may
    from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely%'`.execute(
    world.database,
  )
  expect(rows[0]?.may).toBe(true)
})
