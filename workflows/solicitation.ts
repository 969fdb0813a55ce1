import type { StepFunction } from './contract.ts'

/** An opinion solicitation (征求意见), from the first signature to the feedback. */
export async function tellSolicitation(step: StepFunction): Promise<string> {
  for (let round = 1; (await step('signature', round)) === 'returned'; round++) await step('revision', round)

  await step('answer', 1)

  for (let round = 1; ; round++) {
    await step('disposition', round)
    if ((await step('approval', round)) === 'approved') break
  }
  return step('feedback', 1)
}
