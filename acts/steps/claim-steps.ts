import type { ClaimState } from '../../domain/claim.ts'
import type { ClaimStep } from '../../domain/claim-rules.ts'
import { wakeRound } from '../claim-matter.ts'
import { openClaimTask } from '../open-claim-task.ts'
import type { Step, Turn } from './step.ts'

const claimOf = ({ doing, subjectId }: Turn) =>
  doing.tx
    .selectFrom('claims')
    .innerJoin('cases', 'cases.id', 'claims.case_id')
    .select([
      'claims.state',
      'claims.number',
      'claims.submission_round',
      'claims.review_round',
      'claims.accepted_at',
      'cases.id',
      'cases.unit_id',
      'cases.unit_name',
    ])
    .where('claims.case_id', '=', subjectId)
    .executeTakeFirstOrThrow()

type Claim = Awaited<ReturnType<typeof claimOf>>

/**
 * The acts open what comes next themselves, so that whoever acts sees it at once; a step opens what no act has opened: a
 * review that an objection sent back, or a seat that nobody held.
 */
function claimStep(
  step: ClaimStep,
  {
    isOpen,
    said,
  }: { isOpen: (claim: Claim, round: number) => boolean; said: (claim: Claim, round: number) => string | null },
): Step {
  return {
    async open(turn) {
      const claim = await claimOf(turn)
      const { doing, cycle, round, now } = turn
      if (isOpen(claim, round)) await openClaimTask(doing, { cycle, theCase: claim, claim }, { step, round, now })
      return 'opened'
    },
    async outcome(turn) {
      const claim = await claimOf(turn)
      return claim.state === 'withdrawn' ? 'withdrawn' : said(claim, turn.round)
    },
    nextAt: async () => null,
  }
}

/** Acceptance (受理): accepted, not accepted, or to be corrected first. */
export const acceptance = claimStep('acceptance', {
  isOpen: ({ state, submission_round }, round) => state === 'submitted' && submission_round === round,
  said: ({ state, submission_round, accepted_at }, round) => {
    if (submission_round > round || state === 'correcting' || state === 'lapsed') return 'correction'
    if (accepted_at !== null) return 'accepted'
    return state === 'not-accepted' ? 'not-accepted' : null
  },
})

/** Correction (补正): mended, or lapsed by silence. */
export const correction = claimStep('correction', {
  isOpen: ({ state, submission_round }, round) => state === 'correcting' && submission_round === round,
  said: ({ state, submission_round }, round) =>
    submission_round > round ? 'mended' : state === 'lapsed' ? 'lapsed' : null,
})

const inReview: readonly ClaimState[] = ['accepted', 'supplementing']

/** Review (审核): every seat has found what it found. */
export const review = claimStep('review', {
  isOpen: ({ state, review_round }, round) => state === 'accepted' && review_round === round,
  said: ({ state, review_round }, round) => (review_round > round || !inReview.includes(state) ? 'reviewed' : null),
})

/** Approval (审批): approved, returned to the review, or refused. */
export const approval: Step = {
  ...claimStep('approval', {
    isOpen: ({ state, review_round }, round) => state === 'reviewed' && review_round === round,
    said: () => null,
  }),
  async outcome(turn) {
    const { doing, scope, round } = turn
    if ((await claimOf(turn)).state === 'withdrawn') return 'withdrawn'
    const task = await doing.tx
      .selectFrom('tasks')
      .select('outcome')
      .where('scope', '=', scope)
      .where('step', '=', 'approval')
      .where('round', '=', round)
      .where('state', '=', 'done')
      .executeTakeFirst()
    return task?.outcome ?? null
  },
}

/** Settlement: from the commitment to the payment, or out of it by an objection. */
export const settlement: Step = {
  open: async () => 'opened',
  async outcome(turn) {
    const { state, review_round } = await claimOf(turn)
    if (review_round > turn.round) return 'back-to-review'
    if (state !== 'paid' && state !== 'struck-out' && state !== 'withdrawn') return null
    await wakeRound(turn.doing.tx, turn.cycle)
    return state
  },
  nextAt: async () => null,
}
