import { randomUUID } from 'node:crypto'
import { Client, Connection, WithStartWorkflowOperation } from '@temporalio/client'
import { sql } from 'kysely'
import { withClient } from '../workers/embedded/postgres.ts'
import { type Arm, compare, interval, median } from './abba.ts'
import { type bareClaim, review, submit } from './bare-claim.ts'
import { type County, claimActs, type Draft, fillIn, openCounty, pay, publish, startHouse } from './claim-course.ts'
import { eightAtATime, inLanes } from './course.ts'
import { type Ground, openGround, settle, until } from './ground.ts'
import { type Context, comparisonCells, comparisonHeader, type Finding, figure } from './measure.ts'
import { populate } from './population.ts'

const wanted = 0.6
/** Claims of one list and one batch, and how many such are under way at once. */
const cohort = 30
const cohorts = 2
const inFlight = 50
/** Received, approved, on public notice, paid. */
const mailsEach = 4

/**
 * Claims from being handed in to being paid and told, by the real worker, courier and a bank that only pretends, against
 * two bare Temporal programs on the same server: as one writes it first, and tuned.
 */
export async function measureClaims({ servers, sizes, say }: Context): Promise<Finding> {
  const temporal = await servers.temporal()
  const ground = await openGround(servers, 'claims', { TEMPORAL_ADDRESS: temporal.address })
  const connection = await Connection.connect({ address: temporal.address })
  const client = new Client({ connection })
  try {
    const slices = 2 * (sizes.claimPairs + 1)
    const population = await populate(ground.database, { units: slices * sizes.claims, mailed: true })
    const county = await openCounty(ground, population)
    await withClient(ground.ownerUrl, owner =>
      owner.query(
        'create table bare_payments (case_id text primary key); grant select, insert on bare_payments to chengban_app',
      ),
    )
    const sink = await ground.start('bench/sink')
    const { pids } = await startHouse(ground, `smtp://127.0.0.1:${String(sink.ready.port)}`)
    const bare = await ground.start('bench/bare-claim-worker')
    // Acts run in this process, as they do in the api; so does whoever drives the twin.
    const everywhere = [process.pid, temporal.mark()?.pid ?? 0]
    let drafts: Draft[] = []
    let taken = 0
    const ours: Arm = {
      pids: [...everywhere, ...pids],
      async prepare() {
        drafts = []
        const contacts = population.contacts.slice(taken, taken + sizes.claims)
        taken += sizes.claims
        await eightAtATime(contacts, async (contact, at) => {
          drafts[at] = await fillIn(ground, county, contact)
        })
        await everythingSent(ground)
        await settle(ground)
      },
      run: async () => measured(sizes.claims, () => closeAll(ground, county, drafts)),
    }
    const twin = (tuned: boolean): Arm => ({
      pids: [...everywhere, bare.pid],
      run: async () => measured(sizes.claims, () => closeBare(client, ground, sizes.claims, tuned)),
    })
    const plain = await compare(sizes.claimPairs, ours, twin(false), ground.serverPid)
    say(`  ${figure(median(plain.ours.rates))} a second, plain ${figure(median(plain.twin.rates))}`)
    const tuned = await compare(sizes.claimPairs, ours, twin(true), ground.serverPid)
    say(`  ${figure(median(tuned.ours.rates))} a second, tuned ${figure(median(tuned.twin.rates))}`)
    await reconcile(ground, slices * sizes.claims)
    const events = {
      ours: await oursEvents(client, ground),
      plain: await eventsOf(client, `${lastBare.false}`),
      tuned: await eventsOf(client, `${lastBare.true}`),
    }
    return {
      title: 'Closed claims a second, with audit and notices',
      reach: `≥ ${wanted} of a plain Temporal program of the same case without either`,
      reached: interval(plain.ratios)[0] >= wanted,
      header: ['twin', 'events each, ours', 'twin', ...comparisonHeader],
      rows: [
        ['plain: 4 activities, 2 updates, 1 timer', events.ours, String(events.plain), ...comparisonCells(plain)],
        ['tuned: 3 of them local, update with start', events.ours, String(events.tuned), ...comparisonCells(tuned)],
      ],
      notes: [
        `${sizes.claims} claims a slice, ${cohort} on a list and in a batch, ${cohorts} such at once; the twin has ${inFlight} in flight. A claim is handed in, accepted, reviewed (the reviewer declares having no interest), approved (so does the approver) and committed; listed, published, put into a batch, released, handed over to a bank in a process of its own, asked about and settled; it ends when its course and its payment’s have ended and its ${mailsEach} mails have been taken. Forms, files and accounts are there before.`,
        'The public notice is a second in both arms: ours is shortened in its row. Events are those of a claim’s own workflow and its payment’s; the list’s are shared by all on it.',
        'The twin holds no form, no rules, no list, no budget, no ledger and no accounts; its four activities do nothing but that the payment is one row with a key. Processor time counts workers, courier, the process that drives, both servers.',
        'The claims are counted at the end: as many payments in the bank’s ledger as claims, each once, and every fen of it in ours.',
      ],
    }
  } finally {
    await connection.close()
    await ground.close()
  }
}

async function measured(units: number, work: () => Promise<void>): Promise<{ units: number; seconds: number }> {
  const begun = performance.now()
  await work()
  return { units, seconds: (performance.now() - begun) / 1000 }
}

/** An office does one thing after the other for some thirty claims, and is at two such heaps at once. */
async function closeAll(ground: Ground, county: County, drafts: readonly Draft[]): Promise<void> {
  const heaps = Array.from({ length: Math.ceil(drafts.length / cohort) }, (_, at) =>
    drafts.slice(at * cohort, (at + 1) * cohort),
  )
  await inLanes(cohorts, heaps, async heap => {
    for (const act of claimActs(ground, county)) await inLanes(4, heap, act)
    const caseIds = heap.map(({ caseId }) => caseId)
    await publish(ground, county, caseIds)
    await pay(ground, county, caseIds)
  })
  await everythingSent(ground)
}

const everythingSent = ({ database }: Ground) =>
  until(async () => {
    const { rows } = await sql<{ sent: boolean }>`
      select not exists (select from deliveries where state in ('queued', 'sending')) as sent`.execute(database)
    return rows[0]?.sent
  })

const lastBare: Record<string, string> = {}

async function closeBare(client: Client, { environment }: Ground, count: number, tuned: boolean): Promise<void> {
  const form = { name: 'x'.repeat(500), amountFen: 12_600_000 }
  await inLanes(inFlight, Array.from({ length: count }), async () => {
    const workflowId = `bare-${randomUUID()}`
    const taskQueue = `${environment.TEMPORAL_TASK_QUEUE}-bare`
    const options = { workflowId, taskQueue, args: [workflowId, tuned] as Parameters<typeof bareClaim> }
    if (tuned) {
      const start = new WithStartWorkflowOperation<typeof bareClaim>('bareClaim', {
        ...options,
        workflowIdConflictPolicy: 'FAIL',
      })
      await client.workflow.executeUpdateWithStart(submit, { args: [form], startWorkflowOperation: start })
    } else {
      const started = await client.workflow.start<typeof bareClaim>('bareClaim', options)
      await started.executeUpdate(submit, { args: [form] })
    }
    const handle = client.workflow.getHandle(workflowId)
    await handle.executeUpdate(review, { args: ['approved'] })
    await handle.result()
    lastBare[String(tuned)] = workflowId
  })
}

async function eventsOf(client: Client, workflowId: string): Promise<number> {
  const { historyLength } = await client.workflow.getHandle(workflowId).describe()
  return historyLength
}

/** The median of claims with their payments, of a sample. */
async function oursEvents(client: Client, { database }: Ground): Promise<string> {
  const { rows } = await sql<{ claim: string; payout: string }>`
    select 'case:' || case_id as claim, 'payout:' || id as payout from payouts order by md5(id::text) limit 20`.execute(
    database,
  )
  const claims = await Promise.all(rows.map(({ claim }) => eventsOf(client, claim)))
  const payouts = await Promise.all(rows.map(({ payout }) => eventsOf(client, payout)))
  return `${median(claims)} + ${median(payouts)}`
}

async function reconcile({ database }: Ground, claims: number): Promise<void> {
  const { rows } = await sql<{ paid: number; payments: number; mails: number; fen: string; ledger: string }>`
    select (select count(*)::int from claims where state = 'paid') as paid,
      (select count(*)::int from payouts where state = 'paid') as payments,
      (select count(*)::int from deliveries where state = 'sent') as mails,
      (select sum(amount_fen)::text from payouts where state = 'paid') as fen,
      (select sum(debit_fen - credit_fen)::text from ledger where account = 'paid') as ledger`.execute(database)
  const found = rows[0]
  if (found?.paid !== claims || found.payments !== claims || found.fen !== found.ledger)
    throw new Error(`${claims} claims, and ${JSON.stringify(found)}`)
  if (found.mails < claims * mailsEach) throw new Error(`${found.mails} mails of ${claims} claims`)
}
