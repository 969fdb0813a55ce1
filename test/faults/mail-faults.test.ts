import { sql } from 'kysely'
import { type Company, openCompany } from './company.ts'
import { type Life, liveThrough } from './life.ts'
import { until } from './until.ts'

const patience = 180_000
let company: Company
const dead: string[] = []

beforeAll(async () => {
  company = await openCompany()
}, patience)
afterAll(async () => {
  await company?.close()
}, patience)

afterEach(async () => {
  expect(await company.verdict(dead)).toEqual([])
  expect(company.unmeantDeaths()).toEqual([])
})

test(
  'the line is dropped after the final dot: the mail goes out again under the same number, marked as possibly twice',
  async () => {
    const life = await liveThrough(company, { answers: async () => company.house.sink.cutAfterDot(2) })
    const twice = (await life.mail()).filter(({ message_id }) => arrivals(message_id) === 2)
    expect(twice).toHaveLength(2)
    expect(twice.map(({ ambiguous, state }) => [ambiguous, state])).toEqual([
      [true, 'sent'],
      [true, 'sent'],
    ])
  },
  patience,
)

test(
  'one address is put off once: it gets its mail at the second attempt, and the others do not wait for it',
  async () => {
    const { house } = company
    const address = addressOf(0)
    const life = await liveThrough(company, {
      opening: async () => house.sink.refuse(address, 451, 1),
      answers: async life => {
        const letter = await until('it is put off', () => letterTo(life, address))
        expect(letter).toMatchObject({ state: 'queued', attempts: 1, answer: expect.stringContaining('451') })
        expect(Date.parse(letter.next_at)).toBeGreaterThan(Date.now() + 30_000)
        await until('the others have theirs', async () => (await released(life, 'sent')) === 3)
        await house.letRetriesComeDue()
        await until('it has its mail', async () => (await released(life, 'sent')) === 4)
      },
    })
    expect(await letterTo(life, address)).toMatchObject({
      attempts: 2,
      ambiguous: false,
      answer: expect.stringMatching(/^250/),
    })
  },
  patience,
)

test(
  'the mail server is down for an hour: what waits costs no attempt and raises an alarm, and is sent once when it is back',
  async () => {
    const { house } = company
    const life = await liveThrough(company, {
      opening: async () => {
        await house.untilSettled()
        await house.sink.down()
      },
      answers: async life => {
        await until('the courier has tried', () => letterTo(life, addressOf(0)))
        await anHourPasses()
        await until('there is an alarm', async () => (await openAlarms()).includes('mail-waiting'))
        expect((await life.mail()).filter(({ attempts }) => attempts > 1)).toEqual([])
        await house.sink.up()
        await until('the queue is empty', async () => (await released(life, 'sent')) === 4)
      },
    })
    const mail = await life.mail()
    expect(mail.filter(({ attempts }) => attempts !== 1)).toEqual([])
    expect(mail.filter(({ ambiguous }) => ambiguous)).toEqual([])
    await until('the alarm is over', async () => !(await openAlarms()).includes('mail-waiting'))
  },
  patience,
)

test(
  'one address is refused for ever: shown with the words of the server, tried once, and the unit is marked as not reached',
  async () => {
    const { house } = company
    const address = addressOf(2)
    dead.push(address)
    house.sink.refuse(address, 550)
    const life = await liveThrough(company)
    const letter = await letterTo(life, address)
    expect(letter).toMatchObject({ state: 'refused', attempts: 1, answer: expect.stringContaining('550') })
    const later = (await mailTo(life, address)).filter(({ id }) => id !== letter?.id)
    expect(later.length).toBeGreaterThan(0)
    expect(later.filter(({ state, answer }) => state !== 'void' || answer !== 'refused-before')).toEqual([])
    expect(house.sink.entries().filter(({ did, to }) => did === 'refused' && to === address)).toHaveLength(1)
    expect((await life.cases()).map(({ undelivered }) => undelivered)).toEqual([false, false, true, false])
  },
  patience,
)

function addressOf(index: number): string {
  return company.cast.addressees[index]?.contact.email ?? ''
}

const mailTo = async (life: Life, address: string) => (await life.mail()).filter(mail => mail.address === address)

/** The letter itself as mailed to an address, once the mail server or its line has said anything of it. */
const letterTo = async (life: Life, address: string) =>
  (await mailTo(life, address)).find(({ occasion, answer }) => occasion === 'released' && answer !== null)

const released = async (life: Life, state: string): Promise<number> =>
  (await life.mail()).filter(mail => mail.occasion === 'released' && mail.state === state).length

const arrivals = (messageId: string): number =>
  company.house.sink.entries().filter(entry => entry.did === 'accepted' && entry.messageId === messageId).length

async function anHourPasses(): Promise<void> {
  await sql`update deliveries set created_at = created_at - interval '1 hour', next_at = next_at - interval '1 hour' where state in ('queued', 'sending')`.execute(
    company.house.database,
  )
}

async function openAlarms(): Promise<string[]> {
  const rows = await company.house.database
    .selectFrom('alarms')
    .select('kind')
    .where('cleared_at', 'is', null)
    .execute()
  return rows.map(({ kind }) => kind)
}
