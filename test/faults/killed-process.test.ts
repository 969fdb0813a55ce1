import { sql } from 'kysely'
import { openDatabase, openPool } from '../../records/pool.ts'
import { type Company, openCompany } from './company.ts'
import { judge } from './judge.ts'
import { liveThrough, type Part } from './life.ts'

const patience = 120_000
let company: Company

beforeAll(async () => {
  company = await openCompany()
}, patience)
afterAll(async () => {
  await company?.close()
}, patience)

test(
  'a solicitation whom nothing befalls goes from its launch to the feedback, and the judge has nothing to say',
  async () => {
    await liveThrough(company)
    expect(await company.verdict()).toEqual([])
  },
  patience,
)

// A judge that finds nothing proves nothing: each of these is planted, found, and taken back.
const planted: readonly [what: string, statement: string, complaint: RegExp][] = [
  [
    'an acknowledged answer that is gone',
    `with gone as (delete from submissions where kind = 'no-opinion' returning 1) select from gone`,
    /was acknowledged and is not there/,
  ],
  [
    'an answer with other words',
    `update submissions set body = '{"kind":"no-opinion"}' where kind = 'opinions'`,
    /is another/,
  ],
  [
    'an answer that counts twice',
    `insert into submissions select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'seq', seq + 1, 'receipt', receipt || 'x'))).* from submissions s`,
    /has 2 answers, and 1 forms were acknowledged/,
  ],
  ['a file with other bytes', `update files set bytes = 'x'`, /the file of answer 1 .* is not what was sent/],
  [
    'a deadline that was missed',
    `update cases set outcome = null, outcome_at = null, outcome_by = null where outcome = 'overdue'`,
    /deadline of case .* was missed/,
  ],
  [
    'silence that was decided twice',
    `insert into decisions select (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid()))).* from decisions d where act = 'silence'`,
    /was decided 2 times/,
  ],
  [
    'silence that came early',
    `update decisions set at = at - interval '1 millisecond' where act = 'silence'`,
    /decided early/,
  ],
  [
    'silence of somebody who answered',
    `update cases set outcome_by = 'silence' where outcome = 'opinions'`,
    /although it had answered/,
  ],
  [
    'a rung that was missed',
    `update rungs set state = 'waiting' where rung = 'urging' and step = 'answer'`,
    /rung urging .* was missed/,
  ],
  [
    'a rung that acted early',
    `update rungs set acted_at = at where rung = 'silence' and state = 'done'`,
    /rung silence .* acted early/,
  ],
  [
    'a rung that was set aside',
    `update rungs set state = 'held-back' where rung = 'reminder'`,
    /rung reminder .* was set aside/,
  ],
  [
    'a rung overtaken by nothing',
    `update rungs set state = 'overtaken' where rung = 'urging' and acted_at is not null`,
    /overtaken by nothing/,
  ],
  [
    'a crowd that was closed twice',
    `insert into audit (act, cycle_id, detail, hmac) select act, cycle_id, detail, hmac from audit where act = 'close-crowd'`,
    /has 2 times close-crowd/,
  ],
  [
    'a notice under another key',
    `update notices set key = key || 'x' where occasion = 'released'`,
    /notice released:\S+ is missing/,
  ],
  [
    'a notice that was not to be written',
    `update notices set key = key || 'x' where occasion = 'feedback'`,
    /was not to be written/,
  ],
  ['a notice without a mail', `delete from deliveries where case_id is null`, /has 0 deliveries/],
  ['a mail that never arrived', `update deliveries set message_id = 'other ' || message_id`, /never arrived/],
  [
    'a mail that was sent and never written',
    `update deliveries set message_id = 'other ' || message_id`,
    /sent and never written/,
  ],
  ['a mail that arrived elsewhere', `update deliveries set address = 'other@faults.example'`, /arrived elsewhere/],
  ['a mail that waits', `update deliveries set state = 'queued'`, /is queued/],
  ['an audit entry that was changed', `update audit set act = 'nothing' where act = 'answer'`, /audit: changed/],
]

test.each(planted)(
  'the judge finds %s',
  async (_what, statement, complaint) => {
    const owner = openDatabase(openPool(company.house.ownerUrl, { size: 1, role: 'postgres' }))
    const found: string[] = []
    const judged = owner.transaction().execute(async tx => {
      await sql.raw(statement).execute(tx)
      found.push(...(await judge(tx, company.evidence())))
      throw new TakeBack()
    })
    await expect(judged).rejects.toThrow(TakeBack)
    await owner.destroy()
    expect(found).toContainEqual(expect.stringMatching(complaint))
  },
  patience,
)

test('the judge finds a mail that arrived twice without a mark', async () => {
  const { sink, ...evidence } = company.evidence()
  const found = await judge(company.house.database, { ...evidence, sink: [...sink, ...sink.slice(0, 1)] })
  expect(found).toEqual([expect.stringMatching(/arrived 2 times and is not marked/)])
})

class TakeBack extends Error {}

// Each process, killed the hard way at each boundary of what it does: an answer, an opening, what is due, a close, a
// wake, a notice, a seal. `part` is the part of the cycle's life before which the failpoint is set.
const boundaries: readonly [program: 'api' | 'worker' | 'courier', point: string, nth: number, part: Part][] = [
  ['api', 'answer-locked', 1, 'answers'],
  ['api', 'answer-before-commit', 1, 'answers'],
  ['api', 'answer-committed', 1, 'answers'],
  ['courier', 'wakes-read', 1, 'signature'],
  ['courier', 'wake-signalled', 1, 'opening'],
  ['courier', 'wakes-deleted', 1, 'deadline'],
  ['courier', 'courier-claimed', 1, 'opening'],
  ['courier', 'delivery-accepted', 3, 'opening'],
  ['courier', 'courier-sent', 1, 'deadline'],
  ['courier', 'courier-recorded', 1, 'deadline'],
  ['courier', 'seals-committed', 1, 'answers'],
  ['worker', 'ask-before-commit', 1, 'signature'],
  ['worker', 'open-chunk-written', 1, 'opening'],
  ['worker', 'open-before-commit', 1, 'opening'],
  ['worker', 'due-before', 1, 'reminders'],
  ['worker', 'due-before-commit', 1, 'deadline'],
  ['worker', 'close-before-commit', 1, 'deadline'],
  ['worker', 'ask-committed', 2, 'deadline'],
]

test.each(boundaries)(
  '%s, killed at %s (passing %d, before the %s), leaves nothing lost, missed, doubled or unmarked',
  async (name, point, nth, part) => {
    const before = twiceAndMarked()
    let reached = (): Promise<void> => Promise.reject(new Error('the failpoint was not set'))
    await liveThrough(company, {
      [part]: async () => {
        reached = await company.house[name].arm(point, nth)
      },
    })
    await reached()
    expect(await company.verdict()).toEqual([])
    expect(company.unmeantDeaths()).toEqual([])
    if (point === 'courier-sent' || point === 'delivery-accepted') expect(twiceAndMarked()).toBeGreaterThan(before)
  },
  patience,
)

// How many mails have arrived twice; the judge has seen that each of them is marked.
function twiceAndMarked(): number {
  const accepted = company.house.sink.entries().filter(({ did }) => did === 'accepted')
  return accepted.length - new Set(accepted.map(({ messageId }) => messageId)).size
}
