import { answer } from './steps/answer.ts'
import { applications, settling } from './steps/applications.ts'
import { approval } from './steps/approval.ts'
import { actOnClaimRungs } from './steps/claim-rungs.ts'
import { acceptance, approval as claimApproval, correction, review, settlement } from './steps/claim-steps.ts'
import { disposition } from './steps/disposition.ts'
import { feedback } from './steps/feedback.ts'
import { actOnMoneyRungs } from './steps/money-rungs.ts'
import { account, payment } from './steps/payout.ts'
import { beginning, notice, objections } from './steps/public-notice.ts'
import { revision } from './steps/revision.ts'
import { signature } from './steps/signature.ts'
import { actOnSolicitationRungs } from './steps/solicitation-rungs.ts'
import type { Procedure } from './steps/step.ts'

/** Every kind of procedure by the workflow type that tells it. */
export const procedures: Readonly<Record<string, Procedure>> = {
  solicitation: {
    steps: { signature, revision, answer, disposition, approval, feedback },
    ends: ['finished'],
    actOnRungs: actOnSolicitationRungs,
  },
  'claim-round': {
    steps: { signature, revision, applications, settling },
    ends: ['finished'],
    actOnRungs: actOnSolicitationRungs,
  },
  claim: {
    steps: { acceptance, correction, review, approval: claimApproval, settlement },
    ends: ['paid', 'struck-out', 'refused', 'not-accepted', 'lapsed', 'withdrawn'],
    actOnRungs: actOnClaimRungs,
  },
  'public-notice': { steps: { beginning, notice, objections }, ends: ['ended'], actOnRungs: actOnMoneyRungs },
  payout: {
    steps: { payment, account },
    ends: ['paid', 'never-received', 'void', 'corrected', 'superseded'],
    actOnRungs: actOnMoneyRungs,
  },
}
