import { processorTime } from './processor-time.ts'

/** One of two ways to do the same work. */
export interface Arm {
  /** Done before each slice and not measured. */
  readonly prepare?: () => Promise<void>
  /** Does one slice. @returns how much was done, in how many seconds */
  readonly run: (slice: number) => Promise<{ units: number; seconds: number }>
  /** The processes that work for it. */
  readonly pids: readonly number[]
}

/** What one arm did, slice by slice. */
export interface ArmResult {
  /** Units a second. */
  readonly rates: readonly number[]
  /** Milliseconds of processor time a unit, all processes of the arm and the database together. */
  readonly costs: readonly number[]
}

export interface Comparison {
  readonly ours: ArmResult
  readonly twin: ArmResult
  /** Ours by twin, pair by pair. */
  readonly ratios: readonly number[]
}

/**
 * Measures two arms side by side: one slice of each to warm up (thrown away), then pairs in the order ours–twin, twin–ours,
 * …, so that what drifts on the machine falls on both.
 *
 * @param server process number of the database server; its backends count for whichever arm is at work
 */
export async function compare(pairs: number, ours: Arm, twin: Arm, server: number): Promise<Comparison> {
  const found = {
    ours: { rates: [] as number[], costs: [] as number[] },
    twin: { rates: [] as number[], costs: [] as number[] },
  }
  for (let pair = 0; pair <= pairs; pair++) {
    const order = pair % 2 === 1 ? (['ours', 'twin'] as const) : (['twin', 'ours'] as const)
    for (const name of order) {
      const arm = name === 'ours' ? ours : twin
      await arm.prepare?.()
      const before = processorTime(arm.pids, server)
      const { units, seconds } = await arm.run(pair)
      const used = processorTime(arm.pids, server) - before
      if (pair === 0) continue
      found[name].rates.push(units / seconds)
      found[name].costs.push(used / units)
    }
  }
  return { ...found, ratios: found.ours.rates.map((rate, at) => rate / (found.twin.rates[at] ?? Number.NaN)) }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which this part of the values lies, linear between neighbours. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  const at = (sorted.length - 1) * part
  const low = sorted[Math.floor(at)] ?? Number.NaN
  const high = sorted[Math.ceil(at)] ?? Number.NaN
  return low + (high - low) * (at - Math.floor(at))
}

/** The middle 90 % of the medians of 2,000 samples drawn from the values, with a fixed sequence of draws. */
export function interval(values: readonly number[]): [number, number] {
  let seed = 20_191_126
  const draw = () => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return values[Math.floor((seed / 4_294_967_296) * values.length)] ?? Number.NaN
  }
  const medians = Array.from({ length: 2000 }, () => median(values.map(draw)))
  return [quantile(medians, 0.05), quantile(medians, 0.95)]
}
