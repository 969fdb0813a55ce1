import type { StepFunction } from './contract.ts'

/** A round of claims (一轮申报): signed, opened, closed, and settled to the last payment. Each claim has a course of its own. */
export async function tellClaimRound(step: StepFunction): Promise<string> {
  for (let round = 1; (await step('signature', round)) === 'returned'; round++) await step('revision', round)

  await step('applications', 1)
  return step('settling', 1)
}
