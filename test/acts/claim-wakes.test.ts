import { createActivities } from '../../activities/create-activities.ts'
import { acceptClaim, requestCorrection } from '../../acts/decide-acceptance.ts'
import { refuseClaim } from '../../acts/decide-claim.ts'
import { declareInterest } from '../../acts/declare-interest.ts'
import { caseScope } from '../../acts/money-matter.ts'
import { type County, openCounty } from '../builders/claims.ts'
import { once, openWorld, type World } from '../builders/world.ts'

let world: World
let county: County
let cycleId: string

beforeAll(async () => {
  world = await openWorld()
  county = await openCounty(world)
  cycleId = await county.launch()
})
afterAll(() => world?.close())

/** A claim whose course has been told as far as it goes, and sleeps. */
async function asleep(): Promise<string> {
  const { caseId } = await county.submit(cycleId, await county.addInstitution())
  await world.goOn()
  await world.database.deleteFrom('wakes').execute()
  return caseId
}

/** Whether the course of a claim is to be woken. */
const woken = async (caseId: string): Promise<boolean> =>
  (await world.database.selectFrom('wakes').select('id').where('scope', '=', caseScope(caseId)).execute()).length > 0

const accept = async (caseId: string) =>
  acceptClaim(world.house, await world.actorOf(world.people.officer), { caseId, once: once() })

it('a course that sleeps until an instant before the next one is left asleep, and finds there what was opened', async () => {
  const caseId = await asleep()
  const scope = await world.database
    .selectFrom('scopes')
    .select('next_at')
    .where('scope', '=', caseScope(caseId))
    .executeTakeFirstOrThrow()
  expect(scope.next_at).not.toBeNull()
  await accept(caseId)
  expect((await county.task(caseId, 'review')).state).toBe('open')
  expect(await woken(caseId)).toBe(false)
})

it('a course that would sleep past what is due next is woken', async () => {
  const caseId = await asleep()
  await world.database
    .updateTable('scopes')
    .set({ next_at: '2027-06-01T00:00:00.000Z' })
    .where('scope', '=', caseScope(caseId))
    .execute()
  await accept(caseId)
  expect(await woken(caseId)).toBe(true)
})

it('a course that sleeps until it is woken is woken', async () => {
  const caseId = await asleep()
  await world.database.updateTable('scopes').set({ next_at: null }).where('scope', '=', caseScope(caseId)).execute()
  await requestCorrection(world.house, await world.actorOf(world.people.officer), {
    caseId,
    defects: [{ item: '花名册', text: '缺出生日期', clause: '' }],
    reason: '',
    once: once(),
  })
  expect(await woken(caseId)).toBe(true)
})

it('a course that has ended is woken', async () => {
  const caseId = await asleep()
  await county.accept(caseId)
  await county.review(caseId)
  await world.database.deleteFrom('wakes').execute()
  const approver = await world.actorOf(world.people.approver)
  await declareInterest(world.house, approver, { caseId, conflicted: false, reason: '' })
  await refuseClaim(world.house, approver, { caseId, reason: '不在范围', clause: '四（五）16②', once: once() })
  expect(await woken(caseId)).toBe(true)
})

it('a course that is behind its rows hears every decision at once, and how long to wait for the next', async () => {
  const { caseId } = await county.submit(cycleId, await county.addInstitution())
  await county.accept(caseId)
  await county.review(caseId)
  const question = { scope: caseScope(caseId), step: 'acceptance', round: 1, type: 'claim', said: [] }
  const { next, ...asked } = await createActivities(world.house).ask(question)
  expect(asked).toEqual({ decision: 'accepted', waitMs: null })
  expect(next.map(({ decision }) => decision)).toEqual(['reviewed', null])
  expect(next.at(-1)?.waitMs).toBeGreaterThan(0)
  // From there on it asks as before: what it has heard is not asked again.
  const further = { ...question, step: 'approval', said: ['accepted', 'reviewed'] }
  expect(await createActivities(world.house).ask(further)).toMatchObject({ decision: null, next: [] })
})
