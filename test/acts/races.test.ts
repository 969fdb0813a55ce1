import { answer } from '../../acts/answer.ts'
import { setClock } from '../../acts/set-clock.ts'
import { urge } from '../../acts/urge.ts'
import { cycleScope } from '../../domain/cycle.ts'
import { walkScope } from '../../workers/walk-scope.ts'
import { clearDesk, drive, later, once, openWorld, rowsOf, type Solicitation, type World } from '../builders/world.ts'

const due = '2026-11-23T09:30:00.000Z'
const rounds = Array.from({ length: 10 }, (_, nth) => nth + 1)
let world: World
let cycle: Solicitation

beforeAll(async () => {
  world = await openWorld({ addressees: 4, connections: 40 })
})
afterAll(() => world?.close())
beforeEach(async () => {
  await clearDesk(world)
  cycle = await world.solicit(world.units)
})

const rows = () => rowsOf(world, cycle.cycleId)
const walk = () => walkScope(world.house, 'solicitation', cycleScope(cycle.cycleId))
const refusal = (end: PromiseSettledResult<unknown>): string | null =>
  end.status === 'rejected' ? String((end.reason as { code?: unknown }).code ?? end.reason) : null

/** What must hold of a cycle whatever has happened at the same moment. */
async function faultsOf({ cycleId }: Solicitation): Promise<Record<string, unknown>[]> {
  return world.owner(
    `select 'silence twice' as fault, case_id::text as subject from decisions where cycle_id = $1 and act = 'silence' group by case_id having count(*) > 1
     union all select 'silent with an answer in time', k.id::text from cases k join submissions s on s.case_id = k.id and not s.late
       where k.cycle_id = $1 and k.outcome_by = 'silence' and s.received_at <= k.due_at and s.recorded_at < k.outcome_at
     union all select 'answer that counts is not the last in time', k.id::text from cases k
       where k.cycle_id = $1 and k.outcome_by = 'person' and k.late_counted is distinct from true and k.submission_id is distinct from (
         select s.id from submissions s where s.case_id = k.id and s.id is distinct from k.late_submission_id and not s.late order by s.seq desc limit 1)
     union all select 'late by its own receipt', id::text from submissions where cycle_id = $1 and late <> (received_at > due_at)
     union all select 'receipt without notice', s.id::text from submissions s where s.cycle_id = $1 and not exists (
         select from notices n where n.case_id = s.case_id and n.key = 'received:' || s.case_id || ':' || s.seq)
     union all select 'numbers with a gap', case_id::text from submissions where cycle_id = $1 group by case_id having max(seq) <> count(*)
     union all select 'waits on a closed task', r.id::text from rungs r join tasks t on t.id = r.task_id
       where r.cycle_id = $1 and r.state = 'waiting' and t.state <> 'open' and r.kind <> 'silence'
     union all select 'waits on an old date', r.id::text from rungs r join tasks t on t.id = r.task_id
       where r.cycle_id = $1 and r.state = 'waiting' and r.due_revision < t.due_revision and r.kind <> 'sign-for-reminder'
     union all select 'task and case with two dates', t.id::text from tasks t join cases k on k.id = t.case_id
       where t.cycle_id = $1 and t.state = 'open' and k.outcome is null and t.due_at <> k.due_at
     union all select 'open after its end', t.id::text from tasks t join cycles c on c.id = t.cycle_id where c.id = $1 and c.state in ('withdrawn', 'finished') and t.state = 'open'
     union all select 'to be sent after its end', d.id::text from deliveries d join cycles c on c.id = d.cycle_id join notices n on n.id = d.notice_id
       where c.id = $1 and c.state = 'withdrawn' and d.state in ('queued', 'held') and n.occasion not in ('withdrawn', 'received', 'late-received')
     union all select 'closed while somebody had time', k.id::text from cases k join cycles c on c.id = k.cycle_id where c.id = $1 and c.state = 'disposing' and not k.copy and k.outcome is null`,
    [cycleId],
  )
}

const giveAnswer = async (nth: number, text?: string) => cycle.answer(world.unit(nth), ...(text ? [{ text }] : []))

it.each(rounds)(
  'answer against close, round %i: in time and kept, or late and beside the silence; never both, never lost',
  async round => {
    await setClock(world.house, later(due))
    const ends = await Promise.allSettled(
      round % 2 ? [giveAnswer(1), walk(), giveAnswer(2)] : [walk(), giveAnswer(1), giveAnswer(2)],
    )
    expect(ends.map(refusal)).toEqual([null, null, null])
    await walk()
    for (const nth of [1, 2]) {
      expect(await rows().caseOf(world.unit(nth))).toMatchObject({
        outcome: 'deemed-no-objection',
        outcome_by: 'silence',
        submission_id: null,
        late_submission_id: expect.any(String),
      })
      expect(await rows().submissions(world.unit(nth))).toMatchObject([{ late: true }])
    }
    expect(await cycle.state()).toBe('disposing')
    expect(await rows().decisions('silence')).toHaveLength(4)
    expect(await faultsOf(cycle)).toEqual([])
  },
)

it.each(rounds)(
  'answer against a clock that passes the deadline, round %i: the receipt says which side it came on, and the row agrees',
  async () => {
    await setClock(world.house, due)
    const [tick, ...ends] = await Promise.allSettled([
      setClock(world.house, later(due)).then(walk),
      giveAnswer(1),
      giveAnswer(2),
      giveAnswer(3),
      giveAnswer(4),
    ])
    expect([tick, ...ends].map(end => end && refusal(end))).toEqual([null, null, null, null, null])
    await walk()
    for (const nth of [1, 2, 3, 4]) {
      const [given] = await rows().submissions(world.unit(nth))
      const expected = given?.late
        ? { outcome: 'deemed-no-objection', late_submission_id: given.id }
        : { outcome: 'no-opinion', submission_id: given?.id, late_submission_id: null }
      expect(await rows().caseOf(world.unit(nth))).toMatchObject(expected)
    }
    expect(await faultsOf(cycle)).toEqual([])
  },
)

it.each(rounds)(
  'answer against extension, round %i: both are done, and the answer’s receipt names the date that then held',
  async round => {
    const go = drive(world, cycle, { walk: false })
    const ends = await Promise.allSettled(
      round % 2
        ? [go.extend('2026-11-26'), giveAnswer(1), giveAnswer(2)]
        : [giveAnswer(1), go.extend('2026-11-26'), giveAnswer(2)],
    )
    expect(ends.map(refusal)).toEqual([null, null, null])
    for (const nth of [1, 2]) {
      const [given] = await rows().submissions(world.unit(nth))
      expect(['2026-11-23T09:30:00.000Z', '2026-11-26T09:30:00.000Z']).toContain(given?.due_at)
      expect(await rows().caseOf(world.unit(nth))).toMatchObject({
        outcome: 'no-opinion',
        due_at: '2026-11-26T09:30:00.000Z',
        due_revision: 2,
      })
    }
    expect(await faultsOf(cycle)).toEqual([])
  },
)

it.each(rounds)(
  'answer against withdrawal, round %i: kept with its receipt, or told that it has ended',
  async round => {
    const go = drive(world, cycle, { walk: false })
    const ends = await Promise.allSettled(
      round % 2 ? [go.withdraw(), giveAnswer(1), giveAnswer(2)] : [giveAnswer(1), giveAnswer(2), go.withdraw()],
    )
    const answers = round % 2 ? ends.slice(1) : ends.slice(0, 2)
    for (const [index, end] of answers.entries()) {
      expect([null, 'not-in-this-state']).toContain(refusal(end))
      const kept = await rows().submissions(world.unit(index + 1))
      expect(kept).toHaveLength(end.status === 'fulfilled' ? 1 : 0)
      expect((await rows().caseOf(world.unit(index + 1))).outcome).toBe(
        end.status === 'fulfilled' ? 'no-opinion' : 'withdrawn',
      )
    }
    await walk()
    expect(await faultsOf(cycle)).toEqual([])
  },
)

it.each(rounds)(
  'two answers of one unit at the same moment, round %i: numbered one after the other, the later one counts',
  async () => {
    const ends = await Promise.allSettled([giveAnswer(1, '甲'), giveAnswer(1, '乙'), giveAnswer(1)])
    expect(ends.map(refusal)).toEqual([null, null, null])
    const kept = await rows().submissions(world.unit(1))
    expect(kept.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect((await rows().caseOf(world.unit(1))).submission_id).toBe(kept[2]?.id)
    expect(await faultsOf(cycle)).toEqual([])
  },
)

it.each(rounds)('extension against close at the deadline, round %i: the passed date stays passed', async () => {
  await setClock(world.house, later(due))
  const go = drive(world, cycle, { walk: false })
  const [extended, closed] = await Promise.allSettled([go.extend('2026-11-26'), walk()])
  expect(extended && ['nobody-to-extend', 'not-in-this-state'].includes(refusal(extended) ?? '')).toBe(true)
  expect(closed?.status).toBe('fulfilled')
  expect(await cycle.state()).toBe('disposing')
  expect(await faultsOf(cycle)).toEqual([])
})

it.each(rounds)(
  'closing early against a second answer, round %i: the last in time counts, or it waits for the officer’s word',
  async () => {
    for (const unit of world.units) await cycle.answer(unit)
    const go = drive(world, cycle, { walk: false })
    const ends = await Promise.allSettled([go.closeEarly(), giveAnswer(1, '补充。')])
    expect(ends.map(refusal)).toEqual([null, null])
    await walk()
    const theCase = await rows().caseOf(world.unit(1))
    const [, second] = await rows().submissions(world.unit(1))
    if (theCase.late_submission_id)
      expect(theCase).toMatchObject({ late_submission_id: second?.id, outcome: 'no-opinion' })
    else expect(theCase).toMatchObject({ submission_id: second?.id, outcome: 'opinions' })
    expect(await cycle.state()).toBe('disposing')
    expect(await faultsOf(cycle)).toEqual([])
  },
)

it.each(rounds)('urging against answers, round %i: nobody waits for the other for ever', async () => {
  const officer = await world.actorOf(world.people.officer)
  const ends = await Promise.allSettled([
    urge(world.house, officer, { cycleId: cycle.cycleId, taskIds: null, message: '', once: once() }),
    giveAnswer(1),
    giveAnswer(2),
    giveAnswer(3),
    giveAnswer(4),
  ])
  expect(ends.slice(1).map(refusal)).toEqual([null, null, null, null])
  expect([null, 'nobody-to-urge']).toContain(ends[0] && refusal(ends[0]))
  expect(await faultsOf(cycle)).toEqual([])
})

it('an answer that had to wait is received when its turn comes, not when it asked', async () => {
  await setClock(world.house, due)
  let release = (): void => {}
  const released = new Promise<void>(resolve => {
    release = resolve
  })
  const held = world.database.transaction().execute(async tx => {
    await tx.selectFrom('cycles').select('id').where('id', '=', cycle.cycleId).forUpdate().execute()
    await released
  })
  const given = giveAnswer(1)
  for (let waiting = 0; waiting === 0; ) {
    const [row] = await world.owner(
      `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    waiting = Number(row?.waiting)
  }
  await setClock(world.house, later(due))
  release()
  await held
  expect(await given).toMatchObject({ late: true, receivedAt: later(due) })
})

it('everything at once: forty acts on one cycle leave it in one legal state', async () => {
  const go = drive(world, cycle, { walk: false })
  const officer = await world.actorOf(world.people.officer)
  const contacts = await Promise.all(world.units.map(({ contact }) => world.actorOf(contact)))
  const cases = await Promise.all(world.units.map(cycle.caseOf))
  const answers = Array.from({ length: 32 }, (_, nth) => {
    const [actor, caseId] = [contacts[nth % 4], cases[nth % 4]]
    if (!actor || !caseId) throw new Error('there are four')
    return answer(world.house, actor, { caseId, answer: { kind: 'no-opinion' }, once: once() })
  })
  const others = [
    go.extend('2026-11-26'),
    go.extend('2026-11-27'),
    walk(),
    walk(),
    setClock(world.house, later(due)).then(walk),
    go.withdraw(),
    walk(),
  ]
  const ends = await Promise.allSettled([
    ...answers,
    ...others,
    urge(world.house, officer, { cycleId: cycle.cycleId, taskIds: null, message: '', once: once() }),
  ])
  const faults = ends.flatMap(end =>
    end.status === 'rejected' && !['RuleBroken', 'NotFound'].includes(end.reason.name) ? [end.reason] : [],
  )
  expect(faults).toEqual([])
  await walk()
  expect(await cycle.state()).toBe('withdrawn')
  expect(await faultsOf(cycle)).toEqual([])
})
