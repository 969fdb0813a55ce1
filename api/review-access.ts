import type { Request } from 'express'
import { claimRelations } from '../acts/claim-matter.ts'
import { openOfficeTask } from '../acts/declare-interest.ts'
import { makersOf } from '../acts/who-may-take.ts'
import { type ClaimPermission, canClaim } from '../domain/can-claim.ts'
import { NotFound } from '../domain/refusal.ts'
import type { Reader } from '../records/database.ts'
import { readMyClaim } from '../records/my-claims.ts'
import { readInterest } from '../records/review.ts'
import { type ClaimAtHand, withScheme } from './claim-at-hand.ts'
import { pathPart } from './query.ts'
import { actorOf } from './session.ts'

/** What keeps the reader from doing what is due, although they see it. */
export type Bar = 'own-claim' | 'interest-conflicted' | 'maker-cannot-approve'

export type ReviewAtHand = ClaimAtHand & {
  readonly task: Awaited<ReturnType<typeof openOfficeTask>> | null
  /** What is due is the reader's to do. */
  readonly mine: boolean
  readonly bar: Bar | null
  readonly interest: { readonly conflicted: boolean; readonly at: string } | null
  readonly mayServe: boolean
}

/** A claim for those of the office who may see it, with what of it is due. @throws NotFound */
export async function readReview(reader: Reader, request: Request): Promise<ReviewAtHand> {
  const actor = actorOf(request)
  const found = await readMyClaim(reader, pathPart(request, 'caseId'))
  const { claim, theCase } = found
  const caseId = claim.case_id
  const task = (await openOfficeTask(reader, caseId)) ?? null
  const matter = { ...found, task: task ?? undefined }
  const relations = await claimRelations(reader, actor, matter)
  relations.delete('applicant-unit') // whoever applies has pages of their own
  const { roles } = actor
  const may = (permission: ClaimPermission) => canClaim(permission, { roles, relations, state: claim.state })
  if (!may('see-claim')) throw new NotFound('claim')
  const interest = await readInterest(reader, caseId, actor.personId)
  const acts = { acceptance: 'decide-acceptance', review: 'review-claim', approval: 'decide-claim' } as const
  const act = acts[task?.step as keyof typeof acts]
  // While the applicant is asked for more, the review is still the reviewer's.
  const seat = task?.step === 'review' ? relations.has('task-seat') : act !== undefined && may(act)
  const bar = !seat
    ? null
    : actor.memberships.some(({ unitId }) => unitId === theCase.unit_id)
      ? 'own-claim'
      : interest?.conflicted
        ? 'interest-conflicted'
        : task?.step === 'approval' && (await makersOf(reader, caseId)).includes(actor.personId)
          ? 'maker-cannot-approve'
          : null
  return {
    ...(await withScheme(reader, found)),
    task,
    mine: seat && bar === null,
    bar,
    interest,
    mayServe: may('record-service'),
  }
}
