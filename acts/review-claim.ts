import type { Actor } from '../domain/actor.ts'
import { dueOfClaimStep, rungsOfClaimStep } from '../domain/claim-rules.ts'
import type { Stop } from '../domain/deadline.ts'
import { localDateOf } from '../domain/local-time.ts'
import { type FieldError, FieldErrors, NotFound, RuleBroken } from '../domain/refusal.ts'
import type { Scheme } from '../domain/scheme.ts'
import { yuan } from '../domain/yuan.ts'
import type { Reader } from '../records/database.ts'
import { together } from '../records/together.ts'
import { type Doing, type House, perform, recordAudit } from './act.ts'
import {
  type AssessmentGround,
  assessClaim,
  type ClaimAnswers,
  childRows,
  childrenOf,
  factsOfClaim,
  reviewedFacts,
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
import type { Defect } from './claim-notices.ts'
import { compareRoll, type RollGap } from './compare-roll.ts'
import { tellDecision, writeDefects, wrongDefects } from './decide-acceptance.ts'
import { recordDecision } from './decision.ts'
import { demandNoInterest } from './declare-interest.ts'
import { holdEntitlements } from './hold-entitlements.ts'
import { type CycleRow, readCalendar, type TaskRow } from './matter.ts'
import { caseScope } from './money-matter.ts'
import { nextReviewSeat, openClaimTask } from './open-claim-task.ts'
import { closeTask, voidRungs, writeDueWorking, writeRungs } from './open-tasks.ts'
import { checkPlainText } from './plain-text.ts'
import { assessmentRow, fieldOf } from './submit-claim.ts'

type InReview = LockedClaim & { readonly task: TaskRow }

/** Answers a mark of a claim: the same child, document or account elsewhere, or what the scheme warns of. */
export function answerWarning(
  house: House,
  actor: Actor,
  { caseId, warningId, answer }: { caseId: string; warningId: string; answer: string },
): Promise<void> {
  return inReview(house, actor, { caseId, request: ['answer-warning'] }, async ({ tx }, _review, now) => {
    const errors = checkPlainText('answer', answer, { required: true, longest: 1000 })
    if (errors.length > 0) throw new FieldErrors(errors)
    const found = await tx
      .updateTable('claim_warnings')
      .set({
        answer: answer.trim(),
        answered_by: actor.personId,
        answered_by_name: actor.personName,
        answered_at: now,
      })
      .where('case_id', '=', caseId)
      .where('id', '=', /^[0-9a-f-]{36}$/.test(warningId) ? warningId : caseId)
      .returning('id')
      .executeTakeFirst()
    if (!found) throw new FieldErrors([{ field: 'warningId', code: 'unknown' }])
  })
}

/** What a reviewer finds. */
export interface Finding {
  /** Facts that are otherwise than the applicant said, by name; the others stand. */
  readonly facts: Readonly<Record<string, unknown>>
  /** Children who are not counted, by their place in the roll (from 0), each with its reason. */
  readonly cutChildren: readonly { readonly position: number; readonly reason: string }[]
  readonly verdict: 'support' | 'refuse'
  /** Required where less is granted than asked, and for a refusal. */
  readonly reason: string
  readonly clause: string
}

/**
 * Reviews a claim: what is granted is worked out from what was found. The last seat sends it for approval.
 *
 * @returns what is granted in fen, as a decimal number; null for a refusal
 * @throws FieldErrors naming the fact, child, reason or clause
 * @throws RuleBroken `warnings-open` (`count`); `not-eligible` (`clause`) where the scheme refuses what is to be supported;
 *   `interest-undeclared`, `interest-conflicted`, `own-claim`
 */
export function reviewClaim(
  house: House,
  actor: Actor,
  { caseId, finding, once }: { caseId: string; finding: Finding; once: { readonly key: string } },
): Promise<{ grantedFen: string | null }> {
  const request = ['review-claim', caseId, finding]
  return inReview(house, actor, { caseId, once, request }, async (doing, review, now) => {
    const { tx } = doing
    const { cycle, claim, task } = review
    await demandAnswered(doing, caseId)
    const grant = finding.verdict === 'support' ? await work(doing, review, finding, now) : null
    if (finding.verdict === 'refuse') {
      demandGrounds(finding)
      await tx.updateTable('claims').set({ granted_fen: null }).where('case_id', '=', caseId).execute()
    }
    await closeTask(tx, task.id, finding.verdict, now, actor.personId)
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId,
      taskId: task.id,
      step: 'review',
      round: task.round,
      act: 'review-claim',
      verdict: finding.verdict,
      reason: finding.reason,
      clause: finding.clause.trim() || null,
      at: now,
      detail: {
        seat: task.seat,
        asked: claim.asked_fen === null ? null : String(claim.asked_fen),
        granted: grant === null ? null : String(grant),
        facts: Object.keys(finding.facts),
        cut: finding.cutChildren.map(({ position, reason }) => ({ row: position + 1, reason })),
      },
    })
    const next =
      finding.verdict === 'support'
        ? await nextReviewSeat(tx, caseId, task.round, claimRulesOf(cycle).reviewSeats)
        : null
    if (next) await openClaimTask(doing, review, { step: 'review', round: task.round, now })
    else {
      await moveClaim(tx, caseId, 'reviewed', now)
      await openClaimTask(doing, review, { step: 'approval', round: task.round, now })
      if (grant !== null && claim.asked_fen !== null && grant < claim.asked_fen)
        await tellDecision(doing, review, `claim-cut:${caseId}:${task.round}`, now, {
          occasion: 'claim-cut',
          grantedFen: grant,
          clause: finding.clause,
          reason: finding.reason,
        })
    }
    return { grantedFen: grant === null ? null : String(grant) }
  })
}

/** Asks the applicant for more during the review (补充材料): the clock of the review stands still until it is there. */
export function requestSupplement(
  house: House,
  actor: Actor,
  { caseId, items, once }: { caseId: string; items: readonly Defect[]; once: { readonly key: string } },
): Promise<void> {
  const request = ['request-supplement', caseId, items]
  return inReview(house, actor, { caseId, once, request }, async (doing, review, now) => {
    const { tx } = doing
    const { cycle, task } = review
    const errors = wrongDefects(items)
    if (errors.length > 0) throw new FieldErrors(errors)
    const { count } = await tx
      .selectFrom('tasks')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('scope', '=', caseScope(caseId))
      .where('step', '=', 'supplement')
      .executeTakeFirstOrThrow()
    const round = Number(count) + 1
    await writeDefects(doing, review, { stage: 'supplement', round, defects: items })
    await voidRungs(tx, [task.id])
    await tx.updateTable('tasks').set({ due_at: null }).where('id', '=', task.id).execute()
    await moveClaim(tx, caseId, 'supplementing', now)
    const dueAt = await openClaimTask(doing, review, { step: 'supplement', round, now })
    const told = { occasion: 'supplement-requested', defects: items, dueAt: dueAt ?? now } as const
    await tellDecision(doing, review, `supplement-requested:${caseId}:${round}`, now, told)
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId,
      taskId: task.id,
      step: 'review',
      round: task.round,
      act: 'request-supplement',
      verdict: 'supplement',
      at: now,
      detail: { items: items.map(({ item }) => item) },
    })
  })
}

/** Gives what was asked for, as files that were added and a note; the review goes on with the days that were left. */
export function giveSupplement(
  house: House,
  actor: Actor,
  { caseId, note, once }: { caseId: string; note: string; once: { readonly key: string } },
): Promise<void> {
  return perform(house, { actor, once: { key: once.key, request: ['give-supplement', caseId, note] } }, async doing => {
    const { tx } = doing
    const locked = await lockClaim(tx, caseId)
    const { now } = locked
    await demandClaim(tx, 'give-supplement', actor, locked)
    const errors = checkPlainText('note', note, { required: true, longest: 2000 })
    if (errors.length > 0) throw new FieldErrors(errors)
    await endSupplement(doing, locked, 'given', now)
    await tx
      .updateTable('defects')
      .set({ mended_at: now })
      .where('case_id', '=', caseId)
      .where('stage', '=', 'supplement')
      .where('mended_at', 'is', null)
      .execute()
    recordDecision(doing, {
      cycleId: locked.cycle.id,
      caseId,
      step: 'supplement',
      act: 'give-supplement',
      reason: note,
      at: now,
    })
    recordAudit(doing, { act: 'give-supplement', at: now, cycleId: locked.cycle.id, caseId })
    wakeClaim(doing, caseId)
  })
}

/**
 * Ends a supplement, given or not: the review goes on. Neither the day on which its clock stopped nor the day on which it
 * goes on is used.
 */
export async function endSupplement(
  doing: Doing,
  { cycle, claim }: Pick<LockedClaim, 'cycle' | 'claim'>,
  outcome: 'given' | 'silent',
  now: string,
): Promise<void> {
  const { tx, actor } = doing
  const caseId = claim.case_id
  const supplement = await openTaskOf(tx, caseId, 'supplement')
  if (supplement) await closeTask(tx, supplement.id, outcome, now, actor?.personId ?? null)
  await moveClaim(tx, caseId, 'accepted', now)
  const review = await openTaskOf(tx, caseId, 'review')
  if (!review) return
  const rules = claimRulesOf(cycle)
  const calendar = await readCalendar(tx)
  const supplements = await tx
    .selectFrom('tasks')
    .select(['opened_at', 'closed_at'])
    .where('scope', '=', caseScope(caseId))
    .where('step', '=', 'supplement')
    .where('opened_at', '>=', review.opened_at)
    .orderBy('opened_at')
    .execute()
  const stops = supplements.map(
    ({ opened_at, closed_at }): Stop => ({ from: localDateOf(opened_at), to: localDateOf(closed_at ?? now) }),
  )
  const due = dueOfClaimStep('review', rules, review.opened_at, calendar, stops)
  const dueAt = due.dueAt as string
  const dueRevision = review.due_revision + 1
  await tx.updateTable('tasks').set({ due_at: dueAt, due_revision: dueRevision }).where('id', '=', review.id).execute()
  await writeDueWorking(tx, review.id, dueRevision, cycle.id, due, 'supplement')
  const rungs = rungsOfClaimStep('review', rules, { openedAt: now, dueAt }, calendar)
  await writeRungs(
    tx,
    { scope: caseScope(caseId), cycleId: cycle.id, step: 'review', round: review.round, rungs },
    dueRevision,
    [{ id: review.id, caseId, mandatory: true }],
  )
}

function inReview<Result>(
  house: House,
  actor: Actor,
  { caseId, once = null, request }: { caseId: string; once?: { readonly key: string } | null; request: unknown[] },
  act: (doing: Doing, review: InReview, now: string) => Promise<Result>,
): Promise<Result> {
  return perform(house, { actor, once: once && { key: once.key, request } }, async doing => {
    const { tx } = doing
    const locked = await lockClaim(tx, caseId)
    const task = await openTaskOf(tx, caseId, 'review')
    const { now } = locked
    await demandClaim(tx, 'review-claim', actor, { ...locked, task })
    if (!task) throw new RuleBroken('already-decided')
    await demandNoInterest(tx, actor, locked, { declared: true })
    const result = await act(doing, { ...locked, task }, now)
    recordAudit(doing, { act: String(request[0]), at: now, cycleId: locked.cycle.id, caseId })
    wakeClaim(doing, caseId)
    return result
  })
}

async function demandAnswered({ tx }: Doing, caseId: string): Promise<void> {
  const { count } = await tx
    .selectFrom('claim_warnings')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('case_id', '=', caseId)
    .where('answer', 'is', null)
    .executeTakeFirstOrThrow()
  if (count > 0n) throw new RuleBroken('warnings-open', { count: Number(count) })
}

function demandGrounds({ reason, clause }: Finding): void {
  const errors: FieldError[] = [
    ...checkPlainText('reason', reason, { required: true, longest: 2000 }),
    ...checkPlainText('clause', clause, { required: true, longest: 200 }),
  ]
  if (errors.length > 0) throw new FieldErrors(errors)
}

// What is granted by what was found; kept with its working, and what may be had once is held for it alone.
async function work(doing: Doing, review: InReview, finding: Finding, now: string): Promise<bigint> {
  const { tx } = doing
  const { cycle, claim, filing } = review
  const { scheme } = await schemeOfCycle(tx, cycle)
  const ground = await findingGround(tx, review, scheme, finding)
  const open = reviewedFacts(scheme, filing, ground.year)
  const errors: FieldError[] = [
    ...Object.keys(finding.facts)
      .filter(name => !open.includes(name))
      .map(name => ({ field: `facts.${name.slice(0, 60)}`, code: 'unknown' })),
    ...finding.cutChildren.flatMap(({ reason }, index) =>
      checkPlainText(`cutChildren.${index}.reason`, reason, { required: true, longest: 500 }),
    ),
  ]
  if (errors.length > 0) throw new FieldErrors(errors)
  await cutChildren(doing, claim.case_id, finding)
  const answer = assessClaim(ground)
  if (!answer.ok) throw new FieldErrors(answer.problems.map(({ at, code }) => fieldOf(at, code)))
  const { assessment } = answer
  const [refusal] = assessment.refusedBy
  if (refusal) throw new RuleBroken('not-eligible', { clause: refusal.clause ?? '', condition: refusal.id })
  if (assessment.amountFen === null) throw new FieldErrors(assessment.missing.map(at => fieldOf(at, 'required')))
  if (assessment.amountFen === 0n) throw new RuleBroken('nothing-to-grant')
  const gaps = (await compareRoll(tx, claim, ground)).filter(({ wider }) => wider)
  if (gaps.length > 0) throw new FieldErrors(gaps.map(gap => rollError(gap, gap.label.zh)))
  const above = aboveAsked(claim, finding, assessment.amountFen)
  if (above.length > 0) throw new FieldErrors(above)
  if (claim.asked_fen !== null && assessment.amountFen < claim.asked_fen) demandGrounds(finding)
  await holdEntitlements(tx, {
    scheme: scheme.id,
    caseId: claim.case_id,
    cycleId: cycle.id,
    keys: assessment.onceKeys,
    at: now,
  })
  const assessed = await assessmentRow(tx, review, assessment, factsOfClaim(ground), 'review', now)
  const granted = tx
    .updateTable('claims')
    .set({ granted_fen: assessment.amountFen, assessment_id: assessed.id })
    .where('case_id', '=', claim.case_id)
  await together(tx, assessed.row, granted)
  return assessment.amountFen
}

/** Children who are not counted are not paid for either: the headcount of their class has to go down with them. */
export const rollError = ({ fact, counted, heads }: RollGap, kind: string): FieldError => ({
  field: `facts.${fact}`,
  code: 'roll-below-heads',
  params: { kind, counted, heads },
})

/** No more is granted than was applied for: the error is at the first fact by which it would be. */
export function aboveAsked(
  { asked_fen: asked }: Pick<LockedClaim['claim'], 'asked_fen'>,
  { facts }: Pick<Finding, 'facts'>,
  fen: bigint | null,
): FieldError[] {
  if (asked === null || fen === null || fen <= asked) return []
  const [name] = Object.keys(facts)
  const field = name === undefined ? 'reason' : `facts.${name}`
  return [{ field, code: 'above-asked', params: { asked: yuan(asked), found: yuan(fen) } }]
}

/** What a claim is assessed by once this was found; also before it is decided, to be shown. */
export async function findingGround(
  reader: Reader,
  { cycle, claim, filing }: Pick<LockedClaim, 'claim' | 'filing'> & { cycle: Pick<CycleRow, 'id' | 'parameters'> },
  scheme: Scheme,
  finding: Pick<Finding, 'facts' | 'cutChildren'>,
): Promise<AssessmentGround> {
  const [[round], children] = await together(
    reader,
    reader.selectFrom('rounds').select('year').where('cycle_id', '=', cycle.id),
    childRows(reader, claim.case_id),
  )
  if (!round) throw new NotFound('round')
  const { facts } = claim.answers as ClaimAnswers
  return {
    scheme,
    filing,
    year: round.year,
    readings: claimRulesOf(cycle).readings,
    facts: { ...facts, ...finding.facts },
    children: childrenOf(
      children,
      finding.cutChildren.map(({ position }) => position),
    ),
  }
}

async function cutChildren({ tx }: Doing, caseId: string, { cutChildren }: Finding): Promise<void> {
  await tx
    .updateTable('claim_children')
    .set({ counted: true, cut_reason: null })
    .where('case_id', '=', caseId)
    .where('counted', '=', false)
    .execute()
  for (const [index, { position, reason }] of cutChildren.entries()) {
    const cut = await tx
      .updateTable('claim_children')
      .set({ counted: false, cut_reason: reason.trim() })
      .where('case_id', '=', caseId)
      .where('position', '=', Number.isInteger(position) ? position : -1)
      .returning('position')
      .executeTakeFirst()
    if (!cut) throw new FieldErrors([{ field: `cutChildren.${index}.position`, code: 'unknown' }])
  }
}
