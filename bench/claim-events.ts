import { Client, Connection } from '@temporalio/client'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { sql } from 'kysely'

import {
  type County,
  childOf,
  claimActs,
  fillIn,
  numberOf,
  openCounty,
  pay,
  publish,
  startHouse,
} from './claim-course.ts'
import { type Ground, openGround, until } from './ground.ts'
import type { Context, Finding } from './measure.ts'
import { populate } from './population.ts'

const mostEvents = 80
const goal = 41

/**
 * Events in Temporal of a claim without detours, from being handed in to being paid, for claims with many children and
 * files and with few; and whether anything of the form is in them.
 */
export async function measureClaimEvents({ servers, sizes, say }: Context): Promise<Finding> {
  const { address } = await servers.temporal()
  const ground = await openGround(servers, 'claim_events', { TEMPORAL_ADDRESS: address })
  const connection = await Connection.connect({ address })
  try {
    const client = new Client({ connection })
    const population = await populate(ground.database, { units: sizes.rolls.length, mailed: true })
    const county = await openCounty(ground, population)
    const sink = await ground.start('bench/sink')
    const { bankPid } = await startHouse(ground, `smtp://127.0.0.1:${String(sink.ready.port)}`)
    const counts: { children: number; files: number; claim: number; payment: number; list: number; bytes: number }[] =
      []
    for (const [at, { children, files }] of sizes.rolls.entries()) {
      const one = await runClaim(client, ground, county, at, { children, files, bankPid })
      counts.push({ children, files, ...one })
      say(`  ${children} children, ${files} files: ${one.claim} + ${one.payment} events`)
    }
    const whole = counts.map(({ claim, payment }) => claim + payment)
    const same = new Set(whole).size === 1
    return {
      title: 'Temporal history events of a claim without detours',
      reach: `the same for any number of children or files; ≤ ${mostEvents}, goal ${goal}; nothing of the form in them`,
      reached: same && Math.max(...whole) <= mostEvents,
      header: [
        'children',
        'files',
        'events of the claim',
        'of its payment',
        'together',
        'bytes of history',
        'of the list',
      ],
      rows: counts.map(({ children, files, claim, payment, list, bytes }) =>
        [children, files, claim, payment, claim + payment, bytes, list].map(count => count.toLocaleString('en')),
      ),
      notes: [
        'Counted from the stored histories. Its course: handed in, accepted, reviewed, approved, listed, notice over, in a batch, paid; after each act everything comes to rest before the next. All of it happens within the first period: each further instant of a ladder that is reached (a reminder, an urging) adds five to seven events. The list’s workflow is shared by all that stand on it.',
        'Names, identity numbers, accounts and amounts of the form are looked for in all three histories; one that is found ends the measure.',
      ],
    }
  } finally {
    await connection.close()
    await ground.close()
  }
}

async function runClaim(
  client: Client,
  ground: Ground,
  county: County,
  nth: number,
  size: { children: number; files: number; bankPid: number },
) {
  const contact = county.contacts[nth] as County['contacts'][number]
  const draft = await fillIn(ground, county, contact, size)
  const { caseId } = draft
  for (const act of claimActs(ground, county)) {
    await act(draft)
    await atRest(client, ground, `case:${caseId}`)
  }
  const listId = await publish(ground, county, [caseId])
  // The bank says nothing before the payment's course has come to rest: it would have one moment less.
  process.kill(size.bankPid, 'SIGSTOP')
  await pay(ground, county, [caseId], async batchId => {
    await until(async () => {
      const { rows } = await sql<{ rests: boolean }>`
        select s.asked_at is not null as rests from payouts p join scopes s on s.scope = 'payout:' || p.id where p.batch_id = ${batchId}`.execute(
        ground.database,
      )
      return rows[0]?.rests
    })
    process.kill(size.bankPid, 'SIGCONT')
  })
  const { id, amount_fen } = await ground.database
    .selectFrom('payouts')
    .select(['id', 'amount_fen'])
    .where('case_id', '=', caseId)
    .executeTakeFirstOrThrow()
  const secrets = [
    contact.unitName,
    contact.personName,
    numberOf(contact),
    String(amount_fen),
    'senior',
    ...(size.children > 0 ? [childOf(contact, 0).name, childOf(contact, 0).identity] : []),
  ]
  const read = async (workflowId: string) => {
    const course = client.workflow.getHandle(workflowId)
    await course.result() // its rows have ended a moment before it
    const history = await course.fetchHistory()
    const text = historyToJSON(history)
    for (const secret of secrets) if (text.includes(secret)) throw new Error(`${workflowId} knows ${secret}`)
    return {
      events: history.events?.length ?? 0,
      bytes: (await course.describe()).historySize ?? 0,
    }
  }
  const [claim, payment, list] = [
    await read(`case:${caseId}`),
    await read(`payout:${id}`),
    await read(`list:${listId}`),
  ]
  return { claim: claim.events, payment: payment.events, list: list.events, bytes: claim.bytes + payment.bytes }
}

// No wake is left, and the workflow has answered all it was told.
async function atRest(client: Client, { database }: Ground, scope: string): Promise<void> {
  await until(async () => {
    const wake = await database.selectFrom('wakes').select('id').where('scope', '=', scope).executeTakeFirst()
    const asked = await database.selectFrom('scopes').select('asked_at').where('scope', '=', scope).executeTakeFirst()
    if (wake || !asked?.asked_at) return false
    const { raw } = await client.workflow.getHandle(scope).describe()
    return !raw.pendingWorkflowTask
  })
}
