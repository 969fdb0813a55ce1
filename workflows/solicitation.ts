import { continueAsNew } from '@temporalio/workflow'
import { stepsOf, TooLong, Withdrawn } from './step.ts'

/** An opinion solicitation, from the first signature to the feedback. */
export async function solicitation(scope: string): Promise<string> {
  const step = stepsOf(scope)
  try {
    for (let round = 1; (await step('signature', round)) === 'returned'; round++) await step('revision', round)
    await step('answer', 1)
    for (let round = 1; ; round++) {
      await step('disposition', round)
      if ((await step('approval', round)) === 'approved') break
    }
    return await step('feedback', 1)
  } catch (end) {
    if (end instanceof Withdrawn) return 'withdrawn'
    if (end instanceof TooLong) return continueAsNew<typeof solicitation>(scope)
    throw end
  }
}
