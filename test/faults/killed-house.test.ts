import { randomUUID } from 'node:crypto'
import { type Company, openCompany } from './company.ts'
import { after, beginLife, type Life, liveThrough, type Part } from './life.ts'
import { until } from './until.ts'

const patience = 180_000
let company: Company

beforeAll(async () => {
  company = await openCompany()
}, patience)
afterAll(async () => {
  await company?.close()
}, patience)

const nothingWrong = async () => {
  expect(await company.verdict()).toEqual([])
  expect(company.unmeantDeaths()).toEqual([])
}

// `when` holds in the midst of the part, and by the next one it is over.
const midsts: readonly [what: string, part: Part, next: Part, when: (life: Life) => Promise<unknown>][] = [
  ['between the last signature and the opening', 'opening', 'answers', async life => (await life.row()).signed_at],
  ['while answers come in', 'answers', 'reminders', async life => (await life.submissions()).length > 0],
  [
    'when the deadline has just passed',
    'deadline',
    'disposition',
    async life => (await life.now()) > (await life.dueAt()),
  ],
]

test.each(midsts)(
  'everything is killed at once %s, servers included: started again, it goes on as if nothing had been',
  async (_what, part, next, when) => {
    let disaster = Promise.resolve()
    await liveThrough(company, {
      [part]: async (life: Life) => {
        disaster = until('the midst of it', () => when(life)).then(() => company.house.killEverything())
        disaster.catch(() => undefined) // told by the next part
      },
      [next]: () => disaster,
    })
    await company.house.untilSettled()
    await nothingWrong()
  },
  patience,
)

test(
  'Temporal is away while answers come in, and comes back with an empty store: only time is lost, and nobody has to wake anything',
  async () => {
    const { house } = company
    const life = beginLife(company)
    await life.launch()
    await life.sign()
    await house.killTemporal()
    await life.answerSome()
    house.deleteTemporalStore()
    await house.startTemporalAgain()
    await house.passWithoutWake(after(await life.dueAt(), 31_000))
    await life.untilState('disposing')
    await life.dispose()
    await life.approve()
    await house.untilSettled()
    await nothingWrong()
    expect((await life.cases()).map(({ outcome, outcome_by }) => [outcome, outcome_by])).toEqual([
      ['opinions', 'person'],
      ['no-opinion', 'person'],
      ['deemed-no-objection', 'silence'],
      ['overdue', 'silence'],
    ])
  },
  patience,
)

test(
  'PostgreSQL is killed twice under a load of answers: each one that was acknowledged is there, and none is there twice',
  async () => {
    const { house, cast } = company
    const each = 12
    const life = await liveThrough(company, {
      answers: async life => {
        const cases = await Promise.all(cast.addressees.map(async unit => ({ unit, caseId: await life.caseOf(unit) })))
        const load = Promise.all(
          cases.map(async ({ unit, caseId }) => {
            for (let at = 0; at < each; at++)
              await life.browserOf(unit).answer({ caseId, text: `意见 ${randomUUID()}` })
          }),
        )
        for (const so of [8, 24]) {
          await until(`${so} answers are in`, async () => (await life.submissions()).length >= so)
          await house.killPostgres()
          await house.startPostgres()
        }
        await load
      },
    })
    expect((await life.submissions()).length).toBe(cast.addressees.length * each + 2)
    await nothingWrong()
  },
  patience,
)

test(
  'the worker is away for three days: what a later rung has overtaken is not sent, and silence is recorded once',
  async () => {
    const { house } = company
    const life = beginLife(company)
    await life.launch()
    await life.sign()
    await life.answerSome()
    const due = await life.dueAt()
    const [reminder] = await life.rungs('reminder')
    const threeDaysBefore = after(due, -3 * 86_400_000)
    await house.advanceTo([threeDaysBefore, after(reminder?.at ?? due, -3_600_000)].sort()[0] ?? due, life.cycleId())
    await house.worker.stop()
    const back = house.advanceTo(after(due), life.cycleId())
    await until('the wake is signalled', async () => (await life.now()) > due && (await life.wakes()) === 0)
    await house.worker.start()
    await back
    await life.dispose()
    await life.approve()
    await house.untilSettled()
    const states = async (rung: string) =>
      (await life.rungs(rung)).filter(({ outcome_by }) => outcome_by === 'silence').map(({ state }) => state)
    expect(await states('reminder')).toEqual(['overtaken', 'overtaken'])
    expect(await states('urging')).toEqual(['overtaken', 'overtaken'])
    expect(await states('silence')).toEqual(['done', 'done'])
    await nothingWrong()
  },
  patience,
)

test(
  'the same form comes twice at once, and again later: one answer, one number; with another text it is refused, for ever',
  async () => {
    const { cast } = company
    await liveThrough(company, {
      answers: async life => {
        const [, , third] = cast.addressees
        if (!third) throw new Error('there are four addressees')
        const caseId = await life.caseOf(third)
        const browser = life.browserOf(third)
        const form = { caseId, text: '意见', key: randomUUID() }
        const twice = await Promise.all([browser.post(form), browser.post(form)])
        const again = await browser.answer(form)
        expect(twice.map(({ status, location }) => [status, location.split('/').at(-1)])).toEqual([
          [303, '1'],
          [303, '1'],
        ])
        expect(again.seq).toBe(1)
        expect(await browser.post({ ...form, text: '另一个意见' })).toMatchObject({ status: 409 })
        expect(await life.submissions()).toHaveLength(1)
      },
    })
    await nothingWrong()
  },
  patience,
)

test('no workflow has failed in all of this', async () => {
  expect(await company.house.failedWorkflows()).toEqual([])
})
