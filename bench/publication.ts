import { randomUUID } from 'node:crypto'
import { median, quantile } from './abba.ts'
import type { Child } from './children.ts'
import { openTask, signTask, submitCycle } from './course.ts'
import { openGround, until } from './ground.ts'
import { type Context, type Finding, figure } from './measure.ts'
import { populate } from './population.ts'

const wantedSeconds = 10

type Taken = { taken: readonly { at: number; to: string }[] }
type Publication = { readonly opened: number; readonly p50: number; readonly p95: number; readonly last: number }

/** From the last signature until the mail server has taken the last letter, with the real worker and courier. */
export async function measurePublication({ servers, sizes, say }: Context): Promise<Finding> {
  const { address } = await servers.temporal()
  const addressees = sizes.quick ? 300 : 2844
  const ground = await openGround(servers, `publication`, { TEMPORAL_ADDRESS: address })
  try {
    const population = await populate(ground.database, { units: addressees, mailed: true })
    const sink = await ground.start('bench/sink')
    const smtpUrl = `smtp://127.0.0.1:${String(sink.ready.port)}`
    await ground.start('workers/worker')
    await ground.start('workers/courier', { SMTP_URL: smtpUrl })
    const found: Publication[] = []
    for (let run = 0; run <= sizes.publications; run++) {
      const publication = await publish()
      say(
        `  opened ${figure(publication.opened)} s, p95 ${figure(publication.p95)} s, last ${figure(publication.last)} s`,
      )
      if (run > 0) found.push(publication) // the first warms up
    }
    return finding(found, addressees)

    async function publish(): Promise<Publication> {
      const cycleId = await submitCycle(ground, population, population.contacts)
      const first = await until(() => openTask(ground, cycleId, 'signature'))
      await signTask(ground, population.sectionHead, first)
      const second = await until(() => openTask(ground, cycleId, 'signature'))
      await forget(sink)
      const begun = performance.timeOrigin + performance.now()
      await signTask(ground, population.leader, second)
      const opened = await until(() => openedAt(cycleId))
      const taken: { at: number; to: string }[] = []
      await until(async () => {
        taken.push(...(await sink.ask<Taken>({ tell: randomUUID() })).taken)
        return taken.length >= addressees
      })
      const addresses = new Set(taken.map(({ to }) => to)).size
      if (taken.length !== addressees || addresses !== addressees)
        throw new Error(`${taken.length} mails to ${addresses} addresses`)
      const waits = taken.map(({ at }) => (at - begun) / 1000)
      return {
        opened: (opened - begun) / 1000,
        p50: median(waits),
        p95: quantile(waits, 0.95),
        last: Math.max(...waits),
      }
    }

    async function openedAt(cycleId: string): Promise<number | undefined> {
      const cycle = await ground.database
        .selectFrom('cycles')
        .select('state')
        .where('id', '=', cycleId)
        .executeTakeFirstOrThrow()
      return cycle.state === 'open' ? performance.timeOrigin + performance.now() : undefined
    }
  } finally {
    await ground.close()
  }
}

const forget = (sink: Child) => sink.ask<Taken>({ tell: true })

function finding(found: readonly Publication[], addressees: number): Finding {
  const p95 = median(found.map(one => one.p95))
  const of = (name: keyof Publication) => {
    const values = found.map(one => one[name])
    return [figure(median(values)), `${figure(Math.min(...values))} – ${figure(Math.max(...values))}`]
  }
  return {
    title: `From the last signature to the last letter taken, ${addressees.toLocaleString('en')} addressees`,
    reach: `p95 ≤ ${wantedSeconds} s`,
    reached: p95 <= wantedSeconds,
    header: ['', 'median, s', 'smallest – largest, s'],
    rows: [
      ['all cases open (nothing is delivered before)', ...of('opened')],
      ['letter taken, p50', ...of('p50')],
      ['letter taken, p95', ...of('p95')],
      ['last letter taken', ...of('last')],
    ],
    notes: [
      `${found.length} publications after one to warm up. The clock starts when the last signature is given and stops at the mail server, both on this machine; the worker, the courier, PostgreSQL, Temporal and the mail server share its cores.`,
      'The time before “all cases open” is the promise that nobody is told before everybody can be: cases, tasks, rungs and letters of 500 addressees a transaction.',
    ],
  }
}
