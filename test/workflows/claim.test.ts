import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { perform, wake } from '../../acts/act.ts'
import { requestCorrection } from '../../acts/decide-acceptance.ts'
import { caseScope, wakeClaims } from '../../acts/money-matter.ts'
import { type Child, mostChildren } from '../../acts/save-claim.ts'
import { setClock } from '../../acts/set-clock.ts'
import { type County, closesAt, heads, openCounty } from '../builders/claims.ts'
import { later, once, rowsOf } from '../builders/world.ts'
import { openStage, type Stage, until } from './stage.ts'

let stage: Stage
let county: County
let now: string
let clockRuns = false

beforeAll(async () => {
  stage = await openStage({ addressees: 0 })
  now = stage.openedAt
  county = await openCounty(stage, { goOn })
}, 120_000)
afterAll(() => stage?.close(), 120_000)

/** Sets the clock, a moment later where nothing is said, and waits until every course has come to rest at that time. */
async function goOn(to?: string): Promise<void> {
  await resting() // so that no two wakes are answered as one
  if (clockRuns) return // as it does in service, where no act sets it
  now = to ?? later(now)
  await setClock(stage.house, now)
  await until(`every scope has asked at ${now}`, async () => {
    const scopes = await stage.database.selectFrom('scopes').select(['asked_at', 'state']).execute()
    return scopes.every(({ asked_at, state }) => state === 'done' || asked_at === now)
  })
}

const atRest = ['EVENT_TYPE_TIMER_STARTED', 'EVENT_TYPE_MARKER_RECORDED', 'EVENT_TYPE_WORKFLOW_TASK_COMPLETED']

/** Waits until every claim that is under way has answered every signal. */
async function resting(): Promise<void> {
  await stage.wakesReached()
  const open = await stage.database
    .selectFrom('scopes')
    .select('scope')
    .where('workflow_type', '=', 'claim')
    .where('state', '=', 'open')
    .execute()
  for (const { scope } of open)
    await until(`${scope} rests`, async () => {
      const { events } = await stage.client.workflow.getHandle(scope).fetchHistory()
      const last = JSON.parse(historyToJSON({ events: events?.slice(-1) ?? [] })).events[0]
      return atRest.includes(last?.eventType)
    })
}

const historyOf = async (caseId: string): Promise<{ text: string; events: number }> => {
  const text = historyToJSON(await stage.client.workflow.getHandle(caseScope(caseId)).fetchHistory())
  return { text, events: (JSON.parse(text) as { events: unknown[] }).events.length }
}

const resultOf = (caseId: string): Promise<string> => stage.client.workflow.getHandle(caseScope(caseId)).result()

/** What the payment of a claim does to it, as its course sees it. */
async function settle(caseId: string): Promise<void> {
  for (const state of ['listed', 'payable', 'in-payment', 'paid'] as const) {
    await stage.database.updateTable('claims').set({ state }).where('case_id', '=', caseId).execute()
    await resting()
    if (state === 'paid') await perform(stage.house, { actor: null }, ({ tx }) => wakeClaims(tx, [caseId]))
  }
}

const child = (nth: number): Child => ({
  name: `幼儿${nth}`,
  identity: `B${String(100_000_000 + nth)}`,
  bornOn: '2023-03-01',
  classKind: 'senior',
  enrolledFrom: null,
  enrolledUntil: null,
})

const lengths: number[] = []
let cycleId: string

it('a round is signed, opened and told by its workflow', async () => {
  cycleId = await county.launch()
  expect((await rowsOf(stage, cycleId).cycle()).state).toBe('open')
}, 120_000)

it.each([1, 60])(
  'a claim with %i children runs from its receipt to its payment in at most 20 events, with nothing of the form in them',
  async count => {
    const institution = await county.addInstitution()
    const children = Array.from({ length: count }, (_, index) => child(lengths.length * mostChildren + index))
    clockRuns = true
    const { caseId } = await county.submit(cycleId, institution, { facts: heads(count), children })
    await goOn()
    await county.accept(caseId)
    await county.review(caseId)
    await county.approve(caseId)
    await settle(caseId)
    expect(await resultOf(caseId)).toBe('paid')
    clockRuns = false
    const { text, events } = await historyOf(caseId)
    expect(events).toBeLessThanOrEqual(20)
    for (const secret of [children[0]?.name, children[0]?.identity, institution.name, '126000', 'senior'])
      expect(text).not.toContain(secret)
    lengths.push(events)
  },
  120_000,
)

it('the length is the same whatever the number of children', () => {
  expect(lengths).toHaveLength(2)
  expect(new Set(lengths).size).toBe(1)
})

it('silence on what was wrong lapses a claim after its period, to the millisecond', async () => {
  const { caseId } = await county.submit(cycleId, await county.addInstitution())
  await goOn()
  await requestCorrection(stage.house, await stage.actorOf(stage.people.officer), {
    caseId,
    defects: [{ item: '花名册', text: '缺出生日期', clause: '' }],
    reason: '',
    once: once(),
  })
  const { due_at } = await county.task(caseId, 'correction')
  await goOn(due_at as string)
  expect((await county.claim(caseId)).state).toBe('correcting')
  await goOn(later(due_at as string))
  expect(await resultOf(caseId)).toBe('lapsed')
}, 120_000)

it('a course that was terminated is walked again through what is recorded', async () => {
  const { caseId } = await county.submit(cycleId, await county.addInstitution())
  await goOn()
  await county.accept(caseId)
  await county.review(caseId)
  await stage.client.workflow.getHandle(caseScope(caseId)).terminate('the test wants it')
  await perform(stage.house, { actor: null }, ({ tx }) => wake(tx, caseScope(caseId), 'claim'))
  await county.approve(caseId)
  await settle(caseId)
  await until('the claim is told to its end', async () => (await resultOf(caseId)) === 'paid')
}, 120_000)

it('a round is finished when it is closed and every claim has ended', async () => {
  await goOn(later(closesAt))
  await until('the round is finished', async () => (await rowsOf(stage, cycleId).cycle()).state === 'finished')
}, 120_000)
