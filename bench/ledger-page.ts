import { signFor } from '../acts/sign-for.ts'
import { cycleScope } from '../domain/cycle.ts'
import { countLedger, countSilent, readLedgerPage, readNextRung } from '../records/ledger.ts'
import { freePort } from '../workers/embedded/free-port.ts'
import { compare, interval, median } from './abba.ts'
import { order } from './answers.ts'
import { casesOf, eightAtATime, everybodyAnswers, openCycle } from './course.ts'
import { explain, inWords, type Plan } from './explain.ts'
import { type Ground, openGround, settle } from './ground.ts'
import { type Context, comparisonCells, comparisonHeader, type Finding, figure } from './measure.ts'
import { populate } from './population.ts'
import { signInAll } from './visitor.ts'

const connections = 8
const wanted = 0.15

/** The officer's ledger for few and many addressees, against bare Express with one SELECT and as many bytes; and what its list and its bar of states read. */
export async function measureLedgerPage({ servers, sizes, say }: Context): Promise<Finding> {
  const rows: string[][] = []
  const lists: Plan[] = []
  const lows: number[] = []
  for (const addressees of sizes.addressees) {
    const port = await freePort()
    const ground = await openGround(servers, 'ledger', {
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
    })
    try {
      const population = await populate(ground.database, { units: addressees, mailed: false })
      const cycleId = await openCycle(ground, population, population.contacts)
      await halfDone(ground, cycleId, population.contacts)
      await settle(ground)
      const [officer] = await signInAll(ground, [population.officer])
      const api = await ground.start('workers/api')
      const bare = await ground.start('bench/bare-web')
      const sender = await ground.start('bench/load')
      const page = { method: 'GET' as const, path: `/cycles/${cycleId}`, headers: { cookie: officer?.cookie ?? '' } }
      const one = await order(sender, { port, connections: 1, requests: [page] })
      await bare.ask({ bytes: one.bytes })
      const slice = async (to: number): Promise<{ units: number; seconds: number }> => {
        const requests = Array.from({ length: sizes.pages }, () => page)
        const result = await order(sender, { port: to, connections, requests })
        if (result.statuses['200'] !== requests.length) throw new Error(`statuses ${JSON.stringify(result.statuses)}`)
        return { units: requests.length, seconds: result.seconds }
      }
      const found = await compare(
        sizes.pairs,
        { run: () => slice(port), pids: [api.pid] },
        { run: () => slice(Number(bare.ready.port)), pids: [bare.pid] },
        ground.serverPid,
      )
      const list = await explain(ground, database => readLedgerPage(database, cycleId, { state: null, q: '' }))
      const bar = await explain(ground, database => countLedger(database, cycleId))
      const counts = await explain(ground, async database => {
        await countSilent(database, cycleId)
        await readNextRung(database, cycleScope(cycleId))
      })
      lists.push(list)
      lows.push(interval(found.ratios)[0])
      say(`  ${addressees}: ${figure(median(found.ours.rates))} a second, bare ${figure(median(found.twin.rates))}`)
      rows.push([
        addressees.toLocaleString('en'),
        one.bytes.toLocaleString('en'),
        ...comparisonCells(found),
        inWords(list),
        inWords(bar),
        inWords(counts),
      ])
    } finally {
      await ground.close()
    }
  }
  const flat = Math.max(...lists.map(({ buffers }) => buffers)) <= 2 * Math.min(...lists.map(({ buffers }) => buffers))
  return {
    title: 'The ledger page',
    reach: `≥ ${wanted} of bare Express with one SELECT and equal bytes; the list’s rows and buffers flat`,
    reached: flat && lows.every(low => low >= wanted),
    header: ['addressees', 'bytes', ...comparisonHeader, 'list', 'bar of states', 'silent, next notice'],
    rows,
    notes: [
      `${sizes.pages} pages a slice on ${connections} kept connections. A third has answered, a third has signed for the letter, a third has done nothing. Ours finds session and person, asks who may see, reads and renders the page with React; the twin sends 20 rows for anybody, filled up to the same bytes.`,
      'Rows and buffers by EXPLAIN (ANALYZE, BUFFERS) of the very statements that the page uses: rows is what the scans of the plan returned together, buffers what was hit and read. The bar, and how many are silent and will get the next notice, are counted over indexes and grow with the addressees; they are measured apart.',
    ],
  }
}

async function halfDone(ground: Ground, cycleId: string, contacts: Parameters<typeof everybodyAnswers>[2]) {
  const cases = await casesOf(ground, cycleId)
  const third = Math.floor(contacts.length / 3)
  await eightAtATime(contacts.slice(0, 2 * third), contact =>
    signFor(ground.house, contact, { caseId: cases.get(contact.unitId) ?? '' }),
  )
  await everybodyAnswers(ground, cycleId, contacts.slice(0, third))
}
