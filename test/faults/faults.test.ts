import path from 'node:path'
import { createAddressee, readAcknowledgements } from './answering.ts'
import { inviteCast } from './cast.ts'
import { type FaultHouse, openFaultHouse } from './fault-house.ts'
import { judge } from './judge.ts'
import { type Company, liveThrough, type Part } from './life.ts'

const patience = 120_000
let house: FaultHouse
let company: Company

beforeAll(async () => {
  house = await openFaultHouse()
  company = await openCompany()
}, patience)

afterAll(async () => {
  await house?.close()
}, patience)

const recordFile = () => path.join(house.folder, 'acknowledged.jsonl')

async function openCompany(): Promise<Company> {
  const cast = await inviteCast(house.database, 4)
  const browsers = new Map<string, ReturnType<typeof createAddressee>>()
  for (const { unitId, contact } of cast.addressees) {
    const browser = createAddressee({ url: house.url, recordFile: recordFile() }, contact)
    await browser.signIn()
    browsers.set(unitId, browser)
  }
  return { house, cast, browsers }
}

const verdict = () =>
  judge(house.database, {
    sink: house.sink.entries(),
    acknowledged: readAcknowledgements(recordFile()),
    auditKey: house.acts.auditKey,
    keptSeal: house.keptSeal(),
  })

test(
  'nothing breaks: a solicitation goes its way, and the judge has nothing to say',
  async () => {
    const t = Date.now()
    await liveThrough(company)
    console.log('life', Date.now() - t)
    expect(await verdict()).toEqual([])
  },
  patience,
)

test.each<[string, string, number, Part]>([['worker', 'ask-before-commit', 1, 'signature']])(
  '%s is killed at %s (%d)',
  async (name, point, nth, part) => {
    const program = house.programs.find(each => each.name === name)
    let reached = async () => {}
    const t = Date.now()
    await liveThrough(company, {
      [part]: async () => {
        reached = (await program?.arm(point, nth)) ?? reached
      },
    })
    await reached()
    console.log('life', Date.now() - t)
    expect(await verdict()).toEqual([])
  },
  patience,
)
