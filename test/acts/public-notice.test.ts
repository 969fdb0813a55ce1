import { answerObjection } from '../../acts/answer-objection.ts'
import { approveList } from '../../acts/approve-list.ts'
import { discardList, makeList } from '../../acts/make-list.ts'
import { raiseObjection } from '../../acts/raise-objection.ts'
import { open } from '../../acts/sealed-field.ts'
import { setClock } from '../../acts/set-clock.ts'
import { FieldErrors, NotFound } from '../../domain/refusal.ts'
import { openRound, type Payee, type Round } from '../builders/money.ts'
import { clearDesk, later, type Member, once, openWorld, type World } from '../builders/world.ts'

// 2026-11-16 is a Monday; 10:00 in Shanghai.
const approval = (listId: string, over: object = {}) => ({
  listId,
  minutes: { number: '会议纪要〔2026〕17号', on: '2026-11-13', fileId: null },
  telephone: '0537-000 0226',
  address: '演示路1号305室',
  website: '',
  startsOn: null,
  once: once(),
  ...over,
})

let world: World
let round: Round

beforeAll(async () => {
  world = await openWorld({ addressees: 0 })
})
beforeEach(async () => {
  await clearDesk(world)
  round = await openRound(world, { granted: [{ fen: 126_000_00n }, { fen: 54_000_00n }, { fen: 36_000_00n }] })
})
afterAll(() => world.close())

const object = async (one: Payee, over: object = {}) =>
  raiseObjection(world.house, null, {
    itemId: (await round.itemOf(one)).id,
    named: true,
    name: '举报人甲',
    contact: '139 0000 0001',
    text: '在托人数不实。',
    once: once(),
    ...over,
  })
const answer = async (
  one: Payee,
  verdict: Parameters<typeof answerObjection>[2]['answer'],
  {
    by = world.people.officer,
    reason = '经现场核查。',
    clause = '第十六条第②项',
  }: { by?: Member; reason?: string; clause?: string } = {},
) => {
  const { id } = await world.database
    .selectFrom('objections')
    .select('id')
    .where('item_id', '=', (await round.itemOf(one)).id)
    .where('outcome', 'is', null)
    .orderBy('received_at')
    .executeTakeFirstOrThrow()
  const given = { objectionId: id, answer: verdict, reason, clause, once: once() }
  await answerObjection(world.house, await world.actorOf(by), given)
  await world.goOn()
}
const objections = () => world.database.selectFrom('objections').selectAll().where('cycle_id', '=', round.cycleId)
const states = () => Promise.all(round.payees.map(async one => (await round.claimOf(one)).state))
const refusal = (act: Promise<unknown>) =>
  act.then(
    () => 'done',
    fault =>
      fault instanceof FieldErrors
        ? fault.errors.map(({ field, code }) => `${field} ${code}`)
        : fault instanceof NotFound
          ? 'not-there'
          : fault.code,
  )

describe('a list', () => {
  it('has what the law publishes of every committed claim, and nobody’s account, telephone or identity number', async () => {
    const { listId, count, totalFen } = await makeList(world.house, await world.actorOf(world.people.officer), {
      cycleId: round.cycleId,
      caseIds: null,
      once: once(),
    })
    expect([count, totalFen]).toEqual([3, '21600000'])
    const items = await world.database.selectFrom('notice_items').selectAll().where('list_id', '=', listId).execute()
    expect(Object.keys(items[0] ?? {}).sort()).toEqual(
      ['amount_fen', 'case_id', 'credit_code', 'heads', 'id', 'list_id', 'name', 'places', 'position', 'state'].sort(),
    )
  })

  it('takes no claim that waits for money, and none that stands on a list already', async () => {
    const waiting = await openRound(world, { granted: [{ fen: 60_00n }, { fen: 60_00n }], appropriatedFen: 100_00n })
    const officer = await world.actorOf(world.people.officer)
    const both = waiting.payees.map(({ caseId }) => caseId)
    expect(
      await refusal(makeList(world.house, officer, { cycleId: waiting.cycleId, caseIds: both, once: once() })),
    ).toBe('not-committed')
    await makeList(world.house, officer, { cycleId: round.cycleId, caseIds: null, once: once() })
    expect(await refusal(makeList(world.house, officer, { cycleId: round.cycleId, caseIds: null, once: once() }))).toBe(
      'nothing-to-list',
    )
    const again = { cycleId: round.cycleId, caseIds: [round.payee(1).caseId], once: once() }
    expect(await refusal(makeList(world.house, officer, again))).toBe('not-committed')
  })

  it('that was taken back sets its claims free for another', async () => {
    const officer = await world.actorOf(world.people.officer)
    const { listId } = await makeList(world.house, officer, { cycleId: round.cycleId, caseIds: null, once: once() })
    await discardList(world.house, officer, { listId, once: once() })
    const again = await makeList(world.house, officer, { cycleId: round.cycleId, caseIds: null, once: once() })
    expect(again.count).toBe(3)
  })

  it('is approved with the minutes of a meeting by somebody else than its maker, or not at all', async () => {
    const officer = await world.actorOf(world.people.officer)
    const leader = await world.actorOf(world.people.leader)
    const { listId } = await makeList(world.house, officer, { cycleId: round.cycleId, caseIds: null, once: once() })
    expect(await refusal(approveList(world.house, officer, approval(listId)))).toBe('not-there')
    const empty = approval(listId, {
      minutes: { number: ' ', on: '2026-11-31', fileId: null },
      telephone: '',
      website: 'ftp:x',
      startsOn: '2026-11-14',
    })
    expect(await refusal(approveList(world.house, leader, empty))).toEqual([
      'minutes.number required',
      'telephone required',
      'minutes.on not-a-date',
      'website not-an-address',
      'startsOn in-the-past',
    ])
    const tomorrow = approval(listId, {
      minutes: { number: '17号', on: '2026-11-17', fileId: null },
      startsOn: '2026-11-22',
    })
    expect(await refusal(approveList(world.house, leader, tomorrow))).toEqual([
      'minutes.on in-the-future',
      'startsOn not-a-working-day',
    ])
    expect(await states()).toEqual(['committed', 'committed', 'committed'])
    await approveList(world.house, leader, approval(listId))
    expect(await states()).toEqual(['listed', 'listed', 'listed'])
    expect(await refusal(approveList(world.house, leader, approval(listId)))).toBe('not-in-this-state')
  })
})

describe('a notice', () => {
  it('runs from the opening of its first day to the close of its fifth working day, counted by hand', async () => {
    const { startsAt, endsAt } = await round.listed()
    // Tuesday the 17th at 9:00; 17, 18, 19, 20 and Monday the 23rd at 17:30.
    expect([startsAt, endsAt]).toEqual(['2026-11-17T01:00:00.000Z', '2026-11-23T09:30:00.000Z'])
  })

  it('makes nothing payable at its last instant, and everything a millisecond later', async () => {
    const { endsAt } = await round.listed()
    await world.goOn('2026-11-17T01:00:00.001Z')
    await setClock(world.house, endsAt)
    await world.goOn()
    expect(await states()).toEqual(['listed', 'listed', 'listed'])
    await setClock(world.house, later(endsAt))
    await world.goOn()
    expect(await states()).toEqual(['payable', 'payable', 'payable'])
  })

  it('tells every applicant on it once, when it begins', async () => {
    const { startsAt } = await round.listed()
    const told = () =>
      world.database
        .selectFrom('notices')
        .select('key')
        .where('cycle_id', '=', round.cycleId)
        .where('occasion', '=', 'public-notice')
        .execute()
    await world.goOn()
    expect(await told()).toEqual([])
    await setClock(world.house, later(startsAt))
    await world.goOn()
    await world.goOn()
    expect(await told()).toHaveLength(3)
  })

  it('leaves a statement of what happened at its end', async () => {
    const { listId } = await round.noticed()
    const { statement } = await world.database
      .selectFrom('notice_lists')
      .select('statement')
      .where('id', '=', listId)
      .executeTakeFirstOrThrow()
    expect(statement).toContain('本名单共 3 项')
    expect(statement).toContain('未收到异议')
  })
})

describe('an objection', () => {
  beforeEach(async () => {
    const { startsAt } = await round.listed()
    await setClock(world.house, later(startsAt))
    await world.goOn()
  })
  const toTheEnd = async () => {
    await setClock(world.house, '2026-11-23T09:30:00.001Z')
    await world.goOn()
  }

  it('by name holds its own item until it is answered; the rest goes on', async () => {
    const { holds, dueAt } = await object(round.payee(2))
    expect(holds).toBe(true)
    // Fifteen working days after Tuesday the 17th.
    expect(dueAt).toBe('2026-12-08T09:30:00.000Z')
    await toTheEnd()
    expect(await states()).toEqual(['payable', 'listed', 'payable'])
    await answer(round.payee(2), { outcome: 'dismissed' })
    expect(await states()).toEqual(['payable', 'payable', 'payable'])
  })

  it('that is anonymous holds nothing', async () => {
    expect((await object(round.payee(2), { named: false, name: '', contact: '' })).holds).toBe(false)
    await toTheEnd()
    expect(await states()).toEqual(['payable', 'payable', 'payable'])
  })

  it('dismissed while the notice runs lets the item end with the others', async () => {
    await object(round.payee(2))
    await answer(round.payee(2), { outcome: 'dismissed' })
    expect(await states()).toEqual(['listed', 'listed', 'listed'])
    await toTheEnd()
    expect(await states()).toEqual(['payable', 'payable', 'payable'])
  })

  it('one of two by name dismissed leaves the item held by the other', async () => {
    await object(round.payee(2))
    await object(round.payee(2), { name: '举报人乙' })
    await answer(round.payee(2), { outcome: 'dismissed' })
    await toTheEnd()
    expect(await states()).toEqual(['payable', 'listed', 'payable'])
    await answer(round.payee(2), { outcome: 'dismissed' })
    expect(await states()).toEqual(['payable', 'payable', 'payable'])
  })

  it('upheld strikes the claim out, and frees its commitment and what it may have had once', async () => {
    await object(round.payee(1))
    await answer(round.payee(1), { outcome: 'upheld', effect: 'struck-out' })
    await toTheEnd()
    expect(await states()).toEqual(['struck-out', 'payable', 'payable'])
    expect((await round.budget()).committed_fen).toBe(90_000_00n)
    const held = await world.database
      .selectFrom('entitlements')
      .select('id')
      .where('case_id', '=', round.payee(1).caseId)
      .where('released_at', 'is', null)
      .execute()
    expect(held).toEqual([])
  })

  it('upheld sends the claim back to its review: its commitment is free, and only a new notice makes it payable', async () => {
    await object(round.payee(1))
    await answer(round.payee(1), { outcome: 'upheld', effect: 'back-to-review' })
    await toTheEnd()
    expect(await states()).toEqual(['accepted', 'payable', 'payable'])
    expect((await round.claimOf(round.payee(1))).review_round).toBe(1)
    expect((await round.budget()).committed_fen).toBe(90_000_00n)
  })

  it('needs a reason to be answered, and a clause to be upheld, and is answered once', async () => {
    await object(round.payee(1))
    const upheld = { outcome: 'upheld', effect: 'struck-out' } as const
    expect(await refusal(answer(round.payee(1), upheld, { reason: '', clause: '' }))).toEqual([
      'reason required',
      'clause required',
    ])
    const { id } = await objections().executeTakeFirstOrThrow()
    await answer(round.payee(1), { outcome: 'dismissed' })
    const again = {
      objectionId: id,
      answer: { outcome: 'dismissed' },
      reason: '再答',
      clause: '',
      once: once(),
    } as const
    expect(await refusal(answerObjection(world.house, await world.actorOf(world.people.officer), again))).toBe(
      'already-answered',
    )
  })

  it('wants a name and a contact to be by name, and words to be anything', async () => {
    expect(await refusal(object(round.payee(1), { name: '', contact: ' ', text: '' }))).toEqual([
      'text required',
      'name required',
      'contact required',
    ])
  })

  it('is in time at the last instant of the notice, and too late a millisecond after it', async () => {
    await setClock(world.house, '2026-11-23T09:30:00.000Z')
    expect((await object(round.payee(1))).holds).toBe(true)
    await setClock(world.house, '2026-11-23T09:30:00.001Z')
    expect(await refusal(object(round.payee(2)))).toBe('notice-not-running')
  })

  it('sent twice is one', async () => {
    const key = once()
    const first = await object(round.payee(1), { once: key })
    expect(await object(round.payee(1), { once: key })).toEqual(first)
    expect(await objections().execute()).toHaveLength(1)
  })

  it('keeps who objected from the other side, from the audit and from every notice', async () => {
    await object(round.payee(1))
    await answer(round.payee(1), { outcome: 'dismissed' })
    const row = await objections().executeTakeFirstOrThrow()
    expect(open(world.house.fieldKey, row.name_sealed as Buffer)).toBe('举报人甲')
    const everything = await world.owner(
      `select (select coalesce(string_agg(t::text, ''), '') from notices t) || (select string_agg(t::text, '') from audit t)
        || (select string_agg(t::text, '') from decisions t) || (select string_agg(t::text, '') from idempotency t) || (select string_agg(t::text, '') from tasks t) as text`,
    )
    expect(everything[0]?.text).not.toContain('举报人甲')
    expect(everything[0]?.text).not.toContain('139 0000 0001')
  })

  it('reminds and urges its officer, and then those above', async () => {
    await object(round.payee(1))
    await world.goOn('2026-12-12T02:00:00.000Z')
    const urged = await world.database
      .selectFrom('notices')
      .select(['created_at', 'unit_id'])
      .where('cycle_id', '=', round.cycleId)
      .where('occasion', '=', 'urged')
      .orderBy('created_at')
      .execute()
    expect(urged.map(({ created_at }) => created_at)).toEqual([
      '2026-12-07T01:00:00.001Z',
      '2026-12-09T01:00:00.001Z',
      '2026-12-11T01:00:00.001Z',
    ])
    expect(urged.at(-1)?.unit_id).toBe(world.authority)
  })
})

it('money that an objection set free goes to the next who waits', async () => {
  const small = await openRound(world, {
    granted: [{ fen: 60_00n }, { fen: 50_00n }, { fen: 40_00n }],
    appropriatedFen: 100_00n,
  })
  const states = () => Promise.all(small.payees.map(async one => (await small.claimOf(one)).state))
  // Nobody overtakes: 40 would fit beside 60, but 50 comes before it.
  expect(await states()).toEqual(['committed', 'waiting', 'waiting'])
  const { startsAt } = await small.listed()
  await setClock(world.house, later(startsAt))
  await world.goOn()
  const officer = await world.actorOf(world.people.officer)
  const { id: itemId } = await small.itemOf(small.payee(1))
  await raiseObjection(world.house, null, { itemId, named: true, name: '甲', contact: '乙', text: '丙', once: once() })
  const { id: objectionId } = await world.database
    .selectFrom('objections')
    .select('id')
    .where('item_id', '=', itemId)
    .executeTakeFirstOrThrow()
  const answer = { outcome: 'upheld', effect: 'struck-out' } as const
  await answerObjection(world.house, officer, { objectionId, answer, reason: '不实', clause: '第十六条', once: once() })
  expect(await states()).toEqual(['struck-out', 'committed', 'committed'])
  expect((await small.budget()).committed_fen).toBe(90_00n)
})
