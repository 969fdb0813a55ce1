import { Client, Connection } from '@temporalio/client'
import { sql } from 'kysely'
import { approveTable } from '../acts/approve-table.ts'
import { dispose } from '../acts/dispose.ts'
import { setClock } from '../acts/set-clock.ts'
import { submitTable } from '../acts/submit-table.ts'
import { cycleScope } from '../domain/cycle.ts'
import { everybodyAnswers, nextMoment, openTask, signTask, submitCycle } from './course.ts'
import { type Ground, openGround, until } from './ground.ts'
import { type Context, type Finding, figure } from './measure.ts'
import { type Population, populate } from './population.ts'

const launchedAt = '2026-11-02T01:30:00.000Z' // a Monday, 9:30 where people are
const mostEvents = 120
const goal = 80

interface HistoryCount {
  readonly addressees: number
  readonly events: number
  readonly bytes: number
  readonly runs: number
  readonly kinds: ReadonlyMap<string, number>
  readonly seconds: number
}

/**
 * Events in the Temporal history of one whole cycle: two signatures, opening, three reminders' moments, deadline,
 * disposition, approval, feedback; everybody answers. The real worker and courier run; the clock is set from moment to
 * moment.
 */
export async function measureHistoryEvents({ servers, sizes, say }: Context): Promise<Finding> {
  const { address } = await servers.temporal()
  const counts: HistoryCount[] = []
  for (const addressees of sizes.addressees) {
    const ground = await openGround(servers, 'history', { TEMPORAL_ADDRESS: address })
    try {
      counts.push(await countCycle(ground, addressees, say))
    } finally {
      await ground.close()
    }
  }
  const most = Math.max(...counts.map(({ events }) => events))
  const kinds = [...new Set(counts.flatMap(count => [...count.kinds.keys()]))].sort()
  return {
    title: 'Temporal history events of a cycle in which all answer',
    reach: `the same number but for chunks; ≤ ${mostEvents}, goal ${goal}`,
    reached: most <= mostEvents,
    header: ['addressees', 'events', 'bytes of history', 'runs', 's for the whole cycle', 'by kind'],
    rows: counts.map(({ addressees, events, bytes, runs, seconds, kinds: by }) => [
      addressees.toLocaleString('en'),
      String(events),
      bytes.toLocaleString('en'),
      String(runs),
      figure(seconds),
      kinds.flatMap(kind => (by.get(kind) ? [`${kind} ${by.get(kind)}`] : [])).join(', '),
    ]),
    notes: [
      'Counted from the stored history. Its course: sent for signature, two signatures, opening, the three moments of the answer ladder (not signed for, due soon, due today), the deadline, the table submitted and approved, feedback. Nobody answers before the last reminder, so that every rung acts.',
      'The clock of deadlines is set from moment to moment. A moment reached so costs one event more than one that a timer reaches (signal and cancelled timer instead of a fired one).',
      'Contacts have no mail address here: letters are measured below. Seconds include the answers, given through the act, eight at a time.',
    ],
  }
}

async function countCycle(ground: Ground, addressees: number, say: (line: string) => void): Promise<HistoryCount> {
  const begun = performance.now()
  const population = await populate(ground.database, { units: addressees, mailed: false })
  await setClock(ground.house, launchedAt)
  await ground.start('workers/worker')
  await ground.start('workers/courier')
  const cycleId = await runCycle(ground, population)
  const seconds = (performance.now() - begun) / 1000
  const count = await readHistory(ground, cycleScope(cycleId))
  say(`  ${addressees} addressees: ${count.events} events, ${figure(seconds)} s`)
  return { addressees, seconds, ...count }
}

async function runCycle(ground: Ground, population: Population): Promise<string> {
  const { house, database } = ground
  const { officer, leader, sectionHead, contacts } = population
  const once = (key: string) => ({ key: `bench-${key}-0000000000` })
  const cycleId = await submitCycle(ground, population, contacts)
  for (const signer of [sectionHead, leader])
    await signTask(ground, signer, await until(() => openTask(ground, cycleId, 'signature')))
  await until(() => isIn(ground, cycleId, 'open'))
  const { due_at } = await database
    .selectFrom('cycles')
    .select('due_at')
    .where('id', '=', cycleId)
    .executeTakeFirstOrThrow()
  const dueAt = due_at ?? ''
  for (let at = await nextMoment(ground, cycleId); at && at < dueAt; at = await nextMoment(ground, cycleId))
    await reach(ground, cycleId, at)
  await everybodyAnswers(ground, cycleId, contacts)
  await reach(ground, cycleId, dueAt)
  await until(() => openTask(ground, cycleId, 'disposition'))
  const opinions = await database.selectFrom('opinions').select('id').where('cycle_id', '=', cycleId).execute()
  for (let from = 0; from < opinions.length; from += 500) {
    const equal = opinions.slice(from, from + 500).map(({ id }) => ({ id, version: 0 }))
    await dispose(house, officer, { cycleId, opinions: equal, verdict: 'adopted', reason: '' })
  }
  await submitTable(house, officer, { cycleId, note: '', once: once('table') })
  const approval = await until(() => openTask(ground, cycleId, 'approval'))
  await approveTable(house, leader, { taskId: approval, reason: '', once: once('approve') })
  await until(() => isIn(ground, cycleId, 'finished'))
  return cycleId
}

/** Sets the clock one millisecond after an instant and waits until its workflow has asked at that time and is done with it. */
async function reach({ house, database }: Ground, cycleId: string, at: string): Promise<void> {
  const now = new Date(Date.parse(at) + 1).toISOString()
  await setClock(house, now)
  await until(async () => {
    const { rows } = await sql<{ done: boolean }>`
      select asked_at >= ${now} and not exists (select from rungs r where r.scope = s.scope and r.state = 'waiting' and r.at < ${now})
        and not exists (select from wakes w where w.scope = s.scope) as done
      from scopes s where cycle_id = ${cycleId}`.execute(database)
    return rows[0]?.done
  })
}

async function isIn({ database }: Ground, cycleId: string, state: string): Promise<boolean> {
  const cycle = await database.selectFrom('cycles').select('state').where('id', '=', cycleId).executeTakeFirstOrThrow()
  return cycle.state === state
}

async function readHistory(
  { environment }: Ground,
  workflowId: string,
): Promise<Pick<HistoryCount, 'events' | 'bytes' | 'runs' | 'kinds'>> {
  const connection = await Connection.connect({ address: environment.TEMPORAL_ADDRESS ?? '' })
  try {
    const client = new Client({ connection })
    const kinds = new Map<string, number>()
    let events = 0
    let bytes = 0
    let runs = 0
    await until(async () => (await client.workflow.getHandle(workflowId).describe()).status.name !== 'RUNNING')
    for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
      const handle = client.workflow.getHandle(workflowId, runId)
      const { events: found } = await handle.fetchHistory()
      for (const event of found ?? []) {
        const { eventId: _id, eventTime: _time, version: _version, taskId: _task, ...rest } = event
        const kind = Object.keys(rest).find(key => key.endsWith('EventAttributes')) ?? 'other'
        const short = kind.replace(/^workflowExecution|EventAttributes$/g, '').replace(/^workflowTask/, 'task')
        kinds.set(short, (kinds.get(short) ?? 0) + 1)
        events++
      }
      bytes += (await handle.describe()).historySize ?? 0
      runs++
    }
    return { events, bytes, runs, kinds }
  } finally {
    await connection.close()
  }
}
