import { everyBreaking } from './money-breakings.ts'
import { openMoneyHouse } from './money-house.ts'
import { canariesSeen, judgeMoney } from './money-judge.ts'
import { seeded } from './seeded.ts'

export interface CampaignResult {
  readonly seed: number
  readonly payments: number
  readonly bankLines: number
  /** Claims that were approved: those besides the paid ones wait for money, are held, or were struck out. */
  readonly approved: number
  /** What people did about payments that were frozen because another amount or payee was named. */
  readonly thawed: { readonly askedAgain: number; readonly settled: number }
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
    const paid = () => money.approved.filter(({ stands }) => stands === 'to-be-paid').length
    const wave = async (name: string, count: number, broken: typeof everyBreaking) => {
      const [before, begun] = [paid(), performance.now()]
      await money.wave(count, broken).catch(fault => {
        throw new Error(`${name}: ${fault instanceof Error ? fault.message : fault}`, { cause: fault })
      })
      say(`${name}: ${paid() - before} paid in ${((performance.now() - begun) / 1000).toFixed(1)} s`)
    }
    for (const [index, breaking] of order.entries()) {
      const count = Math.max(1, Math.ceil((payments - paid()) / (order.length - index)))
      await wave(`${index + 1}/${order.length} ${breaking.what}`, count, [breaking])
    }
    while (paid() < payments) await wave('nothing broken', payments - paid(), [])
    const missing = breakings === everyBreaking ? money.missingDeeds() : []
    const thawed = money.thawed()
    if (breakings === everyBreaking && (thawed.askedAgain === 0 || thawed.settled === 0))
      throw new Error('no payment was frozen and asked about again, or none was settled by the statement')
    if (missing.length > 0) throw new Error(`the bank was to do wrong and did not: ${missing.join(', ')}`)
    return {
      seed,
      payments: paid(),
      approved: money.approved.length,
      thawed,
      bankLines: money.bankLines(),
      broken: order.map(({ what }) => what),
      wrong: [...(await judgeMoney(money)), ...(await canariesSeen(money))],
      unmeant: money.programs.flatMap(({ name, deaths }) =>
        deaths.filter(({ meant }) => !meant).map(({ code, signal }) => `${name} ended with ${signal ?? code}`),
      ),
    }
  } finally {
    await money.close()
  }
}
