import { acceptClaim } from '../../acts/decide-acceptance.ts'
import { declareInterest } from '../../acts/declare-interest.ts'
import { reassign } from '../../acts/reassign.ts'
import { urge } from '../../acts/urge.ts'
import { type County, openCounty } from '../builders/claims.ts'
import { clearDesk, once, openWorld, type World } from '../builders/world.ts'

let world: World
let county: County

beforeAll(async () => {
  world = await openWorld()
  county = await openCounty(world)
})
afterAll(() => world?.close())
beforeEach(() => clearDesk(world))

const inReview = async () => {
  const cycleId = await county.launch()
  const { caseId, number } = await county.submit(cycleId, await county.addInstitution())
  await county.accept(caseId)
  return { cycleId, caseId, number }
}

const told = (caseId: string, occasion: string) =>
  world.database
    .selectFrom('notices')
    .select(['person_id', 'link', 'text'])
    .where('case_id', '=', caseId)
    .where('occasion', '=', occasion)
    .execute()

const interested = async (caseId: string, member: { id: string; unitId: string }) =>
  declareInterest(world.house, await world.actorOf(member as never), {
    caseId,
    conflicted: true,
    reason: '申请人负责人是本人亲属。',
  })

describe('a declared interest', () => {
  it('passes the task to whoever else holds the seat, who are told', async () => {
    const { caseId, number } = await inReview()
    const { id } = await county.task(caseId, 'review')
    await world.database
      .updateTable('tasks')
      .set({ assignee_id: county.reviewer.id, assignee_name: county.reviewer.name })
      .where('id', '=', id)
      .execute()
    await interested(caseId, county.reviewer)
    expect(await county.task(caseId, 'review')).toMatchObject({
      assignee_id: county.secondReviewer.id,
      state: 'open',
    })
    const notices = await told(caseId, 'interest-declared')
    expect(notices.map(({ person_id, link }) => [person_id, link])).toEqual([
      [county.secondReviewer.id, `/review/${caseId}`],
    ])
    expect(notices[0]?.text).toContain(`苏审声明与 ${number} 号申报`)
    await expect(county.review(caseId)).rejects.toMatchObject({ code: 'interest-declared' })
    await county.review(caseId, {}, county.secondReviewer)
    expect((await county.claim(caseId)).state).toBe('reviewed')
  })

  it('of the last one who could act is told to the supervisor, once', async () => {
    const { caseId } = await inReview()
    await interested(caseId, county.reviewer)
    await interested(caseId, county.secondReviewer)
    await interested(caseId, county.secondReviewer)
    const { id } = await county.task(caseId, 'review')
    const notices = await told(caseId, 'interest-declared')
    expect(notices.map(({ person_id }) => person_id)).toEqual([county.secondReviewer.id, world.people.supervisor.id])
    expect(notices[1]).toMatchObject({ link: `/overdue/steps/${id}` })
    expect(notices[1]?.text).toContain('本环节已无其他人可以办理')
  })

  it('of the officer passes the acceptance to another officer', async () => {
    const cycleId = await county.launch()
    const { caseId } = await county.submit(cycleId, await county.addInstitution())
    await interested(caseId, world.people.officer)
    expect(await county.task(caseId, 'acceptance')).toMatchObject({ assignee_id: world.people.secondOfficer.id })
    const second = await world.actorOf(world.people.secondOfficer)
    await acceptClaim(world.house, second, { caseId, once: once() })
    expect((await county.claim(caseId)).state).toBe('accepted')
  })
})

describe('a task of a claim', () => {
  it('is urged where it is done', async () => {
    const { cycleId, caseId } = await inReview()
    const { id } = await county.task(caseId, 'review')
    const supervisor = await world.actorOf(world.people.supervisor)
    await urge(world.house, supervisor, { cycleId, taskIds: [id], message: '请抓紧。', once: once() })
    const [notice] = await told(caseId, 'urged')
    expect(notice).toMatchObject({ link: `/review/${caseId}` })
    expect(notice?.text).toContain('审核')
  })

  it('is given to another who holds its role in its unit, and not to one who is interested', async () => {
    const { caseId } = await inReview()
    const { id } = await county.task(caseId, 'review')
    const supervisor = await world.actorOf(world.people.supervisor)
    const give = (personId: string) =>
      reassign(world.house, supervisor, { taskId: id, personId, reason: '原审核人外出。', once: once() })
    await interested(caseId, county.secondReviewer)
    await expect(give(county.secondReviewer.id)).rejects.toMatchObject({
      errors: [{ field: 'personId', code: 'interested' }],
    })
    await expect(give(world.people.approver.id)).rejects.toMatchObject({
      errors: [{ field: 'personId', code: 'not-in-the-role' }],
    })
    expect(await give(county.reviewer.id)).toEqual({ assignee: '苏审' })
    const links = (await told(caseId, 'reassigned')).map(({ link }) => link)
    expect(new Set(links)).toEqual(new Set([`/review/${caseId}`]))
  })
})
