import { answer } from './steps/answer.ts'
import { approval } from './steps/approval.ts'
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
  'public-notice': { steps: { beginning, notice, objections }, ends: ['ended'], actOnRungs: actOnMoneyRungs },
  payout: {
    steps: { payment, account },
    ends: ['paid', 'never-received', 'void', 'corrected', 'superseded'],
    actOnRungs: actOnMoneyRungs,
  },
}
