import { addAppropriation } from '../../acts/add-appropriation.ts'
import { acceptClaim } from '../../acts/decide-acceptance.ts'
import { approveClaim, refuseClaim, returnClaim } from '../../acts/decide-claim.ts'
import { declareInterest } from '../../acts/declare-interest.ts'
import { answerWarning, giveSupplement, requestSupplement, reviewClaim } from '../../acts/review-claim.ts'
import { withdrawClaim } from '../../acts/withdraw-claim.ts'
import { type County, heads, type Institution, openCounty } from '../builders/claims.ts'
import { clearDesk, later, once, openWorld, rowsOf, type World } from '../builders/world.ts'

let world: World
let county: County

beforeAll(async () => {
  world = await openWorld({ connections: 12 })
  county = await openCounty(world)
})
afterAll(() => world?.close())
beforeEach(() => clearDesk(world))

/** A claim of an institution that is accepted, of 126,000 yuan where nothing else is said. */
const accepted = async (cycleId: string, institution: Institution, given: Parameters<County['submit']>[2] = {}) => {
  const { caseId } = await county.submit(cycleId, institution, given)
  await county.accept(caseId)
  return caseId
}

describe('the review', () => {
  it('grants what was asked where everything is found as it was said', async () => {
    const institution = await county.addInstitution()
    const caseId = await accepted(await county.launch(), institution)
    expect(await county.review(caseId)).toEqual({ grantedFen: '12600000' })
    expect(await county.claim(caseId)).toMatchObject({ state: 'reviewed', granted_fen: 12_600_000n })
  })

  it('cuts 57 children to 54 with reason and clause, and the applicant is told both amounts', async () => {
    const institution = await county.addInstitution()
    const caseId = await accepted(await county.launch(), institution)
    const facts = {
      classes: [
        { kind: 'infant', heads: 12 },
        { kind: 'senior', heads: 42 },
      ],
    }
    await expect(county.review(caseId, { facts })).rejects.toMatchObject({
      errors: [{ field: 'reason' }, { field: 'clause' }],
    })
    const reason = '三名儿童计数日不在托'
    expect(await county.review(caseId, { facts, reason, clause: '四（五）16②' })).toEqual({ grantedFen: '12000000' })
    const cut = await world.database
      .selectFrom('notices')
      .select('text')
      .where('case_id', '=', caseId)
      .where('occasion', '=', 'claim-cut')
      .executeTakeFirstOrThrow()
    expect(cut.text).toContain('申报 126,000.00 元，拟核定 120,000.00 元')
    expect(cut.text).toContain(reason)
  })

  it('grants no more than was applied for, and neither does the approval', async () => {
    const caseId = await accepted(await county.launch(), await county.addInstitution())
    const facts = { classes: [{ kind: 'infant', heads: 58 }] }
    await expect(county.review(caseId, { facts, reason: '核对。', clause: '四（五）16②' })).rejects.toMatchObject({
      errors: [{ field: 'facts.classes', code: 'above-asked' }],
    })
    await county.review(caseId)
    await world.owner(`update claims set granted_fen = asked_fen + 1 where case_id = '${caseId}'`)
    await expect(county.approve(caseId)).rejects.toMatchObject({ code: 'above-asked' })
  })

  it('changes nothing that the register says, and supports nothing that the scheme refuses', async () => {
    const institution = await county.addInstitution()
    await world.database
      .updateTable('filings')
      .set({ inclusive: false })
      .where('id', '=', institution.filingId)
      .execute()
    const caseId = await accepted(await county.launch(), institution)
    await expect(county.review(caseId, { facts: { places: 100 } })).rejects.toMatchObject({
      errors: [{ field: 'facts.places' }],
    })
    await expect(county.review(caseId)).rejects.toMatchObject({
      code: 'not-eligible',
      details: { clause: '四（五）16②', condition: 'inclusive' },
    })
    await county.review(caseId, { verdict: 'refuse', reason: '不是普惠机构', clause: '四（五）16②' })
    await expect(county.approve(caseId)).rejects.toMatchObject({ code: 'review-refuses' })
    const approver = await world.actorOf(world.people.approver)
    await refuseClaim(world.house, approver, { caseId, reason: '不是普惠机构', clause: '四（五）16②', once: once() })
    await world.goOn()
    expect(await county.claim(caseId)).toMatchObject({ state: 'refused', ended_reason: 'refused' })
    const { text } = await world.database
      .selectFrom('notices')
      .select('text')
      .where('case_id', '=', caseId)
      .where('occasion', '=', 'claim-refused')
      .executeTakeFirstOrThrow()
    expect(text).toContain('四（五）16②')
    expect(text).toContain('60 日内申请行政复议')
  })

  it('answers each mark first: the same document in another claim', async () => {
    const [one, other] = [await county.addInstitution('同名托育'), await county.addInstitution('同名托育')]
    const cycleId = await county.launch()
    await county.submit(cycleId, one)
    const draft = await county.prepare(cycleId, other)
    await world.owner(
      `update files set sha256 = (select min(f.sha256) from files f join cases k on k.id = f.case_id where k.unit_id = '${one.unitId}')
       where case_id = '${draft.caseId}' and name = 'roll.txt'`,
    )
    await county.handIn(other, draft)
    await county.accept(draft.caseId)
    const marks = await world.database
      .selectFrom('claim_warnings')
      .selectAll()
      .where('case_id', '=', draft.caseId)
      .execute()
    expect(marks).toMatchObject([{ kind: 'same-document', detail: 'roll.txt' }])
    await expect(county.review(draft.caseId)).rejects.toMatchObject({ code: 'warnings-open', details: { count: 1 } })
    await answerWarning(world.house, await world.actorOf(county.reviewer), {
      caseId: draft.caseId,
      warningId: marks[0]?.id ?? '',
      answer: '两家同一法人，已核对原件',
    })
    expect(await county.review(draft.caseId)).toEqual({ grantedFen: '12600000' })
  })

  it('is not for whoever declared an interest, has declared nothing, or is no reviewer', async () => {
    const institution = await county.addInstitution()
    const caseId = await accepted(await county.launch(), institution)
    const actor = await world.actorOf(county.reviewer)
    await declareInterest(world.house, actor, { caseId, conflicted: true, reason: '亲属任职' })
    await expect(declareInterest(world.house, actor, { caseId, conflicted: false, reason: '' })).rejects.toMatchObject({
      code: 'interest-declared',
    })
    const request = { caseId, items: [{ item: '考勤', text: '三月份', clause: '' }], once: once() }
    await expect(requestSupplement(world.house, actor, request)).rejects.toMatchObject({ code: 'interest-conflicted' })
    const second = await world.actorOf(county.secondReviewer)
    await expect(requestSupplement(world.house, second, request)).rejects.toMatchObject({ code: 'interest-undeclared' })
    await expect(
      requestSupplement(world.house, await world.actorOf(world.people.strangerOfficer), request),
    ).rejects.toMatchObject({ what: 'claim' })
  })

  it('stands still while the applicant supplements, neither day used, and goes on with what was left', async () => {
    const institution = await county.addInstitution()
    const caseId = await accepted(await county.launch({ rules: { reviewPeriod: { workingDays: 5 } } }), institution)
    // Accepted on Wednesday the 18th: due on the 25th.
    expect(await county.task(caseId, 'review')).toMatchObject({ due_at: '2026-11-25T09:30:00.000Z' })
    await world.goOn('2026-11-20T02:00:00.000Z')
    const actor = await world.actorOf(county.reviewer)
    await declareInterest(world.house, actor, { caseId, conflicted: false, reason: '' })
    const items = [{ item: '考勤', text: '三月份考勤记录', clause: '' }]
    await requestSupplement(world.house, actor, { caseId, items, once: once() })
    await world.goOn('2026-11-24T02:00:00.000Z')
    expect(await county.claim(caseId)).toMatchObject({ state: 'supplementing' })
    await giveSupplement(world.house, await world.actorOf(institution.contact), { caseId, note: '已补', once: once() })
    await world.goOn()
    // The 19th was used; 20, 23 and 24 stood still; four are left: 25, 26, 27, 30.
    expect(await county.task(caseId, 'review')).toMatchObject({ due_at: '2026-11-30T09:30:00.000Z', due_revision: 2 })
    expect(await county.claim(caseId)).toMatchObject({ state: 'accepted' })
    await county.review(caseId)
    expect((await county.claim(caseId)).state).toBe('reviewed')
  })

  it('goes on without what was asked for when its period has passed', async () => {
    const institution = await county.addInstitution()
    const caseId = await accepted(await county.launch(), institution)
    const actor = await world.actorOf(county.reviewer)
    await declareInterest(world.house, actor, { caseId, conflicted: false, reason: '' })
    const items = [{ item: '考勤', text: '三月份考勤记录', clause: '' }]
    await requestSupplement(world.house, actor, { caseId, items, once: once() })
    const { due_at } = await county.task(caseId, 'supplement')
    await world.goOn(later(due_at as string))
    expect(await county.claim(caseId)).toMatchObject({ state: 'accepted' })
    expect(await county.task(caseId, 'supplement')).toMatchObject({ state: 'done', outcome: 'silent' })
  })
})

describe('the approval', () => {
  it('is by another person than any who decided something of the claim', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const caseId = await accepted(cycleId, institution)
    await world.database
      .insertInto('memberships')
      .values({ person_id: county.reviewer.id, unit_id: world.authority, role: 'approver', until_on: null })
      .execute()
    await county.review(caseId)
    await expect(county.approve(caseId, county.reviewer)).rejects.toMatchObject({ code: 'maker-cannot-approve' })
    await world.owner(`delete from memberships where person_id = '${county.reviewer.id}' and role = 'approver'`)
    expect(await county.approve(caseId)).toEqual({ state: 'committed' })
    expect(await county.budget(cycleId)).toMatchObject({ committed_fen: 12_600_000n })
  })

  it('is by nobody of the applicant', async () => {
    const institution = await county.addInstitution()
    const caseId = await accepted(await county.launch(), institution)
    await county.review(caseId)
    await world.database
      .insertInto('memberships')
      .values({ person_id: world.people.approver.id, unit_id: institution.unitId, role: 'contact', until_on: null })
      .execute()
    await expect(county.approve(caseId)).rejects.toMatchObject({ code: 'own-claim' })
    await world.owner(
      `delete from memberships where unit_id = '${institution.unitId}' and person_id = '${world.people.approver.id}'`,
    )
  })

  it('returns a claim with a reason, and its review begins again', async () => {
    const institution = await county.addInstitution()
    const caseId = await accepted(await county.launch(), institution)
    await county.review(caseId)
    const approver = await world.actorOf(world.people.approver)
    await declareInterest(world.house, approver, { caseId, conflicted: false, reason: '' })
    await returnClaim(world.house, approver, { caseId, reason: '请核对考勤', once: once() })
    await world.goOn()
    expect(await county.claim(caseId)).toMatchObject({ state: 'accepted', review_round: 2 })
    await county.review(caseId)
    expect(await county.approve(caseId)).toEqual({ state: 'committed' })
  })

  it('is done once when the form is sent twice', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const caseId = await accepted(cycleId, institution)
    await county.review(caseId)
    const approver = await world.actorOf(world.people.approver)
    await declareInterest(world.house, approver, { caseId, conflicted: false, reason: '' })
    await Promise.allSettled([county.approve(caseId), county.approve(caseId)])
    expect(await county.budget(cycleId)).toMatchObject({ committed_fen: 12_600_000n })
  })
})

describe('the budget', () => {
  const reviewed = async (cycleId: string, count: number): Promise<string[]> => {
    const caseIds: string[] = []
    for (let nth = 0; nth < count; nth++) {
      const caseId = await accepted(cycleId, await county.addInstitution(), { facts: heads(45) })
      await county.review(caseId)
      caseIds.push(caseId)
    }
    return caseIds
  }

  it('never commits more than is there; what does not fit waits in order, and nobody overtakes', async () => {
    // 90,000 yuan each, 200,000 appropriated.
    const cycleId = await county.launch({ draft: { appropriationFen: '20000000' } })
    const caseIds = await reviewed(cycleId, 4)
    const results = await Promise.all(caseIds.map(caseId => county.approve(caseId)))
    expect(results.map(({ state }) => state).sort()).toEqual(['committed', 'committed', 'waiting', 'waiting'])
    expect(await county.budget(cycleId)).toMatchObject({ appropriated_fen: 20_000_000n, committed_fen: 18_000_000n })
    const waiting = await world.database
      .selectFrom('commitments')
      .select('case_id')
      .where('cycle_id', '=', cycleId)
      .where('state', '=', 'waiting')
      .orderBy('approved_order')
      .execute()

    const finance = await world.addMember('财务', world.authority, 'finance')
    const add = async (amountFen: string) =>
      addAppropriation(world.house, await world.actorOf(finance), { cycleId, amountFen, source: '追加', once: once() })
    expect(await add('6000000')).toEqual({ movedUp: 0 })
    expect(await add('1000000')).toEqual({ movedUp: 1 })
    expect((await county.claim(waiting[0]?.case_id ?? '')).state).toBe('committed')
    expect((await county.claim(waiting[1]?.case_id ?? '')).state).toBe('waiting')
  })

  it('holds under fifty approvals at once, in the order in which they were approved', async () => {
    // 90,000 yuan each, 1,000,000 appropriated: eleven fit.
    const cycleId = await county.launch({ draft: { appropriationFen: '100000000' } })
    const officer = await world.actorOf(world.people.officer)
    const caseIds: string[] = []
    for (let nth = 0; nth < 50; nth++) {
      const { caseId } = await county.submit(cycleId, await county.addInstitution(), { facts: heads(45) })
      await acceptClaim(world.house, officer, { caseId, once: once() })
      caseIds.push(caseId)
    }
    const reviewer = await world.actorOf(county.reviewer)
    const approver = await world.actorOf(world.people.approver)
    const finding = { facts: {}, cutChildren: [], verdict: 'support', reason: '', clause: '' } as const
    for (const caseId of caseIds) {
      await declareInterest(world.house, reviewer, { caseId, conflicted: false, reason: '' })
      await reviewClaim(world.house, reviewer, { caseId, finding, once: once() })
      await declareInterest(world.house, approver, { caseId, conflicted: false, reason: '' })
    }
    await Promise.all(caseIds.map(caseId => approveClaim(world.house, approver, { caseId, once: once() })))
    expect(await county.budget(cycleId)).toMatchObject({ committed_fen: 99_000_000n })
    const [order] = await world.owner(
      `select max(approved_order) filter (where state = 'committed') < min(approved_order) filter (where state = 'waiting') as kept,
         count(*) filter (where state = 'committed')::int as committed, count(*) filter (where state = 'waiting')::int as waiting
       from commitments where cycle_id = '${cycleId}'`,
    )
    expect(order).toEqual({ kept: true, committed: 11, waiting: 39 })
    const [prefix] = await world.owner(
      `select max(total)::text as most from (
         select sum(debit_fen - credit_fen) over (order by id) as total from ledger where cycle_id = '${cycleId}' and account = 'committed') running`,
    )
    expect(prefix).toEqual({ most: '99000000' })
  }, 120_000)

  it('moves the next up when a claim is withdrawn, and the ledger balances', async () => {
    const cycleId = await county.launch({ draft: { appropriationFen: '10000000' } })
    const [first = '', second = ''] = await reviewed(cycleId, 2)
    expect(await county.approve(first)).toEqual({ state: 'committed' })
    expect(await county.approve(second)).toEqual({ state: 'waiting' })
    const { unit_id } = await world.database
      .selectFrom('cases')
      .select('unit_id')
      .where('id', '=', first)
      .executeTakeFirstOrThrow()
    const contact = await world.addMember('负责人', unit_id, 'head')
    await withdrawClaim(world.house, await world.actorOf(contact), { caseId: first, reason: '', once: once() })
    await world.goOn()
    expect((await county.claim(second)).state).toBe('committed')
    const sums = await world.owner(
      `select account, sum(debit_fen - credit_fen)::text as fen from ledger where cycle_id = '${cycleId}' group by account order by account`,
    )
    expect(sums).toEqual([
      { account: 'appropriation', fen: '-10000000' },
      { account: 'available', fen: '1000000' },
      { account: 'committed', fen: '9000000' },
    ])
  })
})

it('a round is finished when it is closed and every claim has ended', async () => {
  const institution = await county.addInstitution()
  const cycleId = await county.launch()
  const { caseId } = await county.submit(cycleId, institution)
  await world.goOn('2026-12-04T09:30:00.001Z')
  expect((await rowsOf(world, cycleId).cycle()).state).toBe('settling')
  const actor = await world.actorOf(institution.contact)
  await withdrawClaim(world.house, actor, { caseId, reason: '', once: once() })
  await world.goOn()
  expect((await rowsOf(world, cycleId).cycle()).state).toBe('finished')
})
