import { sql } from 'kysely'
import { withClient } from '../../workers/embedded/postgres.ts'
import type { DeskAct } from './money-desk.ts'
import type { Breaking, MoneyHouse } from './money-house.ts'
import { until } from './until.ts'

const fifty = 50

type Program = 'worker' | 'courier' | 'bank'

/** Every named failpoint of the money's way: the process that passes it is killed there, the hard way. */
const failpoints: readonly (readonly [program: Program, point: string, before: Breaking['before'], nth?: number])[] = [
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

const deskPoints: readonly [act: DeskAct, point: string, before: Breaking['before']][] = [
  ['submitClaim', 'claim-held', 'submission'],
  ['approveClaim', 'claim-committed-before-commit', 'approval'],
  ['approveList', 'list-approved-before-commit', 'notice'],
  ['makeBatch', 'batch-made-before-commit', 'payment'],
  ['releaseBatch', 'release-before-commit', 'payment'],
  ['releaseBatch', 'release-committed', 'payment'],
  ['closeBatch', 'batch-closed-before-commit', 'closing'],
]

const killedAt = (killed: Program): readonly Breaking[] =>
  failpoints
    .filter(([program]) => program === killed)
    .map(([program, point, before, nth = 1]) => ({
      before,
      what: `${program} killed at ${point}`,
      break: money => money[program].arm(point, nth),
    }))

const killedAtTheDesk: readonly Breaking[] = deskPoints.map(([act, point, before]) => ({
  before,
  what: `the person's process killed at ${point}`,
  break: money => money.armDesk(act, point),
}))

/** Something happens while payments are under way: waited for without holding the wave up. */
const during = (
  what: string,
  happen: (money: MoneyHouse) => Promise<void>,
  {
    first = async () => undefined,
    busy = underWay,
  }: {
    first?: (money: MoneyHouse) => Promise<void>
    busy?: (money: MoneyHouse) => Promise<void>
  } = {},
): Breaking => ({
  before: 'payment',
  what,
  async break(money) {
    await first(money)
    const happened = busy(money).then(() => happen(money))
    happened.catch(() => undefined)
    return () => happened
  },
})

/** So many claims are approved in the same instant, and when the first ones are, something happens. */
const whileApproving = (what: string, happen: (money: MoneyHouse) => Promise<void>): Breaking => ({
  before: 'approval',
  what,
  claims: fifty,
  async break(money) {
    const before = money.approvals()
    const happened = until('some are approved', () => money.approvals() > before).then(async () => {
      if (money.approvals() >= before + fifty) throw new Error('all were approved before anything happened')
      await happen(money)
    })
    happened.catch(() => undefined)
    return () => happened
  },
})

const underWay = (money: MoneyHouse) => anyPayment(money, ['submitting', 'submitted', 'unknown'])
const somePaid = async (money: MoneyHouse) => {
  await underWay(money)
  await anyPayment(money, ['paid'])
}

async function anyPayment({ database, cycleId }: MoneyHouse, states: readonly string[]): Promise<void> {
  await until('a payment is under way', async () => {
    const { rows } = await sql<{ there: boolean }>`
      select exists (
        select from payouts p join batches b on b.id = p.batch_id
        where p.cycle_id = ${cycleId} and b.state = 'released' and p.state = any(${states}::text[])) as there`.execute(
      database,
    )
    return rows[0]?.there
  })
}

/** What happens beside other things. */
const mishaps: readonly Breaking[] = [
  during('Temporal killed', async money => {
    await money.killTemporal()
    await money.startTemporalAgain()
  }),
  during('every line to PostgreSQL cut', async money => {
    await withClient(money.ownerUrl, client =>
      client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'",
      ),
    )
  }),
  during('the workflow of a payment reset to before the payment', async money => {
    const workflowId = await aPayment(money)
    await money.withTemporal(client =>
      until('the workflow of the payment is reset', async () => {
        const { events = [] } = await client.workflow.getHandle(workflowId).fetchHistory()
        const begun = events?.find(({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes)
        if (!begun) return false
        return client.workflowService.resetWorkflowExecution({
          namespace: 'default',
          workflowExecution: { workflowId },
          reason: 'test',
          requestId: workflowId,
          workflowTaskFinishEventId: begun.eventId ?? null,
        })
      }),
    )
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

/** What nothing else is tried beside. */
const disasters: readonly Breaking[] = [
  during('Temporal killed, and everything that it knew deleted', async money => {
    await money.killTemporal()
    money.deleteTemporalStore()
    await money.startTemporalAgain()
  }),
  during(
    'Temporal’s store put back to what it was before the payments',
    async money => {
      await money.killTemporal()
      money.restoreTemporalStore()
      await money.startTemporalAgain()
    },
    {
      async first(money) {
        await money.killTemporal()
        money.keepTemporalStore()
        await money.startTemporalAgain()
      },
      busy: somePaid,
    },
  ),
  whileApproving('PostgreSQL killed while fifty are approved at once', async money => {
    await money.killPostgres()
    await money.startPostgres()
  }),
  during('PostgreSQL killed', async money => {
    await money.killPostgres()
    await money.startPostgres()
  }),
  during('everything killed at once', money => money.killEverything()),
]

/** The id of the workflow of some payment, once it has begun. */
function aPayment(money: MoneyHouse): Promise<string> {
  return until('the workflow of a payment has begun', async () => {
    const { rows } = await sql<{ scope: string }>`
      select s.scope from scopes s join payouts p on s.scope = 'payout:' || p.id join batches b on b.id = p.batch_id
      where s.asked_at is not null and b.state = 'released' order by p.submitted_at desc nulls last limit 1`.execute(
      money.database,
    )
    return rows[0]?.scope
  })
}

const lanes = [killedAt('worker'), killedAt('courier'), killedAt('bank'), killedAtTheDesk, mishaps]

/** Everything that is broken in a campaign, each in a wave of its own. */
export const everyBreaking: readonly Breaking[] = [...lanes.flat(), ...disasters]

/** The same in fewer waves: each process is killed at one of its points, beside the others. */
export const breakingsTogether: readonly (readonly Breaking[])[] = [
  ...Array.from({ length: Math.max(...lanes.map(lane => lane.length)) }, (_, at) =>
    lanes.flatMap(lane => lane.slice(at, at + 1)),
  ),
  ...disasters.map(disaster => [disaster]),
]
