import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { freePort } from '../workers/embedded/free-port.ts'
import { median } from './abba.ts'
import { order } from './answers.ts'
import { fillIn, openCounty, startHouse } from './claim-course.ts'
import { eightAtATime } from './course.ts'
import { openGround, settle, until } from './ground.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import { type Context, type Finding, figure } from './measure.ts'
import { populate } from './population.ts'
import { processorTime } from './processor-time.ts'
import { signInAll } from './visitor.ts'

type Run = LoadResult & { readonly cost: number }

const rate = 34
const longest = 500
const connections = 16

/**
 * Applications handed in through the web, each with its receipt, while their courses begin behind them: at the rate that is
 * wanted, as fast as they go, and with everything killed in their midst.
 */
export async function measureSubmissions({ servers, sizes, say }: Context): Promise<Finding> {
  const { address } = await servers.temporal()
  const port = await freePort()
  const web = { HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` }
  const ground = await openGround(servers, 'submissions', { TEMPORAL_ADDRESS: address, ...web })
  try {
    const each = rate * sizes.submissionSeconds
    const population = await populate(ground.database, { units: each * (2 * sizes.submissionRuns + 2), mailed: true })
    const county = await openCounty(ground, population)
    const sink = await ground.start('bench/sink')
    const smtpUrl = `smtp://127.0.0.1:${String(sink.ready.port)}`
    const house = await startHouse(ground, smtpUrl)
    const api = await ground.start('workers/api')
    const sender = await ground.start('bench/load')
    let taken = 0
    const handIn = async (how: Partial<LoadOrder>) => {
      const contacts = population.contacts.slice(taken, taken + each)
      taken += each
      const requests = await forms(contacts)
      await settle(ground)
      const used = () => processorTime([api.pid], ground.serverPid)
      const before = used()
      const result = await order(sender, { port, connections, requests, ...how })
      return { result, contacts, cost: (used() - before) / each }
    }
    const measured = async (how: Partial<LoadOrder>): Promise<Run> => {
      const { result, cost } = await handIn(how)
      if (result.statuses['303'] !== each) throw new Error(`statuses ${JSON.stringify(result.statuses)}`)
      return { ...result, cost }
    }
    await measured({}) // warms up
    const atRate: Run[] = []
    const fast: Run[] = []
    for (let run = 0; run < sizes.submissionRuns; run++) {
      atRate.push(await measured({ rate, connections: 256 }))
      fast.push(await measured({}))
      say(`  p95 ${figure(atRate.at(-1)?.p95 ?? 0)} ms at ${rate} a second, ${figure(perSecond(fast.at(-1)))} at most`)
    }
    const broken = await killedInTheMidst()
    const p95s = atRate.map(({ p95 }) => p95)
    return {
      title: 'Applications handed in a second, each with a receipt, while claims run behind',
      reach: `≥ ${rate} a second with p95 < ${longest} ms; none lost at kill -9`,
      reached: median(p95s) < longest && broken.lost === 0,
      header: ['', 'a second', 'p50, ms', 'p95, ms', 'p95, smallest – largest', 'processor ms each'],
      rows: [
        row(`at ${rate} a second`, atRate),
        row(`as fast as they go, ${connections} connections`, fast),
        [
          'api, worker and courier killed in the midst',
          `${broken.acknowledged} acknowledged, ${broken.lost} of them lost`,
          '',
          '',
          '',
          '',
        ],
      ],
      notes: [
        `${each} forms a run, ${sizes.submissionRuns} runs, each of another institution with four files and its facts; the scheme is worked out, what may be had once is held, and submission, assessment, task, notices, decision and audit are kept with fsync before the answer. At the rate each is sent at its moment whatever became of those before, and waits are counted from that moment.`,
        'Worker, courier, mail server, PostgreSQL and Temporal share the machine’s cores: every claim begins its course behind its receipt, and its mail is sent. Processor time is that of the api and of PostgreSQL, with what the courses ask of it.',
        'At kill -9 api, worker and courier die together in the midst of a run and are started again. Every form that was answered with a receipt is there, once; every claim that is there, also those whose answer was lost on the way, has its course.',
      ],
    }

    async function forms(contacts: readonly Actor[]): Promise<LoadOrder['requests']> {
      const visitors = await signInAll(ground, contacts)
      const requests: LoadOrder['requests'][number][] = []
      await eightAtATime(contacts, async (contact, at) => {
        const { caseId, version } = await fillIn(ground, county, contact)
        const { cookie = '', csrf = '' } = visitors[at] ?? {}
        const body = new URLSearchParams({
          csrf,
          submission: randomUUID(),
          version: String(version),
          statement: 'yes',
        })
        requests[at] = {
          method: 'POST',
          path: `/claims/${caseId}/check`,
          headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
          body: body.toString(),
        }
      })
      return requests
    }

    async function killedInTheMidst(): Promise<{ acknowledged: number; lost: number }> {
      const dying = (async () => {
        await until(async () => (await handedIn()) > (sizes.submissionRuns * 2 + 1) * each + each / 3)
        for (const pid of [api.pid, ...house.pids]) process.kill(pid, 'SIGKILL')
        await pause(200)
        await ground.start('workers/api')
        await startHouse(ground, smtpUrl)
      })()
      const [{ result, contacts }] = await Promise.all([handIn({ rate, connections: 256 }), dying])
      if (!result.statuses.broken) throw new Error('nothing was in hand when everything was killed')
      const told = contacts.filter((_, at) => result.each[at] === '303').map(({ unitId }) => unitId)
      const { rows } = await sql<{ unit_id: string }>`
        select k.unit_id from submissions s join cases k on k.id = s.case_id where s.kind = 'claim' and k.unit_id = any(${contacts.map(({ unitId }) => unitId)}::uuid[])`.execute(
        ground.database,
      )
      const kept = new Set(rows.map(({ unit_id }) => unit_id))
      if (kept.size !== rows.length) throw new Error('an application was taken twice')
      await until(async () => {
        const { rows } = await sql<{ all: boolean }>`
          select not exists (select from claims c where c.state <> 'draft' and not exists (
            select from scopes s where s.scope = 'case:' || c.case_id and s.asked_at is not null)) as all`.execute(
          ground.database,
        )
        return rows[0]?.all
      })
      return { acknowledged: told.length, lost: told.filter(unitId => !kept.has(unitId)).length }
    }

    async function handedIn(): Promise<number> {
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from submissions`.execute(
        ground.database,
      )
      return rows[0]?.count ?? 0
    }
  } finally {
    await ground.close()
  }
}

const perSecond = (result: LoadResult | undefined): number => (result ? result.each.length / result.seconds : 0)

function row(name: string, results: readonly Run[]): string[] {
  const p95s = results.map(({ p95 }) => p95)
  return [
    name,
    figure(median(results.map(perSecond))),
    figure(median(results.map(({ p50 }) => p50))),
    figure(median(p95s)),
    `${figure(Math.min(...p95s))} – ${figure(Math.max(...p95s))}`,
    figure(median(results.map(({ cost }) => cost))),
  ]
}
