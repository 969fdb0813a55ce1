import { withClient } from '../../workers/embedded/postgres.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

describe('a database for a test', () => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(async () => {
    await database.drop()
  })

  test('has the tables of the migrations', async () => {
    const { rows } = await withClient(database.url, client => client.query('select set_to from clock'))
    expect(rows).toEqual([{ set_to: null }])
  })

  test('does not let the role of the processes change the audit', async () => {
    const change = withClient(database.url, client => client.query(`update audit set act = 'nothing'`))
    await expect(change).rejects.toThrow(/permission denied/)
  })

  test('is apart from every other', async () => {
    const other = await createTestDatabase()
    try {
      await withClient(other.ownerUrl, client => client.query(`update clock set set_to = '2030-01-01T00:00:00Z'`))
      const { rows } = await withClient(database.url, client => client.query('select set_to from clock'))
      expect(rows).toEqual([{ set_to: null }])
    } finally {
      await other.drop()
    }
  })

  test('sorts names as people read them when asked to', async () => {
    const { rows } = await withClient(database.url, client =>
      client.query<{ name: string }>(
        `select name from (values ('张'), ('安'), ('李')) n(name) order by name collate "zh-x-icu"`,
      ),
    )
    expect(rows.map(row => row.name)).toEqual(['安', '李', '张'])
  })
})
