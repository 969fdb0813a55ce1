import { sql } from 'kysely'
import { perform } from '../../acts/act.ts'
import { commitBudget } from '../../acts/commit-budget.ts'
import { releaseCommitment } from '../../acts/release-commitment.ts'
import { openRound, type Round } from '../builders/money.ts'
import { openWorld, type World } from '../builders/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ addressees: 0, connections: 30 })
})
afterAll(() => world.close())

/** Every claim's commitment taken back, so that they can be approved again at once. */
async function approvedAtOnce(count: number, fen: bigint, appropriatedFen: bigint): Promise<Round> {
  const round = await openRound(world, { granted: Array.from({ length: count }, () => ({ fen })), appropriatedFen })
  const at = '2026-11-16T02:00:00.000Z'
  for (const { caseId } of round.payees)
    await perform(world.house, { actor: null }, doing =>
      releaseCommitment(doing, { cycleId: round.cycleId, caseId, at }),
    )
  await Promise.all(
    round.payees.map(({ caseId }) =>
      perform(world.house, { actor: null }, doing =>
        commitBudget(doing, { cycleId: round.cycleId, caseId, amountFen: fen, at }),
      ),
    ),
  )
  return round
}

test('fifty approvals at once commit never more than is appropriated, at any prefix of the ledger', async () => {
  const round = await approvedAtOnce(50, 10_000_00n, 305_000_00n)
  expect(await round.budget()).toMatchObject({ committed_fen: 300_000_00n, appropriated_fen: 305_000_00n })
  const states = await Promise.all(round.payees.map(async one => (await round.claimOf(one)).state))
  expect(states.filter(state => state === 'committed')).toHaveLength(30)
  expect(states.filter(state => state === 'waiting')).toHaveLength(20)
  const { rows } = await sql<{ least: string; most: string }>`
    select min(available)::text as least, max(committed)::text as most from (
      select sum(case when account = 'available' then debit_fen - credit_fen else 0 end) over w as available,
        sum(case when account = 'committed' then debit_fen - credit_fen else 0 end) over w as committed,
        lead(transaction_id) over (order by id) is distinct from transaction_id as last
      from ledger where cycle_id = ${round.cycleId} window w as (order by id)) prefix where last`.execute(
    world.database,
  )
  expect(rows[0]).toEqual({ least: '500000', most: '30000000' })
})

test('the first approved is the first served: the order of approval is the order of the money', async () => {
  const round = await approvedAtOnce(12, 10_00n, 55_00n)
  const commitments = await world.database
    .selectFrom('commitments')
    .select('state')
    .where('cycle_id', '=', round.cycleId)
    .where('state', '<>', 'released')
    .orderBy('approved_order')
    .execute()
  expect(commitments.map(({ state }) => state)).toEqual([
    ...Array.from({ length: 5 }, () => 'committed'),
    ...Array.from({ length: 7 }, () => 'waiting'),
  ])
})

test('past the acts, the database lets nobody commit more than is appropriated, or pay more than is committed', async () => {
  const round = await openRound(world, { granted: [{ fen: 10_00n }], appropriatedFen: 10_00n })
  const set = (column: string) =>
    world.owner(`update budgets set ${column} = ${column} + 1 where cycle_id = '${round.cycleId}'`)
  await expect(set('committed_fen')).rejects.toMatchObject({ code: '23514' })
  await world.owner(`update budgets set paid_fen = committed_fen where cycle_id = '${round.cycleId}'`)
  await expect(set('paid_fen')).rejects.toMatchObject({ code: '23514' })
})
