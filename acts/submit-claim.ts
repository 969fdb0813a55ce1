import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '../domain/actor.ts'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import type { Scheme } from '../domain/scheme.ts'
import type { Assessment } from '../policies/assess.ts'
import { readPack } from '../records/cycle.ts'
import type { Tx } from '../records/database.ts'
import { together } from '../records/together.ts'
import { canonical, type Doing, type House, openScope, perform, recordAudit } from './act.ts'
import {
  assessClaim,
  assessmentAsJson,
  type ChildFact,
  type ClaimAnswers,
  childRows,
  childrenOf,
  factsOfClaim,
} from './claim-facts.ts'

import {
  claimRulesOf,
  demandClaim,
  type LockedClaim,
  lockClaim,
  moveClaim,
  openTaskOf,
  schemeOfCycle,
  wakeClaim,
} from './claim-matter.ts'
import { recordDecision } from './decision.ts'
import { holdEntitlements } from './hold-entitlements.ts'
import { markWarnings } from './mark-warnings.ts'
import { caseScope } from './money-matter.ts'
import { contacts, writeNotices } from './notify.ts'
import { openClaimTask } from './open-claim-task.ts'
import { closeTask } from './open-tasks.ts'
import { frameOf, instant } from './wording.ts'

export interface ClaimReceipt {
  readonly number: string
  /** The how manieth time it was handed in. */
  readonly round: number
  readonly receivedAt: string
  /** By when the applicant is told whether it is accepted. */
  readonly dueAt: string
  /** In fen, as a decimal number; null where the scheme refuses it, which a reviewer will say. */
  readonly amountFen: string | null
}

interface Handing {
  readonly caseId: string
  readonly version: number
  /** That what was filled in is true. */
  readonly statement: boolean
  readonly once: { readonly key: string }
}

/**
 * Hands an application in (收件). What may be had once is held from now on.
 *
 * @throws FieldErrors naming every fact, child or evidence that is wrong or missing, or the statement
 * @throws RuleBroken `round-closed`; `draft-changed`; `held-already`, `held-elsewhere`
 */
export function submitClaim(house: House, actor: Actor, handing: Handing): Promise<ClaimReceipt> {
  return handIn(house, actor, handing, 'submit-claim', async ({ tx }, { cycle, claim }, now) => {
    if (cycle.state !== 'open' || !cycle.due_at || now > cycle.due_at) throw new RuleBroken('round-closed')
    await openScope(tx, caseScope(claim.case_id), 'claim', cycle.id)
  })
}

/**
 * Hands an application in again, mended: a new period of acceptance begins.
 *
 * @throws RuleBroken `correction-overdue` where the period has run out, else as `submitClaim`
 */
export function mendClaim(house: House, actor: Actor, handing: Handing): Promise<ClaimReceipt> {
  return handIn(house, actor, handing, 'mend-claim', async (doing, { claim }, now) => {
    const { tx } = doing
    const task = await openTaskOf(tx, claim.case_id, 'correction')
    if (task?.due_at && now > task.due_at) throw new RuleBroken('correction-overdue', { dueAt: task.due_at })
    if (task) await closeTask(tx, task.id, 'mended', now, actor.personId)
    await tx
      .updateTable('defects')
      .set({ mended_at: now })
      .where('case_id', '=', claim.case_id)
      .where('stage', '=', 'correction')
      .where('mended_at', 'is', null)
      .execute()
    wakeClaim(doing, claim.case_id)
  })
}

function handIn(
  house: House,
  actor: Actor,
  { caseId, version, statement, once }: Handing,
  act: 'submit-claim' | 'mend-claim',
  before: (doing: Doing, locked: LockedClaim, now: string) => Promise<void>,
): Promise<ClaimReceipt> {
  return perform(house, { actor, once: { key: once.key, request: [act, caseId, version, statement] } }, async doing => {
    const { tx } = doing
    const locked = await lockClaim(tx, caseId)
    const { cycle, theCase, claim, now } = locked
    await demandClaim(tx, act, actor, locked)
    if (claim.version !== version) throw new RuleBroken('draft-changed')
    if (!statement) throw new FieldErrors([{ field: 'statement', code: 'required' }])
    await before(doing, locked, now)
    const { scheme } = await schemeOfCycle(tx, cycle)
    const { year, children } = await groundOf(tx, locked)
    const missing = missingEvidence(scheme, claim.answers as ClaimAnswers)
    const { assessment, facts } = assessOrRefuse(locked, scheme, { year, children }, missing)
    const number = claim.number ?? (await nextNumber(tx, year))
    const round = claim.submission_round + 1
    await holdEntitlements(tx, {
      scheme: scheme.id,
      caseId,
      cycleId: cycle.id,
      keys: assessment.onceKeys,
      at: now,
    })
    house.reach('claim-held')
    const assessed = await assessmentRow(tx, locked, assessment, facts, 'application', now)
    await together(tx, submissionRow(doing, locked, { number, round, now, children }), assessed.row)
    await moveClaim(tx, caseId, 'submitted', now, {
      number,
      received_at: claim.received_at ?? now,
      asked_fen: assessment.amountFen,
      version: version + 1,
      submission_round: round,
      assessment_id: assessed.id,
    })
    await markWarnings(tx, { caseId, unitId: theCase.unit_id, assessment })
    const dueAt = await openClaimTask(doing, { cycle, theCase, claim: { number } }, { step: 'acceptance', round, now })
    await tellReceived(doing, locked, { number, now, dueAt: dueAt ?? now, round })
    recordDecision(doing, { cycleId: cycle.id, caseId, step: 'acceptance', round, act, at: now })
    recordAudit(doing, { act, at: now, cycleId: cycle.id, caseId, detail: { number, round } })
    return {
      number,
      round,
      receivedAt: now,
      dueAt: dueAt ?? now,
      amountFen: assessment.amountFen === null ? null : String(assessment.amountFen),
    }
  })
}

const missingEvidence = (scheme: Scheme, { evidence }: ClaimAnswers): FieldError[] =>
  scheme.evidence
    .filter(({ id, required }) => required && (evidence[id]?.length ?? 0) === 0)
    .map(({ id }) => ({ field: `evidence.${id}`, code: 'required' }))

interface Ground {
  readonly year: number
  readonly children: readonly ChildFact[]
}

async function groundOf(tx: Tx, { cycle, claim }: LockedClaim): Promise<Ground> {
  const [[round], children] = await together(
    tx,
    tx.selectFrom('rounds').select('year').where('cycle_id', '=', cycle.id),
    childRows(tx, claim.case_id),
  )
  if (!round) throw new NotFound('round')
  return { year: round.year, children: childrenOf(children) }
}

/** What the scheme says to an application; everything that is wrong or missing is named at once. @throws FieldErrors */
function assessOrRefuse(
  { cycle, claim, filing }: LockedClaim,
  scheme: Scheme,
  { year, children }: Ground,
  errors: readonly FieldError[],
): { assessment: Assessment; facts: Record<string, unknown> } {
  const { facts } = claim.answers as ClaimAnswers
  const ground = { scheme, filing, year, readings: claimRulesOf(cycle).readings, facts, children }
  const answer = assessClaim(ground)
  if (!answer.ok) throw new FieldErrors([...errors, ...answer.problems.map(({ at, code }) => fieldOf(at, code))])
  const { missing } = answer.assessment
  const asked = missing.filter(name => !isRegistered(scheme, name))
  if (errors.length > 0 || asked.length > 0)
    throw new FieldErrors([...errors, ...asked.map(name => fieldOf(name, 'required'))])
  return { assessment: answer.assessment, facts: factsOfClaim(ground) }
}

/** A fact as a form names it: `classes[1].heads` is `facts.classes.1.heads`. */
export const fieldOf = (at: string, code: string): FieldError => {
  const field = at.replace(/\[(\d+)\]/g, '.$1')
  return { field: field.startsWith('children') ? field : `facts.${field}`, code }
}

// What a register would have to say is not asked of the applicant; whoever reviews finds it.
const isRegistered = (scheme: Scheme, name: string): boolean =>
  scheme.facts.some(fact => fact.origin === 'register' && fact.name === name)

async function nextNumber(tx: Tx, year: number): Promise<string> {
  const { rows } = await sql<{ nth: string }>`select lpad(nextval('claim_numbers')::text, 6, '0') as nth`.execute(tx)
  return `SB${year}-${rows[0]?.nth}`
}

// What was handed in is kept as it was, with the roll by its keyed hashes only.
const submissionRow = (
  { tx, actor }: Doing,
  { cycle, theCase, claim }: LockedClaim,
  { number, round, now, children }: { number: string; round: number; now: string; children: readonly ChildFact[] },
) =>
  tx.insertInto('submissions').values({
    cycle_id: cycle.id,
    case_id: theCase.id,
    seq: round,
    receipt: round === 1 ? number : `${number}-${round}`,
    kind: 'claim',
    late: false,
    received_at: now,
    recorded_at: now,
    due_at: theCase.due_at,
    channel: 'online',
    by_person: actor?.personId ?? null,
    by_name: actor?.personName ?? '',
    unit_name: theCase.unit_name,
    recorded_by: null,
    recorded_by_name: null,
    form_sha256: cycle.text_sha256 ?? '',
    body: canonical({ ...(claim.answers as ClaimAnswers), children }),
  })

/** What a scheme said to a claim, to be kept for ever: with the facts and readings that it said it to. */
export async function assessmentRow(
  tx: Tx,
  { cycle, claim }: Pick<LockedClaim, 'cycle' | 'claim'>,
  assessment: Assessment,
  facts: Record<string, unknown>,
  madeFor: 'application' | 'review',
  now: string,
) {
  const id = randomUUID() as string
  const { id: pack, version } = await readPack(tx, cycle.policy_version_id)
  const row = tx.insertInto('assessments').values({
    id,
    case_id: claim.case_id,
    made_for: madeFor,
    rule_version: `${pack} ${version}`,
    facts: JSON.stringify(facts),
    readings: JSON.stringify(claimRulesOf(cycle).readings),
    answer: assessmentAsJson(assessment),
    amount_fen: assessment.amountFen,
    at: now,
  })
  return { id, row }
}

async function tellReceived(
  { tx, house }: Doing,
  { cycle, theCase }: LockedClaim,
  { number, now, dueAt, round }: { number: string; now: string; dueAt: string; round: number },
): Promise<void> {
  const people = await contacts(tx, [theCase.unit_id], now)
  await writeNotices(tx, house, now, [
    {
      key: `claim-received:${theCase.id}:${round}`,
      cycleId: cycle.id,
      caseId: theCase.id,
      unitId: theCase.unit_id,
      path: `/claims/${theCase.id}`,
      recipients: people.get(theCase.unit_id) ?? [],
      notice: (language, link) => ({
        occasion: 'claim-received',
        data: {
          ...frameOf(cycle, language, now, theCase.unit_name, link),
          receiptNo: number,
          receivedAt: instant(now, language, now),
          dueAt: instant(dueAt, language, now),
        },
      }),
    },
  ])
}
