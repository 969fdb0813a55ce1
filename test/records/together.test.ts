import { sql } from 'kysely'
import { openDatabase, openPool } from '../../records/pool.ts'
import { together } from '../../records/together.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'

let created: TestDatabase
let database: ReturnType<typeof openDatabase>

beforeAll(async () => {
  created = await createTestDatabase()
  database = openDatabase(openPool(created.url, { size: 2 }))
})

afterAll(async () => {
  await database.destroy()
  await created.drop()
})

const alarm = (subject: string) =>
  database
    .insertInto('alarms')
    .values({ kind: 'test', subject, cycle_id: null, detail: '', cleared_at: null, cleared_by: null })
const subjects = sql<{ subject: string }>`select subject from alarms order by subject`

test('each statement sees what those before it did, and its rows are its own', async () => {
  const [before, written, after, clock] = await database.transaction().execute(tx =>
    together(
      tx,
      subjects,
      sql<{
        subject: string
      }>`insert into alarms (kind, subject, detail) values ('test', 'seen', '') returning subject`,
      tx.selectFrom('alarms').select('subject'),
      sql<{ now: Date }>`select now() as now`,
    ),
  )
  expect([before, written, after]).toEqual([[], [{ subject: 'seen' }], [{ subject: 'seen' }]])
  expect(clock).toHaveLength(1)
})

test('the first that fails is thrown, and all of the transaction is undone', async () => {
  const act = database
    .transaction()
    .execute(tx => together(tx, alarm('lost'), sql`select 1 / 0`, sql`select nowhere from nothing`, alarm('lost too')))
  await expect(act).rejects.toMatchObject({ code: '22012' })
  // The connection is as good as before.
  const { rows } = await subjects.execute(database)
  expect(rows).toEqual([{ subject: 'seen' }])
})

test('what waits for a lock sees what the holder wrote, and so does all that comes behind it', async () => {
  let held: () => void = () => undefined
  let release: () => void = () => undefined
  const holding = new Promise<void>(resolve => {
    held = resolve
  })
  const released = new Promise<void>(resolve => {
    release = resolve
  })
  const holder = database.transaction().execute(async tx => {
    await sql`update alarms set detail = 'written by the holder' where subject = 'seen'`.execute(tx)
    held()
    await released
  })
  await holding
  const waiter = database
    .transaction()
    .execute(tx =>
      together(
        tx,
        tx.selectFrom('alarms').select('detail').where('subject', '=', 'seen').forUpdate(),
        sql<{ detail: string }>`select detail from alarms where subject = 'seen'`,
      ),
    )
  release()
  await holder
  const row = { detail: 'written by the holder' }
  expect(await waiter).toEqual([[row], [row]])
})

test('a statement that is asked for again and again keeps its plan under one name', async () => {
  await database.connection().execute(async connection => {
    for (let nth = 0; nth < 3; nth++)
      await connection.selectFrom('alarms').select('id').where('kind', '=', 'plan').execute()
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_prepared_statements where statement like '%"alarms" where "kind" = $1%' and statement not like '%pg_prepared%'`.execute(
      connection,
    )
    expect(rows[0]?.count).toBe(1)
  })
})
