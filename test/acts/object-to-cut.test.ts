import { objectToCut } from '../../acts/object-to-cut.ts'
import { FieldErrors } from '../../domain/refusal.ts'
import { type County, type Institution, openCounty } from '../builders/claims.ts'
import { once, openWorld, type World } from '../builders/world.ts'

let world: World
let county: County
let institution: Institution

beforeAll(async () => {
  world = await openWorld({ addressees: 0 })
  county = await openCounty(world)
})
afterAll(() => world.close())

const reviewed = async (heads: number): Promise<string> => {
  institution = await county.addInstitution()
  const cycleId = await county.launch()
  const { caseId } = await county.submit(cycleId, institution)
  await county.accept(caseId)
  const classes = [
    { kind: 'infant', heads: 12 },
    { kind: 'senior', heads },
  ]
  await county.review(caseId, { facts: { classes }, reason: '三名不在托', clause: '四（五）16②' })
  return caseId
}
const say = async (caseId: string, text = '三名儿童当日请假，仍在托。') =>
  objectToCut(world.house, await world.actorOf(institution.contact), { caseId, text, once: once() })
const refusal = (act: Promise<unknown>) =>
  act.then(
    () => 'done',
    fault => (fault instanceof FieldErrors ? fault.errors.map(({ field, code }) => `${field} ${code}`) : fault.code),
  )

it('is kept for whoever approves, once a review', async () => {
  const caseId = await reviewed(42)
  expect(await refusal(say(caseId, ' '))).toEqual(['text required'])
  await say(caseId)
  const said = await world.database
    .selectFrom('decisions')
    .select(['reason', 'person_name', 'unit_name'])
    .where('case_id', '=', caseId)
    .where('act', '=', 'object-to-cut')
    .execute()
  expect(said).toEqual([
    { reason: '三名儿童当日请假，仍在托。', person_name: institution.contact.name, unit_name: institution.name },
  ])
  expect(await refusal(say(caseId))).toBe('said-already')
  await county.approve(caseId)
  expect(await refusal(say(caseId))).toBe('not-in-this-state')
})

it('needs a cut', async () => {
  const caseId = await reviewed(45)
  expect(await refusal(say(caseId))).toBe('nothing-cut')
})
