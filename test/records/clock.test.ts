import { setClock } from '../../acts/set-clock.ts'
import { businessNow } from '../../records/database.ts'
import { openTestHouse } from '../builders/world.ts'

let test: Awaited<ReturnType<typeof openTestHouse>>

beforeAll(async () => {
  test = await openTestHouse()
})
afterAll(() => test?.close())

it('the clock of deadlines is the database’s, cut to milliseconds', async () => {
  const [row] = await test.owner('select clock_timestamp() as before')
  const now = await businessNow(test.database)
  expect(now).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  expect(Date.parse(now)).toBeGreaterThanOrEqual(new Date(row?.before).getTime())
})

it('set, it stands still for everybody, and let go it runs again', async () => {
  await setClock(test.house, '2019-11-26T09:30:00.123Z')
  expect(await businessNow(test.database)).toBe('2019-11-26T09:30:00.123Z')
  expect(await businessNow(test.database)).toBe('2019-11-26T09:30:00.123Z')
  await setClock(test.house, null)
  expect((await businessNow(test.database)) > '2026').toBe(true)
})

it('read again within a transaction, it has gone on', async () => {
  const [first, second] = await test.database.transaction().execute(async tx => {
    const before = await businessNow(tx)
    for (;;) {
      const now = await businessNow(tx)
      if (now !== before) return [before, now]
    }
  })
  expect((second ?? '') > (first ?? '')).toBe(true)
})
