import { type Comparison, interval, median } from './abba.ts'
import type { Servers } from './ground.ts'

/** How large a run is: everything for the numbers of RESULTS.md, or a little of everything to try it out. */
export interface Sizes {
  readonly quick: boolean
  readonly addressees: readonly number[]
  readonly pairs: number
  /** Units of work in one slice of an arm. */
  readonly mails: number
  readonly answers: number
  readonly pages: number
  /** Claims from being handed in to being paid, a multiple of thirty. */
  readonly claims: number
  readonly claimPairs: number
  readonly submissionSeconds: number
  readonly submissionRuns: number
  readonly rolls: readonly { readonly children: number; readonly files: number }[]
  /** Cases of a round whose pages are looked at. */
  readonly cases: readonly number[]
  readonly publications: number
  readonly starts: number
}

export const fullSizes: Sizes = {
  quick: false,
  addressees: [34, 2844, 10_000],
  pairs: 9,
  mails: 1400,
  answers: 280,
  pages: 160,
  claims: 30,
  claimPairs: 3,
  submissionSeconds: 4,
  submissionRuns: 2,
  rolls: [
    { children: 0, files: 4 },
    { children: 60, files: 20 },
    { children: 480, files: 100 },
  ],
  cases: [1000, 10_000, 100_000],
  publications: 5,
  starts: 3,
}

export const quickSizes: Sizes = {
  quick: true,
  addressees: [34, 300],
  pairs: 2,
  mails: 200,
  answers: 100,
  pages: 100,
  claims: 30,
  claimPairs: 2,
  submissionSeconds: 3,
  submissionRuns: 1,
  rolls: [
    { children: 0, files: 4 },
    { children: 60, files: 8 },
  ],
  cases: [1000, 4000],
  publications: 1,
  starts: 1,
}

/** What a measure found, as a part of RESULTS.md. */
export interface Finding {
  readonly title: string
  /** What is wanted of it, and whether it was reached. */
  readonly reach: string
  readonly reached: boolean | null
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** How it was measured, and what falls short. */
  readonly notes: readonly string[]
}

export interface Context {
  readonly servers: Servers
  readonly sizes: Sizes
  /** Says on standard error what is going on. */
  readonly say: (line: string) => void
}

export type Measure = (context: Context) => Promise<Finding>

/** 1,234 or 1.23: three figures that count. */
export const figure = (value: number): string => {
  if (!Number.isFinite(value)) return '—'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}

/** The columns that every comparison of two arms has. */
export const comparisonHeader = [
  'ours, a second',
  'twin, a second',
  'ratio, median',
  '90 % of medians',
  'smallest – largest',
  'pairs',
  'processor ms each, ours',
  'twin',
]

export function comparisonCells({ ours, twin, ratios }: Comparison): string[] {
  const [low, high] = interval(ratios)
  return [
    figure(median(ours.rates)),
    figure(median(twin.rates)),
    figure(median(ratios)),
    `${figure(low)} – ${figure(high)}`,
    `${figure(Math.min(...ratios))} – ${figure(Math.max(...ratios))}`,
    String(ratios.length),
    figure(median(ours.costs)),
    figure(median(twin.costs)),
  ]
}
