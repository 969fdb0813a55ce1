import { sql } from 'kysely'
import { clearAlarm } from '../../acts/clear-alarm.ts'
import { askAgain, confirmNeverReceived } from '../../acts/confirm-never-received.ts'
import { confirmResult } from '../../acts/confirm-result.ts'
import { settleFrozen } from '../../acts/settle-frozen.ts'
import { voidBatch } from '../../acts/void-batch.ts'
import { FieldErrors, NotFound, type RuleBroken } from '../../domain/refusal.ts'
import { openRound, type Round } from '../builders/money.ts'
import { clearDesk, type Member, once, openWorld, type World } from '../builders/world.ts'

let world: World
let round: Round
beforeAll(async () => {
  world = await openWorld({ addressees: 0 })
})
beforeEach(async () => {
  await clearDesk(world)
  round = await openRound(world, { granted: [{ fen: 126_000_00n }, { fen: 54_000_00n }] })
  await round.readyToPay()
  for (const one of round.payees) await round.handOver(one)
})
afterAll(() => world.close())

const one = () => round.payee(1)
const stateOf = async (attempt = 1) => (await round.payoutOf(one(), attempt)).state
const refusal = (act: Promise<unknown>) =>
  act.then(
    () => 'done',
    fault =>
      fault instanceof FieldErrors
        ? fault.errors.map(({ field, code }) => `${field} ${code}`)
        : fault instanceof NotFound
          ? 'not-there'
          : (fault as RuleBroken).code,
  )
const freeze = () => round.hear(one(), { says: 'paid', amountFen: 126_000_01n })
const say = async (by: Member, finding: string, statementFen = '12600000', attempt = 1) =>
  settleFrozen(world.house, await world.actorOf(by), {
    payoutId: (await round.payoutOf(one(), attempt)).id,
    finding,
    statementFen,
    reason: '国库对账单第 3 页',
    once: once(),
  })
const openAlarms = async () =>
  (
    await world.database
      .selectFrom('alarms')
      .select('kind')
      .where('cycle_id', '=', round.cycleId)
      .where('cleared_at', 'is', null)
      .where('kind', 'like', 'payment-%')
      .execute()
  ).map(({ kind }) => kind)
/** The sums of debit and credit; what is posted balances at every prefix by the table's own trigger. */
const proof = async () => {
  const { rows } = await sql<{ debit: bigint; credit: bigint }>`
    select sum(debit_fen)::bigint as debit, sum(credit_fen)::bigint as credit from ledger where cycle_id = ${round.cycleId}`.execute(
    world.database,
  )
  return BigInt(rows[0]?.debit ?? 0n) - BigInt(rows[0]?.credit ?? 1n)
}

describe('a frozen payment', () => {
  it('is paid when two people have read our amount from the statement, and counts once', async () => {
    await freeze()
    const { maker, releaser } = round.finance
    expect(await say(maker, 'paid')).toEqual({ settled: false })
    expect(await stateOf()).toBe('frozen')
    expect((await round.budget()).paid_fen).toBe(0n)
    expect(await refusal(say(maker, 'paid'))).toBe('confirmed-already')
    expect(await say(releaser, 'paid')).toEqual({ settled: true })
    expect(await stateOf()).toBe('paid')
    expect((await round.budget()).paid_fen).toBe(126_000_00n)
    expect(await round.balances()).toMatchObject({ paid: 126_000_00n, 'in-payment': 54_000_00n, committed: 0n })
    expect(await openAlarms()).toEqual([])
    expect(await proof()).toBe(0n)
    await round.hear(one(), { says: 'paid' })
    expect((await round.budget()).paid_fen).toBe(126_000_00n)
    expect(await refusal(say(releaser, 'paid'))).toBe('not-in-this-state')
  })

  it('that came back in full waits for another account and is then paid once', async () => {
    await freeze()
    await say(round.finance.maker, 'returned')
    await say(round.finance.releaser, 'returned')
    expect(await stateOf()).toBe('returned')
    expect(await round.balances()).toMatchObject({ committed: 126_000_00n, returned: 0n, 'in-payment': 54_000_00n })
    expect(await refusal(round.made([one().caseId]))).toBe('account-not-confirmed')
    await round.bank(one(), { bankCode: '104461000025' })
    await round.released([one().caseId])
    await round.handOver(one(), 2)
    await round.hear(one(), { says: 'paid' }, 2)
    expect((await round.budget()).paid_fen).toBe(126_000_00n)
    expect(await proof()).toBe(0n)
  })

  it('of which nothing was received may be paid again under another key', async () => {
    await freeze()
    await say(round.finance.maker, 'never-received', '')
    await say(round.finance.releaser, 'never-received', '')
    expect(await stateOf()).toBe('never-received')
    expect(await round.balances()).toMatchObject({ committed: 126_000_00n, 'in-payment': 54_000_00n })
    await round.made([one().caseId])
    expect((await round.payoutOf(one(), 2)).key).toBe(`${one().number}-1-2`)
  })

  it('stays frozen while the statement shows another amount', async () => {
    await freeze()
    expect(await refusal(say(round.finance.maker, 'paid', '12600001'))).toBe('another-amount')
    expect(await refusal(say(round.finance.maker, 'returned', '12599999'))).toBe('another-amount')
    expect(await stateOf()).toBe('frozen')
    expect(await round.balances()).toMatchObject({ 'in-payment': 180_000_00n })
  })

  it('is not settled by two who have read different things; the newer word waits for a second', async () => {
    await freeze()
    await say(round.finance.maker, 'paid')
    expect(await say(round.finance.releaser, 'returned')).toEqual({ settled: false })
    expect(await stateOf()).toBe('frozen')
    expect(await say(round.finance.third, 'returned')).toEqual({ settled: true })
  })

  it('names what is missing, and only finance may say it', async () => {
    await freeze()
    expect(await refusal(say(round.finance.maker, '', 'x'))).toEqual([
      'finding not-chosen',
      'statementFen not-an-amount',
    ])
    expect(await refusal(say(world.people.officer, 'paid'))).toBe('not-there')
  })

  it('takes no word from before it was asked about again', async () => {
    await freeze()
    await say(round.finance.maker, 'paid')
    const { id } = await round.payoutOf(one())
    const again = { payoutId: id, reason: '电话核实', once: once() }
    await askAgain(world.house, await world.actorOf(round.finance.maker), again)
    await freeze()
    expect(await say(round.finance.releaser, 'paid')).toEqual({ settled: false })
    expect(await stateOf()).toBe('frozen')
  })
})

describe('while the bank contradicts what was final', () => {
  const never = async (by: Member) =>
    confirmNeverReceived(world.house, await world.actorOf(by), {
      payoutId: (await round.payoutOf(one())).id,
      reason: '国库来电',
      once: once(),
    })

  const stands = async (by: Member) =>
    confirmResult(world.house, await world.actorOf(by), {
      payoutId: (await round.payoutOf(one())).id,
      reason: '国库查询确认未收到',
      once: once(),
    })

  beforeEach(async () => {
    await round.hear(one(), { says: 'not-found' })
    await never(round.finance.maker)
    await never(round.finance.releaser)
  })

  it('the claim is in no new batch until two people say that the result stands', async () => {
    await round.hear(one(), { says: 'paid' })
    expect(await openAlarms()).toEqual(['payment-contradicted'])
    expect(await refusal(round.made())).toBe('nothing-to-pay')
    expect(await refusal(round.made([one().caseId]))).toBe('not-payable')
    const [alarm] = await world.owner(
      `select id from alarms where kind = 'payment-contradicted' and cleared_at is null`,
    )
    const clear = clearAlarm(world.house, await world.actorOf(world.people.supervisor), { alarmId: alarm?.id })
    expect(await refusal(clear)).toBe('for-finance-to-clear')
    expect(await stands(round.finance.maker)).toEqual({ confirmed: false })
    expect(await refusal(stands(round.finance.maker))).toBe('confirmed-already')
    expect(await refusal(round.made())).toBe('nothing-to-pay')
    expect(await stands(round.finance.releaser)).toEqual({ confirmed: true })
    expect(await refusal(stands(round.finance.third))).toBe('not-in-this-state')
    expect(await refusal(round.made())).toBe('done')
  })

  it('a batch with its next attempt is not released, nor is that attempt settled or asked about', async () => {
    const batch = await round.made()
    await round.hear(one(), { says: 'paid' })
    expect(await stateOf(2)).toBe('frozen')
    expect(await refusal(say(round.finance.maker, 'never-received', '', 2))).toBe('earlier-payment-contradicted')
    const finance = await world.actorOf(round.finance.maker)
    const { id } = await round.payoutOf(one(), 2)
    const again = askAgain(world.house, finance, { payoutId: id, reason: '再问', once: once() })
    expect(await refusal(again)).toBe('earlier-payment-contradicted')
    await voidBatch(world.house, finance, { batchId: batch.batchId, reason: '待查清', once: once() })
    expect(await stateOf(2)).toBe('void')
    expect(await refusal(round.made())).toBe('nothing-to-pay')
  })
})
