import { beginClaim } from '../acts/begin-claim.ts'
import { acceptClaim, refuseAcceptance, requestCorrection } from '../acts/decide-acceptance.ts'
import { approveClaim, refuseClaim } from '../acts/decide-claim.ts'
import { declareInterest } from '../acts/declare-interest.ts'
import { confirmAccount, proposeAccount } from '../acts/propose-account.ts'
import { answerWarning, requestSupplement, reviewClaim } from '../acts/review-claim.ts'
import { saveChildren, saveClaim } from '../acts/save-claim.ts'
import { storeEvidence } from '../acts/store-evidence.ts'
import { submitClaim } from '../acts/submit-claim.ts'
import { withdrawClaim } from '../acts/withdraw-claim.ts'
import type { Actor } from '../domain/actor.ts'
import { RuleBroken } from '../domain/refusal.ts'
import { type Scheme, schemeOf } from '../domain/scheme.ts'
import type {
  ClaimStep,
  DemonstrationClaim,
  DemonstrationInstitution,
  DemonstrationRound,
} from '../policies/read-claims-demonstration.ts'
import { inventChildren } from './demonstration-children.ts'
import { type DemonstrationStage, missing } from './demonstration-stage.ts'

type Step<Act extends string> = Extract<ClaimStep, { readonly act: Act }>

/** A round that is under way. */
export type PlayedRound = {
  readonly round: DemonstrationRound
  readonly once: (name: string) => { readonly key: string }
  /** The day so many working days before the first start. */
  readonly dayOf: (back: number) => string
  cycleId: string
}
export type DemonstrationClaims = Awaited<ReturnType<typeof demonstrationClaims>>

/** Files of a claim are short texts; the same institution's are the same but for their title. */
const fileOf = (institution: string, title: string): { name: string; bytes: Uint8Array } => ({
  name: `${title}.txt`,
  bytes: Buffer.from(`演示材料，并非真实文件。\n${title}\n${institution}\n`, 'utf8'),
})

/** The institutions with their filings, and everything that can happen to their claims. */
export async function demonstrationClaims(
  { house, pack, unitId, actorOf, addUnit, addPerson }: DemonstrationStage,
  institutions: readonly DemonstrationInstitution[],
) {
  const { database } = house
  const filings = new Map<string, string>()
  for (const each of institutions) await file(each)
  const caseIds = new Map<string, string>()
  const caseKey = ({ cycleId }: PlayedRound, institution: string): string => `${cycleId}/${institution}`
  const caseOf = (played: PlayedRound, institution: string): string =>
    caseIds.get(caseKey(played, institution)) ?? missing(`claim of ${institution}`)
  const institutionOf = (key: string): DemonstrationInstitution =>
    institutions.find(each => each.key === key) ?? missing(`institution ${key}`)

  async function file(each: DemonstrationInstitution): Promise<void> {
    const unit = {
      code: each.filing,
      kind: 'institution',
      level: 'institution',
      name: each.name,
      parent_id: unitId(each.county),
      superior_id: null,
      demo: true,
      close_of_business: null,
      closed_at: null,
    }
    const { id } = await database.insertInto('units').values(unit).returning('id').executeTakeFirstOrThrow()
    addUnit(each.filing, id)
    await addPerson({
      key: each.key,
      name: each.applicant,
      mobile: each.mobile,
      email: `${each.key}@tuoyu.example`,
      memberships: [{ unit: each.filing, role: 'applicant' }],
    })
    const filing = await database
      .insertInto('filings')
      .values({
        filing_number: each.filing,
        unit_id: id,
        county_id: unitId(each.county),
        name: each.name,
        credit_code: each.creditCode,
        inclusive: each.inclusive,
        kind: each.kind,
        places: each.places,
        filed_on: each.filedOn,
        ended_on: null,
        demo: true,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    filings.set(each.key, filing.id)
  }

  const schemeOfRound = ({ round }: PlayedRound): Scheme =>
    schemeOf(pack, round.scheme) ?? missing(`scheme ${round.scheme}`)
  const classesOf = (heads: Readonly<Record<string, number>>) =>
    Object.entries(heads).map(([kind, count]) => ({ kind, heads: count }))

  /** A draft that could be handed in: files, answers, children. */
  async function fillIn(played: PlayedRound, claim: DemonstrationClaim): Promise<{ actor: Actor; version: number }> {
    const { round, cycleId } = played
    const { name, key } = institutionOf(claim.institution)
    const actor = await actorOf(key)
    const begun = await beginClaim(house, actor, { cycleId, filingId: filings.get(key) ?? missing(`filing of ${key}`) })
    const { caseId } = begun
    caseIds.set(caseKey(played, key), caseId)
    const evidence: Record<string, string[]> = {}
    for (const { id, label, required } of schemeOfRound(played).evidence) {
      if (!required) continue
      const same = claim.sameDocumentAs && id === 'fees' ? institutionOf(claim.sameDocumentAs).name : name
      evidence[id] = [(await storeEvidence(house, actor, { caseId, ...fileOf(same, label.zh) })).fileId]
    }
    const counted = Object.keys(claim.children).length > 0
    const facts = {
      ...claim.facts,
      ...(counted ? { classes: classesOf(claim.children) } : {}),
      ...(round.countedOn ? { countedOn: round.countedOn } : {}),
    }
    const { version } = await saveClaim(house, actor, { caseId, version: begun.version, answers: { facts, evidence } })
    if (!counted) return { actor, version }
    const nth = institutions.findIndex(each => each.key === key) + 1
    const children = inventChildren(nth, claim.children, round.countedOn ?? `${round.year}-12-01`)
    return { actor, version: (await saveChildren(house, actor, { caseId, version, children })).version }
  }

  async function submit(played: PlayedRound, claim: DemonstrationClaim, { refused }: Step<'submit'>): Promise<void> {
    const { actor, version } = await fillIn(played, claim)
    const caseId = caseOf(played, claim.institution)
    const once = played.once(`submit:${claim.institution}`)
    const said = await submitClaim(house, actor, { caseId, version, statement: true, once }).catch(fault => {
      if (fault instanceof RuleBroken && fault.code === refused) return refused
      throw fault
    })
    if (refused && said !== refused) throw new Error(`the demonstration expects ${refused}, and nothing was refused`)
  }

  async function review(
    { round, once }: PlayedRound,
    claim: DemonstrationClaim,
    caseId: string,
    { by = round.reviewer, verdict, facts, heads, reason, clause }: Step<'review'>,
  ): Promise<void> {
    const actor = await seated(by, caseId)
    const rows = Object.entries(claim.children).flatMap(([kind, count]) =>
      Array.from({ length: count }, (_, nth) => ({ kind, nth })),
    )
    const cutChildren = rows.flatMap(({ kind, nth }, position) =>
      heads && nth >= (heads[kind] ?? 0) ? [{ position, reason }] : [],
    )
    const found = { ...facts, ...(heads ? { classes: classesOf(heads) } : {}) }
    await reviewClaim(house, actor, {
      caseId,
      finding: { facts: found, cutChildren, verdict, reason, clause },
      once: once(`review:${claim.institution}`),
    })
  }

  // Whoever decides says first that the claim is none of their own business.
  async function seated(key: string, caseId: string): Promise<Actor> {
    const actor = await actorOf(key)
    await declareInterest(house, actor, { caseId, conflicted: false, reason: '' })
    return actor
  }

  async function propose(
    { once }: PlayedRound,
    institution: string,
    caseId: string,
    { number, bank, bankCode }: Step<'account'>,
  ): Promise<void> {
    const account = { holder: institutionOf(institution).name, number, bank, bankCode }
    await proposeAccount(house, await actorOf(institution), { caseId, account, once: once(`account:${institution}`) })
  }

  async function confirm({ once }: PlayedRound, institution: string, caseId: string, by: string): Promise<void> {
    const { id: accountId } = await database
      .selectFrom('accounts')
      .select('id')
      .where('unit_id', '=', unitId(institutionOf(institution).filing))
      .where('state', '=', 'proposed')
      .executeTakeFirstOrThrow()
    await confirmAccount(house, await actorOf(by), { caseId, accountId, once: once(`confirm:${institution}`) })
  }

  async function answerWarnings(caseId: string, actor: Actor, { kind, answer }: Step<'answer-warning'>): Promise<void> {
    const warnings = await database
      .selectFrom('claim_warnings')
      .select('id')
      .where('case_id', '=', caseId)
      .where('kind', '=', kind)
      .execute()
    if (warnings.length === 0) missing(`warning ${kind}`)
    for (const { id } of warnings) await answerWarning(house, actor, { caseId, warningId: id, answer })
  }

  async function doStep(played: PlayedRound, claim: DemonstrationClaim, step: ClaimStep): Promise<unknown> {
    const { round } = played
    const { institution } = claim
    if (step.act === 'draft') return fillIn(played, claim)
    if (step.act === 'submit') return submit(played, claim, step)
    const caseId = caseOf(played, institution)
    const once = played.once(`${step.act}:${institution}`)
    const officer = () => actorOf(round.officer)
    switch (step.act) {
      case 'accept':
        return acceptClaim(house, await officer(), { caseId, once })
      case 'refuse-acceptance':
        return refuseAcceptance(house, await officer(), { caseId, reason: step.reason, clause: step.clause, once })
      case 'request-correction':
        return requestCorrection(house, await officer(), { caseId, defects: step.defects, reason: '', once })
      case 'declare-conflict':
        return declareInterest(house, await actorOf(step.by), { caseId, conflicted: true, reason: step.reason })
      case 'answer-warning':
        return answerWarnings(caseId, await seated(step.by ?? round.reviewer, caseId), step)
      case 'request-supplement': {
        const actor = await seated(step.by ?? round.reviewer, caseId)
        return requestSupplement(house, actor, { caseId, items: step.defects, once })
      }
      case 'review':
        return review(played, claim, caseId, step)
      case 'approve':
        return approveClaim(house, await seated(round.approver, caseId), { caseId, once })
      case 'refuse': {
        const { reason, clause } = step
        return refuseClaim(house, await seated(round.approver, caseId), { caseId, reason, clause, once })
      }
      case 'withdraw':
        return withdrawClaim(house, await actorOf(institution), { caseId, reason: step.reason, once })
      case 'account':
        return propose(played, institution, caseId, step)
      case 'confirm-account':
        return confirm(played, institution, caseId, step.by)
    }
  }

  return { doStep, caseOf }
}
