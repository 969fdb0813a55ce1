import type { Actor, Language } from '../domain/actor.ts'
import { localDateOf } from '../domain/local-time.ts'
import { type FieldError, FieldErrors, RuleBroken } from '../domain/refusal.ts'
import { formatDate } from '../templates/format.ts'
import type { Notice } from '../templates/notice.ts'
import { type Doing, type House, perform, recordAudit } from './act.ts'
import {
  claimRulesOf,
  demandClaim,
  endClaim,
  type LockedClaim,
  lockClaim,
  moveClaim,
  openTaskOf,
  wakeClaim,
} from './claim-matter.ts'
import { type Defect, noticeOfDecision, type ToldDecision } from './claim-notices.ts'
import { recordDecision } from './decision.ts'
import { demandNoInterest } from './declare-interest.ts'
import { contacts, writeNotices } from './notify.ts'
import { openClaimTask } from './open-claim-task.ts'
import { closeTask } from './open-tasks.ts'
import { checkPlainText } from './plain-text.ts'
import { frameOf, instant } from './wording.ts'

const mostDefects = 50

/** Accepts an application (受理): its review begins. */
export function acceptClaim(
  house: House,
  actor: Actor,
  { caseId, once }: { caseId: string; once: { readonly key: string } },
): Promise<void> {
  return decide(house, actor, { caseId, once, request: ['accept-claim', caseId] }, async (doing, locked, now) => {
    await accept(doing, locked, now)
  })
}

/**
 * Names everything that is missing or wrong, all at once (一次性告知补正); a new period begins when it is mended.
 *
 * @throws FieldErrors where nothing is named; RuleBroken `deemed-accepted` where silence has accepted it already;
 *   `named-once-already` where something new is named in a second request without a reason
 */
export function requestCorrection(
  house: House,
  actor: Actor,
  {
    caseId,
    defects,
    reason,
    once,
  }: {
    caseId: string
    defects: readonly Defect[]
    /** Why something is named only now that could have been named the first time. */
    reason: string
    once: { readonly key: string }
  },
): Promise<void> {
  const request = ['request-correction', caseId, defects, reason]
  return decide(house, actor, { caseId, once, request }, async (doing, locked, now) => {
    const { tx } = doing
    const { cycle, claim } = locked
    const errors = [...wrongDefects(defects), ...checkPlainText('reason', reason, { longest: 1000 })]
    if (errors.length > 0) throw new FieldErrors(errors)
    await demandNotDeemed(doing, locked, now)
    const earlier = await tx
      .selectFrom('defects')
      .select('item')
      .where('case_id', '=', caseId)
      .where('stage', '=', 'correction')
      .execute()
    const fresh = defects.filter(({ item }) => !earlier.some(one => one.item === item.trim()))
    if (earlier.length > 0 && fresh.length > 0 && reason.trim() === '')
      throw new RuleBroken('named-once-already', { item: fresh[0]?.item ?? '' })
    const round = claim.submission_round
    await writeDefects(doing, locked, { stage: 'correction', round, defects })
    await closeAcceptance(doing, caseId, 'correction', now)
    await moveClaim(tx, caseId, 'correcting', now)
    const dueAt = await openClaimTask(doing, locked, { step: 'correction', round, now })
    const told = { occasion: 'correction-requested', defects, dueAt: dueAt ?? now } as const
    await tellDecision(doing, locked, `correction-requested:${caseId}:${round}`, now, told)
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId,
      step: 'acceptance',
      round,
      act: 'request-correction',
      verdict: 'correction',
      reason,
      at: now,
      detail: { items: defects.map(({ item }) => item) },
    })
  })
}

/** Does not accept an application (不予受理), under a clause. What it held is free for others. */
export function refuseAcceptance(
  house: House,
  actor: Actor,
  { caseId, reason, clause, once }: { caseId: string; reason: string; clause: string; once: { readonly key: string } },
): Promise<void> {
  const request = ['refuse-acceptance', caseId, reason, clause]
  return decide(house, actor, { caseId, once, request }, async (doing, locked, now) => {
    const { cycle, claim } = locked
    const errors = [
      ...checkPlainText('reason', reason, { required: true, longest: 2000 }),
      ...checkPlainText('clause', clause, { required: true, longest: 200 }),
    ]
    if (errors.length > 0) throw new FieldErrors(errors)
    await demandNotDeemed(doing, locked, now)
    await closeAcceptance(doing, caseId, 'not-accepted', now)
    await endClaim(doing, { cycle, caseId, to: 'not-accepted', reason: 'not-accepted', now })
    const told = { occasion: 'claim-not-accepted', clause, reason } as const
    await tellDecision(doing, locked, `claim-not-accepted:${caseId}`, now, told)
    recordDecision(doing, {
      cycleId: cycle.id,
      caseId,
      step: 'acceptance',
      round: claim.submission_round,
      act: 'refuse-acceptance',
      verdict: 'not-accepted',
      reason,
      clause: clause.trim(),
      at: now,
    })
  })
}

/** Accepts a claim: by an officer, or by silence where nobody acts. Opens its review. */
export async function accept(doing: Doing, locked: LockedClaim, now: string): Promise<void> {
  const { tx, actor } = doing
  const { cycle, claim } = locked
  const caseId = claim.case_id
  const bySilence = actor === null
  await closeAcceptance(doing, caseId, 'accepted', now)
  await moveClaim(tx, caseId, 'accepted', now, { accepted_at: now, review_round: 1 })
  const dueAt = await openClaimTask(doing, locked, { step: 'review', round: 1, now })
  await tellApplicant(doing, locked, `claim-accepted:${caseId}`, now, (language, frame) => ({
    occasion: 'claim-accepted',
    data: {
      ...frame,
      receiptNo: claim.number ?? '—',
      acceptedOn: formatDate(localDateOf(now), language, { now, style: 'sentence' }),
      dueAt: instant(dueAt ?? now, language, now),
      bySilence,
    },
  }))
  recordDecision(doing, {
    cycleId: cycle.id,
    caseId,
    step: 'acceptance',
    round: claim.submission_round,
    act: bySilence ? 'silence' : 'accept-claim',
    verdict: 'accepted',
    at: now,
  })
}

function decide(
  house: House,
  actor: Actor,
  { caseId, once, request }: { caseId: string; once: { readonly key: string }; request: unknown[] },
  work: (doing: Doing, locked: LockedClaim, now: string) => Promise<void>,
): Promise<void> {
  return perform(house, { actor, once: { key: once.key, request } }, async doing => {
    const { tx } = doing
    const locked = await lockClaim(tx, caseId)
    const { now } = locked
    await demandClaim(tx, 'decide-acceptance', actor, locked)
    await demandNoInterest(tx, actor, locked, { declared: false })
    await work(doing, locked, now)
    recordAudit(doing, { act: String(request[0]), at: now, cycleId: locked.cycle.id, caseId })
    wakeClaim(doing, caseId)
  })
}

// Where silence accepts, it has done so at the end of the period, whether or not anything has looked yet.
async function demandNotDeemed({ tx }: Doing, { cycle, claim }: LockedClaim, now: string): Promise<void> {
  if (claimRulesOf(cycle).acceptanceSilence !== 'accepted') return
  const task = await openTaskOf(tx, claim.case_id, 'acceptance')
  if (task?.due_at && now > task.due_at) throw new RuleBroken('deemed-accepted', { dueAt: task.due_at })
}

async function closeAcceptance({ tx, actor }: Doing, caseId: string, outcome: string, now: string): Promise<void> {
  const task = await openTaskOf(tx, caseId, 'acceptance')
  if (task) await closeTask(tx, task.id, outcome, now, actor?.personId ?? null)
}

export const wrongDefects = (defects: readonly Defect[]): FieldError[] =>
  defects.length === 0
    ? [{ field: 'defects', code: 'none-given' }]
    : defects.length > mostDefects
      ? [{ field: 'defects', code: 'too-many', params: { most: mostDefects } }]
      : defects.flatMap((defect, index) => [
          ...checkPlainText(`defects.${index}.item`, defect.item, { required: true, longest: 100 }),
          ...checkPlainText(`defects.${index}.text`, defect.text, { required: true, longest: 1000 }),
          ...checkPlainText(`defects.${index}.clause`, defect.clause, { longest: 200 }),
        ])

export async function writeDefects(
  { tx }: Doing,
  { claim }: Pick<LockedClaim, 'claim'>,
  { stage, round, defects }: { stage: 'correction' | 'supplement'; round: number; defects: readonly Defect[] },
): Promise<void> {
  await tx
    .insertInto('defects')
    .values(
      defects.map(({ item, text, clause }) => ({
        case_id: claim.case_id,
        round,
        stage,
        item: item.trim(),
        text: text.trim(),
        clause: clause.trim() || null,
        mended_at: null,
      })),
    )
    .execute()
}

/** Tells the applicant of a claim. */
export async function tellApplicant(
  { tx, house }: Doing,
  { cycle, theCase }: Pick<LockedClaim, 'cycle' | 'theCase'>,
  key: string,
  now: string,
  notice: (language: Language, frame: ReturnType<typeof frameOf>) => Notice,
): Promise<void> {
  const people = await contacts(tx, [theCase.unit_id], now)
  await writeNotices(tx, house, now, [
    {
      key,
      cycleId: cycle.id,
      caseId: theCase.id,
      unitId: theCase.unit_id,
      path: `/claims/${theCase.id}`,
      recipients: people.get(theCase.unit_id) ?? [],
      notice: (language, link) => notice(language, frameOf(cycle, language, now, theCase.unit_name, link)),
    },
  ])
}

/** Tells the applicant of a decision on its claim. */
export const tellDecision = (
  doing: Doing,
  at: Pick<LockedClaim, 'cycle' | 'theCase' | 'claim'>,
  key: string,
  now: string,
  decision: ToldDecision,
): Promise<void> =>
  tellApplicant(doing, at, key, now, (language, frame) =>
    noticeOfDecision(decision, { frame, claim: at.claim, language, now }),
  )
