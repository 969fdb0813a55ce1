import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { freePort } from '../workers/embedded/free-port.ts'
import { withClient } from '../workers/embedded/postgres.ts'
import { compare, median } from './abba.ts'
import type { Child } from './children.ts'
import { casesOf, openCycle, sampleOpinion } from './course.ts'
import { openGround, settle } from './ground.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import { type Context, comparisonCells, comparisonHeader, type Finding, figure } from './measure.ts'
import { populate } from './population.ts'
import { signInAll } from './visitor.ts'

const connections = 16

/** Answers a second through the web, each with its receipt, against bare Express with one INSERT, both with fsync. */
export async function measureAnswers({ servers, sizes, say }: Context): Promise<Finding> {
  const port = await freePort()
  const ground = await openGround(servers, 'answers', {
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  })
  try {
    const units = sizes.answers * (sizes.pairs + 1)
    const population = await populate(ground.database, { units, mailed: true })
    const cycleId = await openCycle(ground, population, population.contacts)
    await withClient(ground.ownerUrl, client =>
      client.query(`create table bare_answers (receipt bigint generated always as identity primary key, case_id uuid not null, body jsonb not null, at timestamptz not null default clock_timestamp());
        grant select, insert on bare_answers to chengban_app`),
    )
    const cases = await casesOf(ground, cycleId)
    const visitors = await signInAll(ground, population.contacts)
    const opinion = await sampleOpinion(ground, cycleId)
    const [entry] = opinion.kind === 'opinions' ? opinion.opinions : []
    const posts = population.contacts.map(({ unitId }, at) => {
      const { cookie = '', csrf = '' } = visitors[at] ?? {}
      const body = new URLSearchParams({ csrf, submission: randomUUID(), intent: 'submit', version: '0', count: '1' })
      for (const name of ['anchor', 'text', 'wording', 'reason'] as const)
        body.set(`opinions.0.${name}`, entry?.[name] ?? '')
      return {
        method: 'POST' as const,
        path: `/answers/${cases.get(unitId)}`,
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: body.toString(),
      }
    })
    const api = await ground.start('workers/api')
    const bare = await ground.start('bench/bare-web')
    const sender = await ground.start('bench/load')
    await settle(ground)
    const waits: LoadResult[] = []
    const slice = async (at: number, to: number): Promise<LoadResult & { units: number }> => {
      const requests = posts.slice(at * sizes.answers, (at + 1) * sizes.answers)
      const result = await order(sender, { port: to, connections, requests })
      if (result.statuses['303'] !== requests.length) throw new Error(`statuses ${JSON.stringify(result.statuses)}`)
      return { ...result, units: requests.length }
    }
    const ours = async (at: number) => {
      const result = await slice(at, port)
      if (at > 0) waits.push(result)
      return result
    }
    const found = await compare(
      sizes.pairs,
      { run: ours, pids: [api.pid] },
      { run: at => slice(at, Number(bare.ready.port)), pids: [bare.pid] },
      ground.serverPid,
    )
    const { rows } = await sql<{ kept: number; bare: number }>`
      select (select count(*)::int from submissions) as kept, (select count(*)::int from bare_answers) as bare`.execute(
      ground.database,
    )
    if (rows[0]?.kept !== units || rows[0].bare !== units)
      throw new Error(`kept ${JSON.stringify(rows[0])} of ${units}`)
    say(`  ${figure(median(found.ours.rates))} a second, bare ${figure(median(found.twin.rates))}`)
    return {
      title: 'Answers a second, each with a receipt',
      reach: 'measured',
      reached: null,
      header: [...comparisonHeader, 'ours p50, ms', 'p95, ms'],
      rows: [
        [
          ...comparisonCells(found),
          figure(median(waits.map(({ p50 }) => p50))),
          figure(median(waits.map(({ p95 }) => p95))),
        ],
      ],
      notes: [
        `${sizes.answers} forms a slice on ${connections} kept connections, each by another unit with one opinion, from a sender in a process of its own; a pool of 12 connections each. Both commit with fsync before they answer; the rows are counted at the end.`,
        'Ours signs the session in, checks the form’s token and who may answer, locks cycle and case, keeps submission, opinion, receipt, audit entry with its HMAC, closes the task and its rungs, and writes the notice of receipt with its mail. The twin writes one row for anybody.',
      ],
    }
  } finally {
    await ground.close()
  }
}

export async function order(sender: Child, work: LoadOrder): Promise<LoadResult> {
  const result = await sender.ask<LoadResult | { fault: string }>(work)
  if ('fault' in result) throw new Error(result.fault)
  return result
}
