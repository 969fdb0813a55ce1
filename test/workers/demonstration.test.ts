import { existsSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import { loadPolicies } from '../../acts/load-policies.ts'
import { readCalendars } from '../../policies/calendar-file.ts'
import { readDemonstration } from '../../policies/read-demonstration.ts'
import { changedFiles, packFolders, readPacks } from '../../policies/read-pack.ts'
import type { Database } from '../../records/database.ts'
import { openDatabase, openPool } from '../../records/pool.ts'
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
  const shown = packs.packs
    .filter(({ folder }) => existsSync(path.join(folder, 'demonstration')))
    .map(({ folder, pack }) => {
      const demonstration = readDemonstration(path.join(folder, 'demonstration'), pack)
      if (!demonstration.ok) throw new Error(JSON.stringify(demonstration.errors))
      return { pack, demonstration: demonstration.value }
    })
  const house = {
    database,
    auditKey: 'k'.repeat(32),
    fieldKey: 'f'.repeat(32),
    publicUrl: 'http://127.0.0.1:8080',
    reach: () => undefined,
  }
  await makeDemonstration(house, shown, 'a demonstration password')
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
    .where('cycles.kind', '=', 'solicitation')
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
    .where('cycles.kind', '=', 'solicitation')
    .where('cycles.state', '=', 'open')
    .executeTakeFirstOrThrow()
  expect([Number(counts.opinions), Number(counts.recorded)]).toEqual([14, 2])
})

it('has a finished cycle due on 2019-11-26 at 17:30: five were deemed to have no objection, one of them answered late and counts', async () => {
  const cycle = await database
    .selectFrom('cycles')
    .selectAll()
    .where('kind', '=', 'solicitation')
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

const yuan = (thousands: number): bigint => BigInt(thousands) * 100_000n
const roundOf = async (title: string) =>
  database
    .selectFrom('cycles')
    .innerJoin('budgets', 'budgets.cycle_id', 'cycles.id')
    .select(['cycles.id', 'cycles.state', 'appropriated_fen', 'committed_fen', 'paid_fen'])
    .where('title', '=', title)
    .executeTakeFirstOrThrow()
const rencheng = '任城区2024年度普惠托育机构运营补助'
const claimsOf = async (title: string) => {
  const rows = await database
    .selectFrom('claims')
    .innerJoin('filings', 'filings.id', 'claims.filing_id')
    .select(['filings.name', 'claims.state', 'held', 'asked_fen', 'granted_fen', 'case_id'])
    .where('cycle_id', '=', (await roundOf(title)).id)
    .orderBy('filings.filing_number')
    .execute()
  return new Map(rows.map(row => [row.name.replace(/^...(.*)托育有限公司（演示）$/u, '$1'), row]))
}

it('has a round with claims in every state but one, which another round has', async () => {
  const round = await roundOf(rencheng)
  expect(round.state).toBe('open')
  const claims = await claimsOf(rencheng)
  const states = Object.fromEntries(
    [...claims].map(([name, { state, held }]) => [name, held ? `${state}, held` : state]),
  )
  expect(states).toEqual({
    青禾: 'paid',
    麦苗: 'payable',
    童心: 'payable',
    小核桃: 'payable',
    芽芽: 'in-payment',
    向阳花: 'struck-out',
    湖畔: 'listed, held',
    蔬果园: 'listed',
    云朵: 'listed',
    风车: 'committed',
    青黛: 'committed',
    笙岚: 'committed',
    桃花坞: 'reviewed',
    荷叶: 'accepted',
    星辰: 'supplementing',
    蔓藤: 'correcting',
    贝壳: 'submitted',
    麓花: 'draft',
    锦钟: 'withdrawn',
    安禾: 'refused',
    林溪: 'lapsed',
    亭屿: 'not-accepted',
  })
  // 126 + 90 + 88 + 58 + 99 + 77 + 70 + 65 + 99 + 54 + 94 thousand yuan; what was struck out is free again.
  expect(round).toMatchObject({ appropriated_fen: yuan(1200), committed_fen: yuan(920), paid_fen: yuan(126) })
})

it('cuts 57 children to 54: 126,000 yuan asked, 120,000 granted', async () => {
  const cut = (await claimsOf(rencheng)).get('桃花坞')
  expect(cut).toMatchObject({ asked_fen: yuan(126), granted_fen: yuan(120) })
  const children = await database
    .selectFrom('claim_children')
    .select('counted')
    .where('case_id', '=', cut?.case_id ?? '')
    .execute()
  expect([children.length, children.filter(({ counted }) => counted).length]).toEqual([57, 54])
})

it('refuses the filing number that was used before, and leaves that draft', async () => {
  const again = await claimsOf(`${rencheng}（补报）`)
  expect([...again]).toEqual([['青禾', expect.objectContaining({ state: 'draft', asked_fen: null })]])
})

it('has one payment that came back and waits for another account, one batch for a second person, one for receipts', async () => {
  const payouts = await database
    .selectFrom('payouts')
    .innerJoin('batches', 'batches.id', 'payouts.batch_id')
    .innerJoin('cases', 'cases.id', 'payouts.case_id')
    .select(['batches.state as batch', 'payouts.state', 'unit_name', 'amount_fen', 'bank_answer'])
    .where('payouts.cycle_id', '=', (await roundOf(rencheng)).id)
    .orderBy('payouts.key')
    .execute()
  expect(payouts.map(({ batch, state, amount_fen }) => [batch, state, amount_fen])).toEqual([
    ['closed', 'paid', yuan(126)],
    ['closed', 'returned', yuan(90)],
    ['made', 'prepared', yuan(88)],
    ['made', 'prepared', yuan(58)],
    ['released', 'submitted', yuan(99)],
  ])
  expect(payouts[1]?.bank_answer).toBe('收款行行号有误')
  const tasks = await database
    .selectFrom('tasks')
    .select(['step', 'unit_name'])
    .where('scope', 'like', 'payout:%')
    .where('state', '=', 'open')
    .execute()
  expect(tasks).toContainEqual({ step: 'account', unit_name: '任城区麦苗托育有限公司（演示）' })
})

it('has one notice that has run, one that runs, one that waits for its meeting, with three objections of which one is by name and open', async () => {
  const lists = await database
    .selectFrom('notice_lists')
    .select(['number', 'state'])
    .where('cycle_id', '=', (await roundOf(rencheng)).id)
    .orderBy('number')
    .execute()
  expect(lists.map(({ state }) => state)).toEqual(['ended', 'running', 'draft'])
  const objections = await database
    .selectFrom('objections')
    .select(['named', 'outcome'])
    .orderBy('received_at')
    .execute()
  expect(objections).toEqual([
    { named: true, outcome: 'upheld' },
    { named: true, outcome: null },
    { named: false, outcome: null },
  ])
})

it('has a conflict of interest and the same document in two claims, which the reviewer has to answer', async () => {
  const { case_id: caseId = '' } = (await claimsOf(rencheng)).get('荷叶') ?? {}
  const interests = await database
    .selectFrom('interests')
    .select('person_name')
    .where('conflicted', '=', true)
    .execute()
  expect(interests).toEqual([{ person_name: '薛引泉' }])
  const warnings = await database.selectFrom('claim_warnings').select(['kind', 'case_id', 'answer']).execute()
  expect(warnings).toContainEqual({ kind: 'same-document', case_id: caseId, answer: null })
})

it('has 487,000 of 500,000 yuan committed in Weishan, and the next 36,000 waits', async () => {
  const title = '微山县2024年度普惠托育机构运营补助'
  expect(await roundOf(title)).toMatchObject({ appropriated_fen: yuan(500), committed_fen: yuan(487) })
  const granted = [...(await claimsOf(title)).values()].map(({ state, granted_fen }) => [state, granted_fen])
  expect(granted).toEqual([
    ['committed', yuan(135)],
    ['committed', yuan(130)],
    ['committed', yuan(108)],
    ['committed', yuan(114)],
    ['waiting', yuan(36)],
  ])
})

it('derives the city share: 60,000 for 60 places of 2023, 32,000 for 40 of 2024, 37,800 for 12 infants and 45 others', async () => {
  expect(await roundOf('任城区新建托育机构建设补助（2023—2024年完成）')).toMatchObject({
    state: 'finished',
    paid_fen: yuan(200),
  })
  const shares = await database
    .selectFrom('shares')
    .select(['scheme', 'year', 'amount_fen', 'reversed_at'])
    .orderBy('at')
    .orderBy('amount_fen', 'desc')
    .execute()
  expect(shares).toEqual([
    { scheme: 'construction-city-share', year: 2023, amount_fen: yuan(60), reversed_at: null },
    { scheme: 'construction-city-share', year: 2024, amount_fen: yuan(32), reversed_at: null },
    { scheme: 'operation-city-share', year: 2024, amount_fen: 3_780_000n, reversed_at: null },
  ])
})

it('balances to the fen, tells every institution, and leaves no alarm', async () => {
  const { rows } = await sql<{ sum: bigint }>`select sum(debit_fen - credit_fen)::bigint as sum from ledger`.execute(
    database,
  )
  expect(Number(rows[0]?.sum)).toBe(0)
  expect(await database.selectFrom('alarms').selectAll().where('cleared_at', 'is', null).execute()).toEqual([])
  const told = await database
    .selectFrom('notices')
    .innerJoin('deliveries', 'deliveries.notice_id', 'notices.id')
    .select('address')
    .where('occasion', '=', 'paid')
    .execute()
  expect(told.map(({ address }) => address).sort()).toEqual([
    'qinghe@tuoyu.example',
    'qinghe@tuoyu.example',
    'yaya@tuoyu.example',
  ])
})
