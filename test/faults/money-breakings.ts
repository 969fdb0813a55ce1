import { sql } from 'kysely'
import type { Breaking, MoneyHouse } from './money-house.ts'

type Program = 'worker' | 'courier' | 'bank'

/** Every named failpoint of the money's way: the process that passes it is killed there, the hard way. */
const failpoints: readonly [program: Program, point: string, before: Breaking['before'], nth?: number][] = [
  ['worker', 'notice-begun-before-commit', 'notice'],
  ['worker', 'notice-ended-before-commit', 'notice'],
  ['worker', 'ask-before-commit', 'payment', 2],
  ['worker', 'ask-committed', 'payment', 3],
  ['courier', 'wakes-read', 'notice'],
  ['courier', 'wake-signalled', 'payment', 2],
  ['courier', 'wakes-deleted', 'payment'],
  ['courier', 'pay-claimed', 'payment'],
  ['courier', 'pay-answered', 'payment', 2],
  ['courier', 'pay-word-before-commit', 'payment'],
  ['courier', 'pay-recorded', 'payment'],
  ['courier', 'pay-ask-claimed', 'payment'],
  ['courier', 'pay-asked', 'payment', 2],
  ['courier', 'pay-news-recorded', 'payment', 2],
  ['bank', 'bank-order-read', 'payment'],
  ['bank', 'bank-order-recorded', 'payment', 2],
  ['bank', 'bank-question-recorded', 'payment'],
  ['bank', 'bank-news-recorded', 'payment', 2],
]

const deskPoints: readonly [point: string, before: Breaking['before']][] = [
  ['list-approved-before-commit', 'notice'],
  ['batch-made-before-commit', 'payment'],
  ['release-before-commit', 'payment'],
  ['release-committed', 'payment'],
]

const killedAtFailpoints: readonly Breaking[] = failpoints.map(([program, point, before, nth = 1]) => ({
  before,
  what: `${program} killed at ${point}`,
  break: money => money[program].arm(point, nth),
}))

const killedAtTheDesk: readonly Breaking[] = deskPoints.map(([point, before]) => ({
  before,
  what: `the person's process killed at ${point}`,
  break: money => money.armDesk(point),
}))

/** Something happens while payments are under way: waited for without holding the wave up. */
const during = (what: string, happen: (money: MoneyHouse) => Promise<void>): Breaking => ({
  before: 'payment',
  what,
  async break(money) {
    const happened = underWay(money).then(() => happen(money))
    happened.catch(() => undefined)
    return () => happened
  },
})

async function underWay({ database, cycleId }: MoneyHouse): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ busy: boolean }>`
      select exists (select from payouts where cycle_id = ${cycleId} and state in ('submitting', 'submitted', 'unknown')) as busy`
      .execute(database)
      .catch(() => ({ rows: [] }))
    if (rows[0]?.busy) return
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

const disasters: readonly Breaking[] = [
  during('Temporal killed, and everything that it knew deleted', async money => {
    await money.killTemporal()
    money.deleteTemporalStore()
    await money.startTemporalAgain()
  }),
  during('PostgreSQL killed', async money => {
    await money.killPostgres()
    await money.startPostgres()
  }),
  during('everything killed at once', money => money.killEverything()),
  during('the workflow of a payment reset to before the payment', async money => {
    const workflowId = await aPayment(money)
    await money.withTemporal(async client => {
      const { events } = await client.workflow.getHandle(workflowId).fetchHistory()
      const first = events?.find(({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes)
      await client.workflowService.resetWorkflowExecution({
        namespace: 'default',
        workflowExecution: { workflowId },
        reason: 'test',
        requestId: workflowId,
        workflowTaskFinishEventId: first?.eventId ?? null,
      })
    })
  }),
  during('the workflow of a payment terminated, and started again under the same id', async money => {
    const workflowId = await aPayment(money)
    await money.withTemporal(async client => {
      await client.workflow
        .getHandle(workflowId)
        .terminate('test')
        .catch(() => undefined) // it had ended
      await client.workflow.start('payout', { workflowId, taskQueue: 'chengban', args: [workflowId] })
    })
  }),
]

/** The id of the workflow of some payment, once it has begun. */
async function aPayment(money: MoneyHouse): Promise<string> {
  for (;;) {
    const { rows } = await sql<{ scope: string }>`
      select s.scope from scopes s join payouts p on s.scope = 'payout:' || p.id where s.asked_at is not null order by p.submitted_at desc nulls last limit 1`.execute(
      money.database,
    )
    if (rows[0]) return rows[0].scope
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Everything that is broken in a campaign, each in a wave of its own. */
export const everyBreaking: readonly Breaking[] = [...killedAtFailpoints, ...killedAtTheDesk, ...disasters]
