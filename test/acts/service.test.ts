import { refuseAcceptance } from '../../acts/decide-acceptance.ts'
import { recordService, type Service } from '../../acts/record-service.ts'
import { NotFound } from '../../domain/refusal.ts'
import { remediesFrom } from '../../domain/service.ts'
import { type County, openCounty } from '../builders/claims.ts'
import { clearDesk, once, openWorld, type World } from '../builders/world.ts'
import { knownCalendar } from '../domain/known-calendar.ts'

let world: World
let county: County

beforeAll(async () => {
  world = await openWorld()
  county = await openCounty(world)
})
afterAll(() => world?.close())
beforeEach(() => clearDesk(world))

const refused = async (): Promise<string> => {
  const { caseId } = await county.submit(await county.launch(), await county.addInstitution())
  const officer = await world.actorOf(world.people.officer)
  await refuseAcceptance(world.house, officer, { caseId, reason: '不在补助范围', clause: '四（五）16②', once: once() })
  return caseId
}

const serve = async (caseId: string, over: Partial<Service> = {}, by = world.people.officer) =>
  recordService(world.house, await world.actorOf(by), {
    caseId,
    service: { channel: 'mail', servedOn: '2026-11-18', proof: 'EMS 10000000118', scan: null, ...over },
    once: once(),
  })

describe('the service of a refusal', () => {
  it('is recorded with its proof, and the periods of review and suit run from it', async () => {
    const caseId = await refused()
    const bytes = new TextEncoder().encode('回执')
    // Sixty days after 18 November is a Sunday.
    expect(await serve(caseId, { scan: { name: '回执.txt', bytes } })).toEqual({
      reviewUntil: '2027-01-18',
      suitUntil: '2027-05-18',
    })
    const row = await world.database
      .selectFrom('services')
      .selectAll()
      .where('case_id', '=', caseId)
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({ channel: 'mail', served_on: '2026-11-18', recorded_by_name: '许知言' })
    const [audit] = await world.owner(`select detail from audit where act = 'record-service' and case_id = '${caseId}'`)
    expect(audit?.detail).toMatchObject({ channel: 'mail', fileId: row.file_id })
    expect(row.file_id).not.toBeNull()
  })

  it.each([
    ['channel', { channel: 'pigeon' }, 'not-a-choice'],
    ['servedOn', { servedOn: '2026-02-30' }, 'not-a-date'],
    ['servedOn', { servedOn: '2026-11-17' }, 'before-the-decision'],
    ['servedOn', { servedOn: '2026-11-19' }, 'in-the-future'],
    ['proof', { proof: ' ' }, 'required'],
    ['scan', { scan: { name: '回执.exe', bytes: new Uint8Array([1]) } }, 'file-kind-not-taken'],
  ])('names what is wrong: %s', async (field, over, code) => {
    const caseId = await refused()
    await expect(serve(caseId, over)).rejects.toMatchObject({ errors: [expect.objectContaining({ field, code })] })
  })

  it('is recorded by an officer of the round, of a claim that was refused', async () => {
    const caseId = await refused()
    await expect(serve(caseId, {}, county.reviewer)).rejects.toThrow(NotFound)
    await expect(serve(caseId, {}, world.people.strangerOfficer)).rejects.toThrow(NotFound)
    const { caseId: open } = await county.submit(await county.launch(), await county.addInstitution())
    await expect(serve(open)).rejects.toMatchObject({ code: 'not-in-this-state' })
  })
})

describe('the periods of the remedies', () => {
  it.each([
    ['2024-11-18', '2025-01-17', '2025-05-19'],
    // There is no 31 February, and the last of it is a Friday.
    ['2024-08-31', '2024-10-30', '2025-02-28'],
  ])('served on %s', (servedOn, reviewUntil, suitUntil) => {
    expect(remediesFrom(servedOn, knownCalendar)).toEqual({ reviewUntil, suitUntil })
  })
})
