import type { Verdict } from '../../domain/cycle.ts'
import { useWords } from '../frame.tsx'
import { State } from './state.tsx'

const looks = {
  adopted: { tone: 'ok', icon: 'circle-check' },
  partly: { tone: 'ok', icon: 'circle-check' },
  rejected: { tone: 'plain', icon: 'circle-x' },
  open: { tone: 'mine', icon: 'circle-dot' },
} as const

/** What became of an opinion; null: nobody has decided yet. */
export function VerdictState({ verdict }: { verdict: Verdict | null }) {
  const { t } = useWords()
  const key = verdict ?? 'open'
  return <State {...looks[key]}>{t(`answer.verdicts.${key}`)}</State>
}
