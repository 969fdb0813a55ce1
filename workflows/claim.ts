import type { StepFunction } from './contract.ts'

/** A claim (奖补申报), from being handed in to being paid, or to whatever ends it before. */
export async function tellClaim(step: StepFunction): Promise<string> {
  for (let round = 1; ; round++) {
    const said = await step('acceptance', round)
    if (said === 'accepted') break
    if (said === 'not-accepted') return said
    if ((await step('correction', round)) === 'lapsed') return 'lapsed'
  }

  for (let round = 1; ; round++) {
    await step('review', round)
    const decided = await step('approval', round)
    if (decided === 'refused') return decided
    if (decided === 'returned') continue
    const end = await step('settlement', round)
    if (end !== 'back-to-review') return end
  }
}
