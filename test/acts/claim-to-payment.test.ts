import { answerObjection } from '../../acts/answer-objection.ts'
import { approveList } from '../../acts/approve-list.ts'
import { makeList } from '../../acts/make-list.ts'
import { raiseObjection } from '../../acts/raise-objection.ts'
import { type County, openCounty } from '../builders/claims.ts'
import { later, once, openWorld, rowsOf, type World } from '../builders/world.ts'

let world: World
let county: County

beforeAll(async () => {
  world = await openWorld()
  county = await openCounty(world)
})
afterAll(() => world?.close())

async function publish(cycleId: string) {
  const { house, people, actorOf } = world
  const list = await makeList(house, await actorOf(people.officer), { cycleId, caseIds: null, once: once() })
  const span = await approveList(house, await actorOf(people.leader), {
    listId: list.listId,
    minutes: { number: '会议纪要〔2026〕17号', on: '2026-11-16', fileId: null },
    telephone: '0537-000 0226',
    address: '演示路1号305室',
    website: '',
    startsOn: null,
    once: once(),
  })
  await world.goOn(span.startsAt)
  return { ...list, ...span }
}

it('a claim that an objection sends back is reviewed again, cut, published anew, and then payable', async () => {
  const { house, database, people, actorOf } = world
  const institution = await county.addInstitution()
  const cycleId = await county.launch()
  const { caseId } = await county.submit(cycleId, institution)
  await county.accept(caseId)
  await county.review(caseId)
  await county.approve(caseId)
  const { listId } = await publish(cycleId)
  const item = await database
    .selectFrom('notice_items')
    .selectAll()
    .where('list_id', '=', listId)
    .executeTakeFirstOrThrow()
  await raiseObjection(house, null, {
    itemId: item.id,
    named: true,
    name: '反映人',
    contact: '13900000000',
    text: '人数不实',
    once: once(),
  })
  const { id: objectionId } = await database
    .selectFrom('objections')
    .select('id')
    .where('item_id', '=', item.id)
    .executeTakeFirstOrThrow()
  await answerObjection(house, await actorOf(people.officer), {
    objectionId,
    answer: { outcome: 'upheld', effect: 'back-to-review' },
    reason: '三名儿童不在托',
    clause: '四（五）16②',
    once: once(),
  })
  await world.goOn()
  expect(await county.claim(caseId)).toMatchObject({ state: 'accepted', review_round: 2 })
  expect(await county.budget(cycleId)).toMatchObject({ committed_fen: 0n })

  const facts = {
    classes: [
      { kind: 'infant', heads: 12 },
      { kind: 'senior', heads: 42 },
    ],
  }
  await county.review(caseId, { facts, reason: '三名儿童不在托', clause: '四（五）16②' })
  await county.approve(caseId)
  expect(await county.budget(cycleId)).toMatchObject({ committed_fen: 12_000_000n })
  const { endsAt } = await publish(cycleId)
  await world.goOn(endsAt)
  expect((await county.claim(caseId)).state).toBe('listed')
  await world.goOn(later(endsAt))
  expect((await county.claim(caseId)).state).toBe('payable')
})

it('a round that is settled ends with the payment of its last claim', async () => {
  const institution = await county.addInstitution()
  await world.goOn()
  const cycleId = await county.launch({ draft: { opensOn: '2026-12-21', closesOn: '2027-01-08' }, until: 'going-out' })
  await world.goOn('2026-12-21T01:00:00.000Z')
  const { caseId } = await county.submit(cycleId, institution)
  await county.accept(caseId)
  await county.review(caseId)
  await county.approve(caseId)
  await world.goOn('2027-01-08T09:30:00.001Z')
  const state = async () => (await rowsOf(world, cycleId).cycle()).state
  expect(await state()).toBe('settling')
  await world.database.updateTable('claims').set({ state: 'paid' }).where('case_id', '=', caseId).execute()
  await world.goOn()
  await world.goOn()
  expect(await state()).toBe('finished')
})
