import { answer } from './steps/answer.ts'
import { approval } from './steps/approval.ts'
import { disposition } from './steps/disposition.ts'
import { feedback } from './steps/feedback.ts'
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
}
