/** Ours and its twin, measured in one run. */
export interface Comparison {
  readonly ours: readonly number[]
  readonly twin: readonly number[]
  /** Ours by twin, pair by pair. */
  readonly ratios: readonly number[]
}

/**
 * Measures two arms side by side: one of each to warm up (thrown away), then pairs in the order ours–twin, twin–ours, …,
 * so that what drifts on the machine falls on both.
 *
 * @param rate measures one slice and answers units a second
 */
export async function compare(
  pairs: number,
  ours: (slice: number) => Promise<number>,
  twin: (slice: number) => Promise<number>,
): Promise<Comparison> {
  await ours(0)
  await twin(0)
  const found = { ours: [] as number[], twin: [] as number[] }
  for (let pair = 1; pair <= pairs; pair++) {
    if (pair % 2 === 1) found.ours.push(await ours(pair))
    found.twin.push(await twin(pair))
    if (pair % 2 === 0) found.ours.push(await ours(pair))
  }
  return { ...found, ratios: found.ours.map((rate, at) => rate / (found.twin[at] ?? Number.NaN)) }
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
