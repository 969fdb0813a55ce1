import { everyBreaking } from './money-breakings.ts'
import { openMoneyHouse } from './money-house.ts'
import { judgeMoney } from './money-judge.ts'
import { seeded } from './seeded.ts'

export interface CampaignResult {
  readonly seed: number
  readonly payments: number
  readonly bankLines: number
  /** What was broken. In a run that counts, all of it was reached. */
  readonly broken: readonly string[]
  /** What is wrong, by the bank's own ledger and by ours. */
  readonly wrong: readonly string[]
  /** Processes that ended by themselves: nothing that happens to the others may bring one down. */
  readonly unmeant: readonly string[]
}

/**
 * Pays so many claims while everything is broken that can be, in an order that the seed gives, and judges by the bank's
 * own ledger.
 *
 * @throws where something that was to be broken was not reached: such a run proves nothing
 */
export async function runMoneyCampaign({
  seed,
  payments,
  breakings = everyBreaking,
  say = () => undefined,
}: {
  seed: number
  payments: number
  breakings?: typeof everyBreaking
  say?: (line: string) => void
}): Promise<CampaignResult> {
  const money = await openMoneyHouse({ seed })
  try {
    const chance = seeded(seed)
    const order = breakings
      .map(breaking => ({ breaking, at: chance() }))
      .sort((one, other) => one.at - other.at)
      .map(({ breaking }) => breaking)
    for (const [index, breaking] of order.entries()) {
      const left = payments - money.approved.filter(({ paid }) => paid).length
      const count = Math.max(1, Math.ceil(left / (order.length - index)))
      const begun = performance.now()
      await money.wave(count, [breaking]).catch(fault => {
        throw new Error(`${breaking.what}: ${fault instanceof Error ? fault.message : fault}`, { cause: fault })
      })
      say(
        `${index + 1}/${order.length} ${breaking.what}: ${count} paid in ${((performance.now() - begun) / 1000).toFixed(1)} s`,
      )
    }
    return {
      seed,
      payments: money.approved.filter(({ paid }) => paid).length,
      bankLines: money.bankLines(),
      broken: order.map(({ what }) => what),
      wrong: await judgeMoney(money),
      unmeant: money.programs.flatMap(({ name, deaths }) =>
        deaths.filter(({ meant }) => !meant).map(({ code, signal }) => `${name} ended with ${signal ?? code}`),
      ),
    }
  } finally {
    await money.close()
  }
}
