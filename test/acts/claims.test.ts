import { beginClaim } from '../../acts/begin-claim.ts'
import { refuseAcceptance, requestCorrection } from '../../acts/decide-acceptance.ts'
import { planRound } from '../../acts/launch-round.ts'
import { lockCycle } from '../../acts/matter.ts'
import { type Child, saveChildren, saveClaim } from '../../acts/save-claim.ts'
import { removeEvidence, storeEvidence } from '../../acts/store-evidence.ts'
import { mendClaim, submitClaim } from '../../acts/submit-claim.ts'
import { submitForSignature } from '../../acts/submit-for-signature.ts'
import { withdrawClaim } from '../../acts/withdraw-claim.ts'
import { type County, closesAt, fiftySeven, heads, type Institution, openCounty, opensAt } from '../builders/claims.ts'
import { clearDesk, later, once, openWorld, rowsOf, type World } from '../builders/world.ts'

let world: World
let county: County

beforeAll(async () => {
  world = await openWorld()
  county = await openCounty(world)
})
afterAll(() => world?.close())
beforeEach(() => clearDesk(world))

const child = (nth: number, over: Partial<Child> = {}): Child => ({
  name: `幼儿${nth}`,
  identity: `A${String(100_000_000 + nth)}`,
  bornOn: '2023-03-01',
  classKind: 'senior',
  enrolledFrom: null,
  enrolledUntil: null,
  ...over,
})

describe('a round', () => {
  it('is stopped by what is missing, each thing named', async () => {
    const cycleId = await county.launch({
      until: 'draft',
      draft: { opensOn: null, closesOn: null, appropriationFen: '0', source: '', readings: {} },
    })
    const plan = await world.database
      .transaction()
      .execute(async tx => planRound(tx, await lockCycle(tx, cycleId, 'update'), world.openedAt))
    expect(plan.items.filter(({ level }) => level === 'stop').map(({ code }) => code)).toEqual(
      expect.arrayContaining(['no-dates', 'no-appropriation', 'no-source', 'reading-unset']),
    )
    await expect(
      submitForSignature(world.house, await world.actorOf(world.people.officer), { cycleId, version: 2, once: once() }),
    ).rejects.toMatchObject({ code: 'checklist-stops' })
  })

  it('tells the institutions when it opens and not before, and its money stands in the ledger', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch({ until: 'going-out' })
    expect((await rowsOf(world, cycleId).cycle()).state).toBe('going-out')
    expect(await rowsOf(world, cycleId).notices(institution.unitId)).toEqual([])
    await world.goOn(opensAt)
    expect((await rowsOf(world, cycleId).cycle()).state).toBe('open')
    expect(await rowsOf(world, cycleId).notices(institution.unitId)).toEqual(['round-opened'])
    const ledger = await world.database.selectFrom('ledger').selectAll().where('cycle_id', '=', cycleId).execute()
    expect(ledger.map(({ account, debit_fen, credit_fen }) => [account, debit_fen, credit_fen])).toEqual([
      ['available', 50_000_000n, 0n],
      ['appropriation', 0n, 50_000_000n],
    ])
  })

  it('takes nothing before it opens and nothing after its closing instant', async () => {
    const early = await county.addInstitution()
    const late = await county.addInstitution()
    const cycleId = await county.launch({ until: 'going-out' })
    const begin = async ({ contact, filingId }: Institution) =>
      beginClaim(world.house, await world.actorOf(contact), { cycleId, filingId })
    await expect(begin(early)).rejects.toMatchObject({ code: 'round-not-open' })
    await world.goOn(opensAt)
    const draft = await county.prepare(cycleId, late)
    await world.goOn(closesAt)
    await county.handIn(early, await county.prepare(cycleId, early))
    await world.goOn(later(closesAt))
    await expect(county.handIn(late, draft)).rejects.toMatchObject({ code: 'round-closed' })
    expect((await rowsOf(world, cycleId).cycle()).state).toBe('settling')
  })

  it('reminds whoever has a draft three working days before it closes', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const { caseId } = await county.prepare(cycleId, institution)
    await world.goOn('2026-12-01T00:59:59.999Z')
    expect(await county.notices(caseId, institution.unitId)).toEqual([])
    await world.goOn('2026-12-01T01:00:00.000Z')
    await world.goOn('2026-12-02T01:00:00.000Z')
    expect(await county.notices(caseId, institution.unitId)).toEqual(['draft-closing'])
  })
})

describe('an application', () => {
  it('is received with a number and the day by which it is told whether it is accepted', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const receipt = await county.submit(cycleId, institution)
    expect(receipt.number).toMatch(/^SB2024-\d{6}$/)
    // Five working days after Wednesday, 18 November.
    expect(receipt.dueAt).toBe('2026-11-25T09:30:00.000Z')
    expect(receipt.amountFen).toBe('12600000')
    expect(await county.claim(receipt.caseId)).toMatchObject({ state: 'submitted', asked_fen: 12_600_000n })
    expect(await county.notices(receipt.caseId, institution.unitId)).toEqual(['claim-received'])
  })

  it('names every fact and evidence that is missing, and stays as it was', async () => {
    const { contact, filingId } = await county.addInstitution()
    const cycleId = await county.launch()
    const actor = await world.actorOf(contact)
    const { caseId, version } = await beginClaim(world.house, actor, { cycleId, filingId })
    const refusal = await submitClaim(world.house, actor, { caseId, version, statement: true, once: once() }).catch(
      (fault: { errors: { field: string }[] }) => fault.errors.map(({ field }) => field),
    )
    expect(refusal).toEqual([
      'evidence.registration',
      'evidence.filing-receipt',
      'evidence.roll',
      'evidence.fees',
      'facts.countedOn',
      'facts.classes',
    ])
    expect((await county.claim(caseId)).state).toBe('draft')
  })

  it.each([
    ['a headcount above the places', [{ kind: 'senior', heads: 61 }], 'facts.classes'],
    ['a negative headcount', [{ kind: 'senior', heads: -1 }], 'facts.classes.0.heads'],
    ['a fraction of a child', [{ kind: 'senior', heads: 1.5 }], 'facts.classes.0.heads'],
    ['full-width digits', [{ kind: 'senior', heads: '４５' }], 'facts.classes.0.heads'],
    ['a huge number', [{ kind: 'senior', heads: 1e21 }], 'facts.classes.0.heads'],
  ])('with %s is refused by that name', async (_what, classes, field) => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const draft = await county.prepare(cycleId, institution, { facts: { countedOn: '2024-12-01', classes } })
    await expect(county.handIn(institution, draft)).rejects.toMatchObject({ errors: [{ field }] })
  })

  it('takes no fact that the register says, and no file of another application', async () => {
    const one = await county.addInstitution()
    const other = await county.addInstitution()
    const cycleId = await county.launch()
    const mine = await county.prepare(cycleId, one)
    const theirs = await county.prepare(cycleId, other)
    const stolen = ((await county.claim(theirs.caseId)).answers as { evidence: Record<string, string[]> }).evidence
    const save = async (answers: Parameters<typeof saveClaim>[2]['answers']) =>
      saveClaim(world.house, await world.actorOf(one.contact), { ...mine, answers })
    await expect(save({ facts: { places: 600 }, evidence: {} })).rejects.toMatchObject({
      errors: [{ field: 'facts.places', code: 'unknown' }],
    })
    await expect(save({ facts: {}, evidence: { roll: stolen.roll ?? [] } })).rejects.toMatchObject({
      errors: [{ field: 'evidence.roll', code: 'not-a-file' }],
    })
  })

  it('is one for all who work on it: a second editor is told, and nothing is overwritten', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const { caseId, version } = await county.prepare(cycleId, institution)
    const actor = await world.actorOf(institution.contact)
    const again = { caseId, version: version - 1, answers: { facts: {}, evidence: {} } }
    await expect(saveClaim(world.house, actor, again)).rejects.toMatchObject({ code: 'draft-changed' })
    expect((await county.claim(caseId)).answers).toMatchObject({ facts: fiftySeven })
  })

  it('is not there for anybody of another unit', async () => {
    const one = await county.addInstitution()
    const other = await county.addInstitution()
    const cycleId = await county.launch()
    const draft = await county.prepare(cycleId, one)
    await expect(county.handIn(other, draft)).rejects.toMatchObject({ what: 'claim' })
    await expect(
      beginClaim(world.house, await world.actorOf(other.contact), { cycleId, filingId: one.filingId }),
    ).rejects.toMatchObject({ what: 'claim' })
  })

  it('can be withdrawn, and another one handed in for the same filing', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const { caseId } = await county.submit(cycleId, institution)
    const actor = await world.actorOf(institution.contact)
    await withdrawClaim(world.house, actor, { caseId, reason: '数据有误', once: once() })
    await world.goOn()
    expect(await county.claim(caseId)).toMatchObject({ state: 'withdrawn' })
    const again = await county.submit(cycleId, institution)
    expect(again.caseId).not.toBe(caseId)
  })

  it('is made for each filing of a unit that has several', async () => {
    const one = await county.addInstitution()
    const other = await county.addInstitution()
    await world.database.updateTable('filings').set({ unit_id: one.unitId }).where('id', '=', other.filingId).execute()
    const cycleId = await county.launch()
    const first = await county.submit(cycleId, one)
    const second = await county.submit(cycleId, { ...other, unitId: one.unitId, contact: one.contact })
    expect(second.number).not.toBe(first.number)
  })
})

describe('the roll of children', () => {
  it('names row and column of everything that is wrong', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const draft = await county.prepare(cycleId, institution)
    const roll = [
      child(1),
      child(2, { identity: '110101202303010010', bornOn: '2023-03-01' }),
      child(3, { identity: child(1).identity }),
      child(4, { bornOn: '2026-11-19' }),
      child(5, { bornOn: '2023-02-30' }),
    ]
    await expect(
      saveChildren(world.house, await world.actorOf(institution.contact), { ...draft, children: roll }),
    ).rejects.toMatchObject({
      errors: [
        { field: 'children.1.identity', code: 'wrong-check-digit' },
        { field: 'children.2.identity', code: 'twice' },
        { field: 'children.3.bornOn', code: 'in-the-future' },
        { field: 'children.4.bornOn', code: 'not-a-date' },
      ],
    })
  })

  it('is kept encrypted, and neither names nor numbers stand anywhere else', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const secret = child(7, { name: '赵小宝独一无二', identity: 'Z987654321' })
    await county.submit(cycleId, institution, { facts: heads(1), children: [secret] })
    const tables = await world.owner(
      "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    )
    for (const { name } of tables)
      for (const canary of [secret.name, secret.identity]) {
        const found = await world.owner(
          `select count(*)::int as count from "${name}" t where t::text like '%${canary}%'`,
        )
        expect([name, found[0]?.count]).toEqual([name, 0])
      }
  })
})

describe('what may be had once', () => {
  it('is held by one of two applications that come in the same instant', async () => {
    const twin = child(30)
    const one = await county.addInstitution()
    const other = await county.addInstitution()
    const cycleId = await county.launch()
    const drafts = [
      await county.prepare(cycleId, one, { facts: heads(1), children: [twin] }),
      await county.prepare(cycleId, other, { facts: heads(1), children: [twin] }),
    ] as const
    const results = await Promise.allSettled([county.handIn(one, drafts[0]), county.handIn(other, drafts[1])])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'held-already', details: { key: 'child-year' } },
    })
    const held = await world.database
      .selectFrom('entitlements')
      .select('key')
      .where('case_id', 'in', [drafts[0].caseId, drafts[1].caseId])
      .where('released_at', 'is', null)
      .execute()
    expect(held).toHaveLength(2)
  })

  it('is not had again in a second round of the same year, and is free when the first is not accepted', async () => {
    const institution = await county.addInstitution()
    const first = await county.launch()
    const { caseId } = await county.submit(first, institution)
    const second = await county.launch({ until: 'going-out' })
    await world.goOn(opensAt)
    const draft = await county.prepare(second, institution)
    await expect(county.handIn(institution, draft)).rejects.toMatchObject({
      code: 'held-elsewhere',
      details: { key: 'filing-year' },
    })
    await refuseAcceptance(world.house, await world.actorOf(world.people.officer), {
      caseId,
      reason: '不在补助范围',
      clause: '四（五）16②',
      once: once(),
    })
    await expect(county.handIn(institution, draft)).resolves.toMatchObject({ amountFen: '12600000' })
  })
})

describe('acceptance', () => {
  const defect = { item: '花名册', text: '缺出生日期', clause: '' }
  const askFor = async (caseId: string, items = [defect], reason = '') =>
    requestCorrection(world.house, await world.actorOf(world.people.officer), {
      caseId,
      defects: items,
      reason,
      once: once(),
    })

  it('starts anew when what was wrong is mended', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const { caseId } = await county.submit(cycleId, institution)
    await askFor(caseId)
    await world.goOn('2026-11-20T02:00:00.000Z')
    expect(await county.claim(caseId)).toMatchObject({ state: 'correcting' })
    expect(await county.task(caseId, 'correction')).toMatchObject({ due_at: '2026-12-02T09:30:00.000Z' })
    const { version } = await county.claim(caseId)
    const actor = await world.actorOf(institution.contact)
    const receipt = await mendClaim(world.house, actor, { caseId, version, statement: true, once: once() })
    await world.goOn()
    // Five working days after Friday, 20 November.
    expect(receipt.dueAt).toBe('2026-11-27T09:30:00.000Z')
    expect(await county.claim(caseId)).toMatchObject({ state: 'submitted', submission_round: 2 })
    await county.accept(caseId)
    expect(await county.claim(caseId)).toMatchObject({ state: 'accepted', accepted_at: '2026-11-20T02:00:00.000Z' })
    expect(await county.notices(caseId, institution.unitId)).toEqual([
      'claim-received',
      'correction-requested',
      'claim-received',
      'claim-accepted',
    ])
  })

  it('asks a second time only for what it named, or with a reason', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const { caseId } = await county.submit(cycleId, institution)
    await askFor(caseId)
    const { version } = await county.claim(caseId)
    const actor = await world.actorOf(institution.contact)
    await mendClaim(world.house, actor, { caseId, version, statement: true, once: once() })
    const other = { item: '备案回执', text: '不清晰', clause: '' }
    await expect(askFor(caseId, [other])).rejects.toMatchObject({ code: 'named-once-already' })
    await askFor(caseId, [other], '补正后的材料才显出来')
    expect((await county.claim(caseId)).state).toBe('correcting')
  })

  it('lapses by silence on what was wrong, after a reminder, and frees what was held', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const { caseId } = await county.submit(cycleId, institution)
    await askFor(caseId)
    await world.goOn('2026-12-02T09:30:00.000Z')
    expect((await county.claim(caseId)).state).toBe('correcting')
    expect(await county.notices(caseId, institution.unitId)).toContain('claim-due-soon')
    await world.goOn('2026-12-02T09:30:00.001Z')
    expect(await county.claim(caseId)).toMatchObject({ state: 'lapsed', ended_reason: 'not-corrected' })
    expect((await county.notices(caseId, institution.unitId)).at(-1)).toBe('claim-lapsed')
    const held = await world.database
      .selectFrom('entitlements')
      .select('id')
      .where('case_id', '=', caseId)
      .where('released_at', 'is', null)
      .execute()
    expect(held).toEqual([])
    // The round is still open.
    expect((await county.submit(cycleId, institution)).caseId).not.toBe(caseId)
  })

  it('lets evidence be taken away, unless the application names it or it was handed in', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const draft = await county.prepare(cycleId, institution)
    const { caseId } = draft
    const actor = await world.actorOf(institution.contact)
    const remove = (fileId: string) => removeEvidence(world.house, actor, { caseId, fileId })
    const files = async () =>
      (await world.database.selectFrom('files').select('id').where('case_id', '=', caseId).execute()).length
    const bytes = new TextEncoder().encode('多余的')
    const { fileId } = await storeEvidence(world.house, actor, { caseId, name: '多余.txt', bytes })
    await remove(fileId)
    expect(await files()).toBe(4)
    await expect(remove(fileId)).rejects.toMatchObject({ what: 'file' })
    const { evidence } = (await county.claim(caseId)).answers as { evidence: Record<string, string[]> }
    const roll = evidence.roll?.[0] ?? ''
    await expect(remove(roll)).rejects.toMatchObject({ code: 'file-in-use' })
    await county.handIn(institution, draft)
    await expect(remove(roll)).rejects.toMatchObject({ code: 'not-in-this-state' })
    await askFor(caseId)
    const { answers, version } = await county.claim(caseId)
    const { facts } = answers as { facts: Record<string, unknown> }
    await saveClaim(world.house, actor, { caseId, version, answers: { facts, evidence: { ...evidence, roll: [] } } })
    await remove(roll)
    expect(await files()).toBe(4)
  })

  it('is given by the silence of the officer where the pack says so, to the millisecond', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch()
    const { caseId, dueAt } = await county.submit(cycleId, institution)
    await world.goOn(dueAt)
    expect((await county.claim(caseId)).state).toBe('submitted')
    await world.goOn(later(dueAt))
    expect(await county.claim(caseId)).toMatchObject({ state: 'accepted', accepted_at: later(dueAt) })
    const late = requestCorrection(world.house, await world.actorOf(world.people.officer), {
      caseId,
      defects: [defect],
      reason: '',
      once: once(),
    })
    await expect(late).rejects.toMatchObject({ code: 'not-in-this-state' })
    const [silence] = await rowsOf(world, cycleId).decisions('silence')
    expect(silence).toMatchObject({ case_id: caseId, verdict: 'accepted', person_name: 'clock' })
  })

  it('climbs where silence means nothing: the officer, then those above', async () => {
    const institution = await county.addInstitution()
    const cycleId = await county.launch({ rules: { acceptanceSilence: 'climbs' } })
    const { caseId } = await county.submit(cycleId, institution)
    await world.goOn('2026-12-01T02:00:00.000Z')
    expect((await county.claim(caseId)).state).toBe('submitted')
    const rungs = (await rowsOf(world, cycleId).rungs()).filter(({ case_id }) => case_id === caseId)
    expect(rungs.map(({ rung, state }) => [rung, state])).toEqual([
      ['reminder', 'done'],
      ['urging', 'done'],
      ['head', 'done'],
    ])
  })
})
