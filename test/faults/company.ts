import path from 'node:path'
import { type AnsweringAddressee, createAddressee, readAcknowledgements } from './answering.ts'
import { type Cast, inviteCast } from './cast.ts'
import { type FaultHouse, openFaultHouse } from './fault-house.ts'
import { type Evidence, judge } from './judge.ts'

/** A house to be broken with everybody who works in it, and the judge who looks at all of it afterwards. */
export interface Company {
  readonly house: FaultHouse
  readonly cast: Cast
  /** The addressees' browsers, signed in, by their unit. */
  readonly browsers: ReadonlyMap<string, AnsweringAddressee>
  evidence(dead?: readonly string[]): Evidence
  /** What is wrong with everything that was ever written; `dead` are the addresses to which nothing can be delivered. */
  verdict(dead?: readonly string[]): Promise<string[]>
  /** Processes that ended by themselves: nothing that happens to the others may bring one down. */
  unmeantDeaths(): string[]
  close(): Promise<void>
}

export async function openCompany(): Promise<Company> {
  const house = await openFaultHouse()
  return invite(house).catch(async fault => {
    await house.close()
    throw fault
  })
}

async function invite(house: FaultHouse): Promise<Company> {
  const recordFile = path.join(house.folder, 'acknowledged.jsonl')
  const cast = await inviteCast(house.database, 4)
  const browsers = new Map<string, AnsweringAddressee>()
  for (const { unitId, contact } of cast.addressees) {
    const browser = createAddressee({ url: house.url, recordFile }, contact)
    await browser.signIn()
    browsers.set(unitId, browser)
  }
  const evidence = (dead: readonly string[] = []): Evidence => ({
    sink: house.sink.entries(),
    acknowledged: readAcknowledgements(recordFile),
    dead,
    auditKey: house.acts.auditKey,
    keptSeal: house.keptSeal(),
  })
  return {
    ...{ house, cast, browsers, evidence, close: house.close },
    verdict: dead => judge(house.database, evidence(dead)),
    unmeantDeaths: () =>
      house.programs.flatMap(({ name, deaths }) =>
        deaths.filter(({ meant }) => !meant).map(({ code, signal }) => `${name} ended with ${signal ?? code}`),
      ),
  }
}
