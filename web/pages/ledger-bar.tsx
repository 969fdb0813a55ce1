import { useWords } from '../frame.tsx'
import { type Fill, StateBar } from '../pieces/state-bar.tsx'

/** The states of a ledger in the order of its bar; a copy wants no answer and stands outside of it. */
export const barStates = [
  'opinions',
  'no-opinion',
  'deemed-no-objection',
  'silent',
  'unsigned',
  'undelivered',
  'overdue',
  'withdrawn',
] as const
export type BarState = (typeof barStates)[number]
export type BarCounts = Readonly<Record<BarState | 'copy', number>>

const fills: Record<BarState, Fill> = {
  opinions: 'opinion',
  'no-opinion': 'none',
  'deemed-no-objection': 'deemed',
  silent: 'silent',
  unsigned: 'unsigned',
  undelivered: 'failed',
  overdue: 'failed',
  withdrawn: 'silent',
}

// Always in the legend, so that it does not jump while a solicitation is open.
const kept: readonly BarState[] = ['opinions', 'no-opinion', 'silent', 'unsigned', 'undelivered']

/** How many addressees are in which state; the legend leads to them. */
export function LedgerBar({
  counts,
  href,
  current = null,
  closed = false,
}: {
  counts: BarCounts
  href: (state: BarState) => string
  current?: string | null
  /** Answers are not taken any more: states that nobody is in are left out. */
  closed?: boolean
}) {
  const { t } = useWords()
  const parts = barStates
    .filter(state => counts[state] > 0 || (!closed && kept.includes(state)))
    .map(state => ({
      key: state,
      fill: fills[state],
      word: t(`ledger.states.${state}`),
      count: counts[state],
      href: href(state),
      current: current === state,
    }))
  return <StateBar parts={parts} />
}
