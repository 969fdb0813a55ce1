import path from 'node:path'
import { loadPolicies } from '../../acts/load-policies.ts'
import { readCalendars } from '../../policies/calendar-file.ts'
import { readDemonstration } from '../../policies/read-demonstration.ts'
import { changedFiles, packFolders, readPacks } from '../../policies/read-pack.ts'
import { type Database, openDatabase, openPool } from '../../records/database.ts'
import { makeDemonstration } from '../../workers/demonstration.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'

let test: TestDatabase
let database: Database

beforeAll(async () => {
  test = await createTestDatabase()
  database = openDatabase(openPool(test.url, { size: 3 }))
  const calendars = readCalendars('policies/calendars')
  const packs = readPacks(packFolders('policies'))
  if (!calendars.ok || !packs.ok) throw new Error('packs and calendars are read')
  await loadPolicies(database, { packs: packs.packs, calendars: calendars.years, changedFiles })
  const ningguo = packs.packs.find(({ pack }) => pack.id === 'ningguo')
  if (!ningguo) throw new Error('the pack is there')
  const demonstration = readDemonstration(path.join(ningguo.folder, 'demonstration'), ningguo.pack)
  if (!demonstration.ok) throw new Error(JSON.stringify(demonstration.errors))
  const house = {
    database,
    auditKey: 'k'.repeat(32),
    fieldKey: 'f'.repeat(32),
    publicUrl: 'http://127.0.0.1:8080',
    reach: () => undefined,
  }
  await makeDemonstration(house, ningguo.pack, demonstration.value, 'a demonstration password')
}, 120_000)

afterAll(async () => {
  await database?.destroy()
  await test?.drop()
})

const ledgerOf = async (state: 'open' | 'finished') => {
  const rows = await database
    .selectFrom('cases')
    .innerJoin('cycles', 'cycles.id', 'cases.cycle_id')
    .select(['cases.ledger_state', ({ fn }) => fn.countAll<bigint>().as('count')])
    .where('cycles.state', '=', state)
    .groupBy('cases.ledger_state')
    .execute()
  return Object.fromEntries(rows.map(({ ledger_state, count }) => [ledger_state, Number(count)]))
}

it('has a running cycle of 34: 6 with opinions, 11 without, 14 silent, 2 not signed for, 1 not reached', async () => {
  expect(await ledgerOf('open')).toEqual({ opinions: 6, 'no-opinion': 11, silent: 14, unsigned: 2, undelivered: 1 })
})

it('has 14 opinions and 2 answers recorded for others in the running cycle', async () => {
  const counts = await database
    .selectFrom('cases')
    .innerJoin('cycles', 'cycles.id', 'cases.cycle_id')
    .select(({ fn }) => [
      fn.sum<bigint>('opinion_count').as('opinions'),
      fn.count<bigint>('channel').filterWhere('channel', '<>', 'online').as('recorded'),
    ])
    .where('cycles.state', '=', 'open')
    .executeTakeFirstOrThrow()
  expect([Number(counts.opinions), Number(counts.recorded)]).toEqual([14, 2])
})

it('has a finished cycle due on 2019-11-26 at 17:30: five were deemed to have no objection, one of them answered late and counts', async () => {
  const cycle = await database
    .selectFrom('cycles')
    .selectAll()
    .where('state', '=', 'finished')
    .executeTakeFirstOrThrow()
  expect(cycle.due_at).toBe('2019-11-26T09:30:00.000Z')
  expect(cycle.closed_at).toBe('2019-11-26T09:30:00.000Z')
  const { deemed } = await database
    .selectFrom('decisions')
    .select(({ fn }) => fn.countAll<bigint>().as('deemed'))
    .where('cycle_id', '=', cycle.id)
    .where('verdict', '=', 'deemed-no-objection')
    .where('clause', '=', '来函第二段')
    .executeTakeFirstOrThrow()
  expect(Number(deemed)).toBe(5)
  expect(await ledgerOf('finished')).toMatchObject({ 'deemed-no-objection': 4 })
})

it('leaves nothing in the mail queue and the clock running', async () => {
  expect(
    await database.selectFrom('deliveries').select('id').where('state', 'in', ['queued', 'held']).execute(),
  ).toEqual([])
  expect(await database.selectFrom('clock').select('set_to').execute()).toEqual([{ set_to: null }])
})
