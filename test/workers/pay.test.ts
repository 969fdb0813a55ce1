import { once as event } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { pino } from 'pino'
import { closeBatch } from '../../acts/close-batch.ts'
import { readBankLedger } from '../../workers/bank/bank-ledger.ts'
import { createHttpBank } from '../../workers/bank/http-bank.ts'
import { type BankPlan, openSimulatedBank } from '../../workers/bank/simulated-bank.ts'
import { createPayer } from '../../workers/courier/pay.ts'
import { openRound, type Payee, type Round } from '../builders/money.ts'
import { clearDesk, once, openWorld, type World } from '../builders/world.ts'

const bankKey = 'only-for-tests-only-for-tests-only-for-tests'
let world: World
let round: Round
let folder: string
let url: string
let close: () => Promise<void>
let payer: ReturnType<typeof createPayer>
const said: string[] = []

beforeAll(async () => {
  world = await openWorld({ addressees: 0, connections: 20 })
  folder = mkdtempSync(path.join(tmpdir(), 'bank-'))
})
afterAll(async () => {
  await world.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await clearDesk(world)
  rmSync(ledgerFile(), { force: true })
  rmSync(`${ledgerFile()}.plan`, { force: true })
  await world.database.updateTable('bank_news').set({ read_until: 0n }).execute()
  await openBank()
  const log = pino({ level: 'trace' }, { write: (line: string) => void said.push(line) })
  payer = createPayer({
    house: world.house,
    bank: createHttpBank({ url, bankKey, patienceMs: 800 }),
    log,
    failpoint: () => undefined,
    linePauseMs: 0,
  })
})
afterEach(() => close())

const ledgerFile = () => path.join(folder, 'ledger.jsonl')
const entries = () => readBankLedger(ledgerFile())

async function openBank(port = 0): Promise<void> {
  const bank = openSimulatedBank({ ledgerFile: ledgerFile(), bankKey, failpoint: () => undefined })
  bank.server.listen(port, '127.0.0.1')
  await event(bank.server, 'listening')
  url = `http://127.0.0.1:${(bank.server.address() as AddressInfo).port}`
  close = async () => {
    bank.server.closeAllConnections()
    await new Promise(resolve => bank.server.close(resolve))
    bank.close()
  }
}

const tell = async (plans: Record<string, BankPlan>) => {
  const { status } = await fetch(`${url}/tell`, { method: 'POST', body: JSON.stringify(plans) })
  if (status !== 204) throw new Error(`the bank answered ${status}`)
}
const payAll = async () => {
  while ((await payer.pay()) === 'more');
}
/** Asks without waiting for the intervals, so often that every answer that was to go wrong has gone wrong. */
const askAll = async (times = 8) => {
  for (let nth = 0; nth < times; nth++) {
    await sql`update payouts set ask_at = clock_timestamp() where ask_at is not null`.execute(world.database)
    while ((await payer.ask()) === 'more');
  }
}
const prepare = async (count: number, plan: (key: string, nth: number) => BankPlan | undefined) => {
  round = await openRound(world, {
    granted: Array.from({ length: count }, (_, at) => ({ fen: BigInt(at + 1) * 100_01n })),
  })
  const batch = await round.readyToPay()
  const plans = round.payees.flatMap((one, at) => {
    const told = plan(`${one.number}-1-1`, at)
    return told ? [[`${one.number}-1-1`, told] as const] : []
  })
  if (plans.length > 0) await tell(Object.fromEntries(plans))
  return batch
}
const stateOf = async (one: Payee, attempt = 1) => (await round.payoutOf(one, attempt)).state
/** What is wrong between the bank's own ledger and our rows: nothing may be. */
const judged = async () => {
  const settled = new Map<string, bigint>()
  for (const { kind, key, amountFen } of entries()) {
    if (kind === 'settled') settled.set(key, (settled.get(key) ?? 0n) + BigInt(amountFen ?? '0'))
    if (kind === 'returned') settled.delete(key)
  }
  const payouts = await world.database
    .selectFrom('payouts')
    .select(['key', 'amount_fen', 'state'])
    .where('cycle_id', '=', round.cycleId)
    .execute()
  const wrong: string[] = []
  for (const { key, amount_fen, state } of payouts) {
    const there = settled.get(key)
    if (state === 'paid' ? there !== amount_fen : there !== undefined)
      wrong.push(`${key} is ${state}, at the bank ${there}`)
  }
  const sent = entries().filter(({ kind }) => kind === 'repeated' || kind === 'refused')
  return [...wrong, ...sent.map(({ key }) => `${key} was sent again`)]
}

test('a payment to which nothing happens is sent, asked about and paid, once', async () => {
  await prepare(3, () => undefined)
  await payAll()
  expect(await stateOf(round.payee(1))).toBe('submitted')
  await askAll(1)
  expect(await Promise.all(round.payees.map(one => stateOf(one)))).toEqual(['paid', 'paid', 'paid'])
  expect(await judged()).toEqual([])
  expect(entries().filter(({ kind }) => kind === 'settled')).toHaveLength(3)
})

test.each(['dropped', 'fault', 'garbled', 'forged', 'slow'] as const)(
  'an order that the bank took and answered %s is unknown, is never sent again, and is paid once',
  async wrong => {
    await prepare(1, () => ({ submit: wrong }))
    await payAll()
    expect(await stateOf(round.payee(1))).toBe('unknown')
    await payAll()
    await askAll(1)
    expect(await stateOf(round.payee(1))).toBe('paid')
    expect(await judged()).toEqual([])
  },
)

test('an order that was lost is never received by the promise of the bank, and is paid under another key', async () => {
  await prepare(1, () => ({ submit: 'lost' }))
  await payAll()
  await askAll(2)
  expect(await stateOf(round.payee(1))).toBe('unknown')
  await askAll(4)
  expect(await stateOf(round.payee(1))).toBe('never-received')
  await round.released()
  await payAll()
  await askAll(1)
  expect(await stateOf(round.payee(1), 2)).toBe('paid')
  expect(await judged()).toEqual([])
})

test('what the bank does not find yet is not taken for never received', async () => {
  await prepare(1, () => ({
    submit: 'dropped',
    ask: ['not-found', 'not-found', 'not-found', 'not-found', 'not-found'],
  }))
  await payAll()
  await askAll(3)
  expect(await stateOf(round.payee(1))).toBe('unknown')
  await askAll(2)
  expect(await stateOf(round.payee(1))).toBe('paid')
  expect(await judged()).toEqual([])
})

test.each(['other-amount', 'other-payee'] as const)(
  'an answer that names %s pays nothing here and freezes',
  async wrong => {
    await prepare(1, () => ({ submit: wrong }))
    await payAll()
    expect(await stateOf(round.payee(1))).toBe('frozen')
    await askAll(2)
    expect(await stateOf(round.payee(1))).toBe('frozen')
  },
)

test('a bank that cannot be reached costs nothing: the payments stay as they were and go out later', async () => {
  await prepare(2, () => undefined)
  await close()
  await payAll()
  expect(await stateOf(round.payee(1))).toBe('prepared')
  expect(entries()).toEqual([])
  await openBank(Number(new URL(url).port))
  await payAll()
  await askAll(1)
  expect(await judged()).toEqual([])
  expect(await stateOf(round.payee(2))).toBe('paid')
})

test('a courier that died after its lease began is asked about, not repeated', async () => {
  await prepare(1, () => undefined)
  await round.handOver(round.payee(1)) // claimed by a process that never called the bank
  await sql`update payouts set lease_until = clock_timestamp() - interval '1 second' where state = 'submitting'`.execute(
    world.database,
  )
  await payer.reclaim()
  expect(await stateOf(round.payee(1))).toBe('unknown')
  await payAll()
  expect(entries()).toEqual([])
  await askAll(5)
  expect(await stateOf(round.payee(1))).toBe('never-received')
  expect(await judged()).toEqual([])
})

test('two couriers at once hand each payment over once', async () => {
  await prepare(40, () => undefined)
  await Promise.all([payAll(), payAll(), payAll()])
  await askAll(1)
  expect(await judged()).toEqual([])
  expect(entries().filter(({ kind }) => kind === 'accepted')).toHaveLength(40)
})

test('the bank’s news, told twice, in the wrong order and long after, count once; forged ones not at all', async () => {
  const plans: BankPlan[] = [
    { news: 'twice' },
    { news: 'reversed' },
    { settle: 'paid-then-returned' },
    { news: 'forged' },
  ]
  await prepare(4, (_key, at) => plans[at])
  await payAll()
  while ((await payer.hearNews()) === 'more');
  expect(await Promise.all(round.payees.map(one => stateOf(one)))).toEqual(['paid', 'paid', 'returned', 'submitted'])
  const alarms = await world.database.selectFrom('alarms').select('kind').where('cleared_at', 'is', null).execute()
  expect(alarms.map(({ kind }) => kind)).toContain('bank-news-refused')
  await askAll(1)
  expect(await stateOf(round.payee(4))).toBe('paid')
  expect(await judged()).toEqual([])
})

test('a batch of everything that can go wrong ends paid to the fen, once each, and closes', async () => {
  const plans: (BankPlan | undefined)[] = [
    undefined,
    { submit: 'dropped' },
    { submit: 'fault', settle: 'late' },
    { submit: 'forged', ask: ['forged', 'dropped'] },
    { submit: 'garbled', ask: ['not-found', 'fault'] },
    { settle: 'returned' },
    { submit: 'lost' },
    { ask: ['lost', 'garbled', 'forged'] },
  ]
  const { batchId } = await prepare(plans.length, (_key, at) => plans[at])
  await payAll()
  await askAll(10)
  expect(await Promise.all(round.payees.map(one => stateOf(one)))).toEqual([
    'paid',
    'paid',
    'paid',
    'paid',
    'paid',
    'returned',
    'never-received',
    'paid',
  ])
  expect(await judged()).toEqual([])
  const paid = entries()
    .filter(({ kind }) => kind === 'settled')
    .reduce((sum, { amountFen }) => sum + BigInt(amountFen ?? '0'), 0n)
  const finance = await world.actorOf(round.finance.maker)
  const closed = await closeBatch(world.house, finance, { batchId, statementFen: String(paid), once: once() })
  expect(closed.returned).toHaveLength(2)
  expect((await round.budget()).paid_fen).toBe(paid)
})

test('no account, and no name of a payee, is in the log', () => {
  expect(said.length).toBeGreaterThan(0)
  expect(said.join('')).not.toMatch(/6228\d{6}|托育有限公司/)
})
