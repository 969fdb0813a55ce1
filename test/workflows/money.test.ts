import { sql } from 'kysely'
import { answerObjection } from '../../acts/answer-objection.ts'
import { raiseObjection } from '../../acts/raise-objection.ts'
import { account, openRound, type Payee, type Round } from '../builders/money.ts'
import { clearDesk, later, once } from '../builders/world.ts'
import { openStage, type Stage, until } from './stage.ts'

let stage: Stage
let round: Round

beforeAll(async () => {
  stage = await openStage({ addressees: 0 })
}, 120_000)
afterAll(() => stage?.close(), 120_000)
beforeEach(async () => {
  await clearDesk(stage)
  round = await openRound(stage, { granted: [{ fen: 126_000_00n }, { fen: 54_000_00n }] })
})

const notice = async () => {
  const list = await round.listed()
  const scoped = { scope: `list:${list.listId}` }
  await stage.wakesReached()
  await stage.reach(scoped, later(list.startsAt))
  return { ...list, ...scoped }
}
const payment = async (one: Payee, attempt = 1) => ({ scope: `payout:${(await round.payoutOf(one, attempt)).id}` })
const isOpen = (step: string) =>
  until(`${step} is open`, async () => {
    const { rows } = await sql<{ open: boolean }>`
      select exists (select from tasks where cycle_id = ${round.cycleId} and step = ${step} and state = 'open') as open`.execute(
      stage.database,
    )
    return rows[0]?.open ?? false
  })
const lengthOf = async (scoped: { scope: string }) => (await stage.history(scoped)).events.length

test('a notice to which nobody objects begins, ends and is over, in few events whatever stands on it', async () => {
  const list = await notice()
  await stage.reach(list, later(list.endsAt))
  expect(await stage.handle(list).result()).toBe('ended')
  expect((await round.claimOf(round.payee(1))).state).toBe('payable')
  expect(await lengthOf(list)).toBeLessThanOrEqual(40)
}, 60_000)

test('a notice waits beyond its end for the answer to an objection', async () => {
  const list = await notice()
  const { id: itemId } = await round.itemOf(round.payee(1))
  await raiseObjection(stage.house, null, { itemId, named: true, name: '甲', contact: '乙', text: '丙', once: once() })
  await stage.wakesReached()
  await stage.reach(list, later(list.endsAt))
  expect((await round.claimOf(round.payee(2))).state).toBe('payable')
  const { id: objectionId } = await stage.database
    .selectFrom('objections')
    .select('id')
    .where('item_id', '=', itemId)
    .executeTakeFirstOrThrow()
  const officer = await stage.actorOf(stage.people.officer)
  const answer = { outcome: 'dismissed' } as const
  await answerObjection(stage.house, officer, { objectionId, answer, reason: '不实', clause: '', once: once() })
  expect(await stage.handle(list).result()).toBe('ended')
  expect((await round.claimOf(round.payee(1))).state).toBe('payable')
}, 60_000)

describe('a payment', () => {
  beforeEach(async () => {
    for (const one of round.payees) await round.bank(one)
    const list = await notice()
    await stage.reach(list, later(list.endsAt))
    await stage.handle(list).result()
    await round.released()
    await stage.wakesReached()
    for (const one of round.payees) await round.handOver(one)
  }, 60_000)

  test('that the bank makes ends with its word, in few events', async () => {
    const paid = await payment(round.payee(1))
    await stage.resting(paid)
    await round.hear(round.payee(1), { says: 'paid' })
    expect(await stage.handle(paid).result()).toBe('paid')
    expect(await lengthOf(paid)).toBeLessThanOrEqual(20)
  }, 60_000)

  test('that came back ends when its payee has another account', async () => {
    const one = round.payee(1)
    const returned = await payment(one)
    await stage.resting(returned)
    await round.hear(one, { says: 'returned' })
    await isOpen('account')
    await round.bank(one, { bankCode: '104461000025' })
    expect(await stage.handle(returned).result()).toBe('corrected')
  }, 60_000)

  test('of which nobody knows brings finance in at the instant when the period is over, and no sooner', async () => {
    const unknown = await payment(round.payee(2))
    await stage.resting(unknown)
    // Released on Monday the 23rd after the notice: a working day later at the close of business.
    await stage.reach(unknown, '2026-11-24T09:30:00.000Z')
    const tasks = () => stage.database.selectFrom('tasks').select('id').where('scope', '=', unknown.scope).execute()
    expect(await tasks()).toEqual([])
    await stage.reach(unknown, '2026-11-24T09:30:00.001Z')
    expect(await tasks()).toHaveLength(1)
    await round.hear(round.payee(2), { says: 'paid' })
    expect(await stage.handle(unknown).result()).toBe('paid')
  }, 60_000)

  test('leaves neither payee nor account nor amount in what Temporal keeps', async () => {
    const one = round.payee(1)
    const paid = await payment(one)
    await round.hear(one, { says: 'paid' })
    await stage.handle(paid).result()
    const { text } = await stage.history(paid)
    const data = [...text.matchAll(/"data": ?"([A-Za-z0-9+/=]+)"/g)].map(([, each = '']) => Buffer.from(each, 'base64'))
    const told = `${text}\n${Buffer.concat(data).toString('utf8')}`
    for (const secret of [account(one), one.name, one.number, '12600000', '126000']) expect(told).not.toContain(secret)
  }, 60_000)
})
