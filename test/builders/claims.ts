import { beginClaim } from '../../acts/begin-claim.ts'
import { acceptClaim } from '../../acts/decide-acceptance.ts'
import { approveClaim } from '../../acts/decide-claim.ts'
import { declareInterest } from '../../acts/declare-interest.ts'
import { createRound, type RoundDraft, saveRound } from '../../acts/draft-round.ts'
import { loadPolicies } from '../../acts/load-policies.ts'
import { type Finding, reviewClaim } from '../../acts/review-claim.ts'
import { type Child, saveChildren, saveClaim } from '../../acts/save-claim.ts'
import { sign } from '../../acts/sign.ts'
import { storeEvidence } from '../../acts/store-evidence.ts'
import { submitClaim } from '../../acts/submit-claim.ts'
import { submitForSignature } from '../../acts/submit-for-signature.ts'
import type { ClaimRules } from '../../domain/claim-rules.ts'
import { changedFiles, readPacks } from '../../policies/read-pack.ts'
import type { Member, Office } from './office.ts'
import { once, rowsOf, type World } from './world.ts'

/** A filed institution with whoever applies for it. */
export type Institution = {
  readonly unitId: string
  readonly filingId: string
  readonly name: string
  readonly contact: Member
}

/** 12 infants at 3,000 and 45 others at 2,000 yuan: 126,000 yuan. */
export const fiftySeven = {
  countedOn: '2024-12-01',
  classes: [
    { kind: 'infant', heads: 12 },
    { kind: 'senior', heads: 45 },
  ],
} as const

/** Children of one class: so many thousand yuan as there are pairs of heads. */
export const heads = (count: number) => ({
  countedOn: '2024-12-01',
  classes: [{ kind: 'senior', heads: count }],
})

export const opensAt = '2026-11-18T01:00:00.000Z'
export const closesAt = '2026-12-04T09:30:00.000Z'

const evidence = ['registration', 'filing-receipt', 'roll', 'fees']

export const roundDraft: RoundDraft = {
  title: '2024年度普惠托育机构运营补助',
  opensOn: '2026-11-18',
  closesOn: '2026-12-04',
  closeOfBusiness: '17:30',
  appropriationFen: '50000000',
  source: '演示预算〔2026〕1号',
  readings: {
    headcount: 'on-day',
    partYear: 'full-rate',
    classChange: 'class-when-counted',
    age: 'under-three-when-counted',
  },
  noticeWorkingDays: null,
  contact: { name: '许知言', phone: '0537-000 0118' },
  documentNumber: '',
}

/** What of a world a county needs. */
type CountyWorld = Office & Pick<World, 'database'>

/** The county of a world with its reviewers, and institutions that filed with it. `goOn` lets what follows an act happen. */
export async function openCounty(world: CountyWorld, { goOn = world.goOn }: { goOn?: World['goOn'] } = {}) {
  const { house, database, addUnit, addMember, actorOf, people, authority } = world
  const read = readPacks(['policies/jining'])
  if (!read.ok) throw new Error(`the pack is not read: ${JSON.stringify(read.errors[0])}`)
  await loadPolicies(database, { packs: read.packs, calendars: [], changedFiles })
  const reviewer = await addMember('苏审', authority, 'reviewer')
  const secondReviewer = await addMember('罗审', authority, 'reviewer')
  let filings = 0

  const addInstitution = async (name = `第${filings + 1}托育有限公司`, { places = 60 } = {}): Promise<Institution> => {
    const filing = ++filings
    const unitId = await addUnit(name, { kind: 'institution', level: 'institution' })
    const contact = await addMember(`${name}经办`, unitId, 'contact')
    const { id } = await database
      .insertInto('filings')
      .values({
        filing_number: `JN-${String(filing).padStart(4, '0')}`,
        unit_id: unitId,
        county_id: authority,
        name,
        credit_code: '91370800DEMO000001',
        inclusive: true,
        kind: 'institution',
        places,
        filed_on: '2022-05-01',
        ended_on: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { unitId, filingId: id, name, contact }
  }

  /** A round as far as it is wanted; `rules` are changed after they were frozen. */
  const launch = async ({
    until = 'open',
    draft = {},
    rules = {},
    year = 2024,
  }: {
    until?: 'draft' | 'signing' | 'going-out' | 'open'
    draft?: Partial<RoundDraft>
    rules?: Partial<ClaimRules>
    year?: number
  } = {}): Promise<string> => {
    const officer = await actorOf(people.officer)
    const { cycleId } = await createRound(house, officer, {
      pack: 'jining',
      scheme: 'operation',
      year,
      title: roundDraft.title,
      once: once(),
    })
    await saveRound(house, officer, { cycleId, version: 1, round: { ...roundDraft, ...draft } })
    if (until === 'draft') return cycleId
    await submitForSignature(house, officer, { cycleId, version: 2, once: once() })
    const frozen = (await rowsOf(world, cycleId).cycle()).parameters as ClaimRules
    await database
      .updateTable('cycles')
      .set({ parameters: JSON.stringify({ ...frozen, ...rules }) })
      .where('id', '=', cycleId)
      .execute()
    await goOn()
    if (until === 'signing') return cycleId
    for (const seat of [people.sectionHead, people.leader]) {
      const task = (await rowsOf(world, cycleId).tasks()).find(({ state }) => state === 'open')
      await sign(house, await actorOf(seat), { taskId: task?.id ?? '', once: once() })
      await goOn()
    }
    if (until === 'open') await goOn(opensAt)
    return cycleId
  }

  /** An application that is ready to be handed in. */
  const prepare = async (
    cycleId: string,
    { filingId, contact, name }: Institution,
    {
      facts = fiftySeven,
      children = [],
    }: { facts?: Readonly<Record<string, unknown>>; children?: readonly Child[] } = {},
  ): Promise<{ caseId: string; version: number }> => {
    const actor = await actorOf(contact)
    const { caseId, version } = await beginClaim(house, actor, { cycleId, filingId })
    const files: Record<string, string[]> = {}
    for (const each of evidence) {
      const bytes = new TextEncoder().encode(`${name} ${each} ${caseId}`)
      files[each] = [(await storeEvidence(house, actor, { caseId, name: `${each}.txt`, bytes })).fileId]
    }
    const saved = await saveClaim(house, actor, { caseId, version, answers: { facts, evidence: files } })
    if (children.length === 0) return { caseId, version: saved.version }
    const roll = await saveChildren(house, actor, { caseId, version: saved.version, children })
    return { caseId, version: roll.version }
  }
  const handIn = async ({ contact }: Institution, { caseId, version }: { caseId: string; version: number }) => {
    const receipt = await submitClaim(house, await actorOf(contact), { caseId, version, statement: true, once: once() })
    return { ...receipt, caseId }
  }

  return {
    reviewer,
    secondReviewer,
    addInstitution,
    launch,
    prepare,
    handIn,
    submit: async (cycleId: string, institution: Institution, given: Parameters<typeof prepare>[2] = {}) =>
      handIn(institution, await prepare(cycleId, institution, given)),
    accept: async (caseId: string, by: Member = people.officer) => {
      await acceptClaim(house, await actorOf(by), { caseId, once: once() })
      await goOn()
    },
    review: async (caseId: string, finding: Partial<Finding> = {}, by: Member = reviewer) => {
      const actor = await actorOf(by)
      await declareInterest(house, actor, { caseId, conflicted: false, reason: '' })
      const found: Finding = { facts: {}, cutChildren: [], verdict: 'support', reason: '', clause: '', ...finding }
      const result = await reviewClaim(house, actor, { caseId, finding: found, once: once() })
      await goOn()
      return result
    },
    approve: async (caseId: string, by: Member = people.approver) => {
      const actor = await actorOf(by)
      await declareInterest(house, actor, { caseId, conflicted: false, reason: '' })
      const result = await approveClaim(house, actor, { caseId, once: once() })
      await goOn()
      return result
    },
    claim: (caseId: string) =>
      database.selectFrom('claims').selectAll().where('case_id', '=', caseId).executeTakeFirstOrThrow(),
    task: (caseId: string, step: string) =>
      database
        .selectFrom('tasks')
        .selectAll()
        .where('case_id', '=', caseId)
        .where('step', '=', step)
        .orderBy('round', 'desc')
        .executeTakeFirstOrThrow(),
    notices: async (caseId: string, unitId: string): Promise<string[]> => {
      const rows = await database
        .selectFrom('notices')
        .select('occasion')
        .where('case_id', '=', caseId)
        .where('unit_id', '=', unitId)
        .orderBy('created_at')
        .execute()
      return rows.map(({ occasion }) => occasion)
    },
    budget: (cycleId: string) =>
      database.selectFrom('budgets').selectAll().where('cycle_id', '=', cycleId).executeTakeFirstOrThrow(),
  }
}

export type County = Awaited<ReturnType<typeof openCounty>>
