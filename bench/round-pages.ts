import { sql } from 'kysely'
import { roundView } from '../api/round-view.ts'
import { readCycle } from '../records/cycle.ts'
import { businessNow } from '../records/database.ts'
import { readRoundClaims } from '../records/round-claims.ts'
import { readClaimCounts } from '../records/round-figures.ts'
import { createWords } from '../web/words.ts'
import { type County, openCounty } from './claim-course.ts'
import { explain, inWords, type Plan } from './explain.ts'
import { type Ground, openGround, settle } from './ground.ts'
import type { Context, Finding } from './measure.ts'
import { populate } from './population.ts'

/** What the pages of a round read, for few and for many cases: its own page, and the list of its claims. */
export async function measureRoundPages({ servers, sizes, say }: Context): Promise<Finding> {
  const pages: Record<string, Plan[]> = {}
  for (const cases of sizes.cases) {
    const ground = await openGround(servers, 'rounds')
    try {
      const county = await openCounty(ground, await populate(ground.database, { units: 10, mailed: false }))
      await fillRound(ground, county, cases)
      await settle(ground)
      const { officer, cycleId } = county
      const cycle = await readCycle(ground.database, cycleId)
      if (!cycle) throw new Error('there is no round')
      const now = await businessNow(ground.database)
      const words = createWords('zh-CN', now)
      const middle = `SB2024-${String(Math.floor(cases / 2)).padStart(6, '0')}`
      const list = (which: Parameters<typeof readRoundClaims>[2]) => () =>
        explain(ground, async database => {
          await readClaimCounts(database, cycleId)
          await readRoundClaims(database, cycleId, which)
        })
      const looks = {
        'the round’s page': () => explain(ground, database => roundView(database, officer, cycle, now, words)),
        'case list, first page': list({}),
        'case list, a page in the middle': list({ after: middle }),
        'case list, one state': list({ state: 'accepted' }),
        'case list, a number looked for': list({ q: middle }),
      }
      for (const [name, look] of Object.entries(looks)) {
        await look()
        pages[name] = [...(pages[name] ?? []), await look()]
      }
      say(
        `  ${cases} cases: ${Object.values(pages)
          .map(plans => plans.at(-1)?.buffers)
          .join(', ')} buffers`,
      )
    } finally {
      await ground.close()
    }
  }
  return {
    title: 'Case list and round page',
    reach: 'rows and buffers flat from 1,000 to 100,000 cases',
    reached: Object.values(pages).every(isFlat),
    header: ['', ...sizes.cases.map(cases => `${cases.toLocaleString('en')} cases`)],
    rows: Object.entries(pages).map(([name, plans]) => [name, ...plans.map(inWords)]),
    notes: [
      'By EXPLAIN (ANALYZE, BUFFERS) of the very statements that the pages use, the second time they are asked: rows is what the scans of the plans returned together, buffers what was hit and read. Cases stand in eight states; a fifth has an open task, one in twenty waits for money.',
      'Flat: more cases need at most twice the rows and buffers of the fewest, or fifty more. A small table is read whole where that is cheaper. A part of a name is looked for through all names of the round until a page is full; that is not measured here, and not flat.',
    ],
  }
}

// A small table is read whole where that is cheaper, so what counts is what is added to the fewest.
function isFlat(plans: readonly Plan[]): boolean {
  return (['rows', 'buffers'] as const).every(what => {
    const [fewest = 0, ...more] = plans.map(plan => plan[what])
    return more.every(found => found <= Math.max(2 * fewest, fewest + 50))
  })
}

/** So many claims by rows alone: what they look like to a page, without their courses. */
async function fillRound({ database }: Ground, { cycleId }: County, cases: number): Promise<void> {
  await sql`
    insert into units (code, kind, level, name, parent_id)
    select 'X' || lpad(n::text, 6, '0'), 'institution', 'institution', '第' || n || '托育有限公司', city.id
    from generate_series(1, ${cases}) n, units city where city.code = 'C'`.execute(database)
  await sql`
    insert into filings (filing_number, unit_id, county_id, name, credit_code, inclusive, kind, places, filed_on)
    select 'JX-' || u.code, u.id, office.id, u.name, '91370800DEMO000001', true, 'institution', 60, '2022-05-01'
    from units u, units office where u.code like 'X%' and office.code = 'C-W'`.execute(database)
  await sql`
    insert into cases (cycle_id, position, unit_id, unit_name, due_at)
    select ${cycleId}, row_number() over (order by u.code) - 1, u.id, u.name, c.due_at
    from units u, cycles c where u.code like 'X%' and c.id = ${cycleId}`.execute(database)
  await sql`
    insert into claims (case_id, cycle_id, number, scheme, filing_id, state, received_at, asked_fen, granted_fen, created_at, updated_at)
    select k.id, k.cycle_id, 'SB2024-' || lpad((k.position + 1)::text, 6, '0'), 'operation', f.id,
      (array['submitted', 'accepted', 'reviewed', 'waiting', 'committed', 'listed', 'payable', 'paid', 'paid', 'paid'])[k.position % 10 + 1],
      now(), 12600000, 12600000, now(), now()
    from cases k join filings f on f.unit_id = k.unit_id where k.cycle_id = ${cycleId}`.execute(database)
  await sql`
    insert into tasks (scope, cycle_id, case_id, step, round, seat, role, unit_id, unit_name, opened_at, due_at)
    select 'case:' || k.id, k.cycle_id, k.id, 'review', 1, 'reviewer', 'reviewer', c.unit_id, c.unit_name, now(), now() + (k.position % 30) * interval '1 day'
    from cases k join cycles c on c.id = k.cycle_id where k.cycle_id = ${cycleId} and k.position % 5 = 1`.execute(
    database,
  )
  await sql`
    insert into commitments (cycle_id, case_id, amount_fen, state, approved_order, at)
    select k.cycle_id, k.id, 12600000, 'waiting', nextval('approval_order'), now()
    from cases k where k.cycle_id = ${cycleId} and k.position % 20 = 3`.execute(database)
}
