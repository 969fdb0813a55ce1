import type { CycleState } from '../../domain/cycle.ts'
import { useWords } from '../frame.tsx'
import type { IconName } from '../icon.tsx'
import { State, type Tone } from '../pieces/state.tsx'

const marks: Record<CycleState, { readonly tone: Tone; readonly icon: IconName }> = {
  draft: { tone: 'plain', icon: 'pencil' },
  signing: { tone: 'plain', icon: 'signature' },
  revising: { tone: 'due', icon: 'arrow-back-up' },
  'going-out': { tone: 'plain', icon: 'send' },
  open: { tone: 'plain', icon: 'clock' },
  settling: { tone: 'plain', icon: 'edit' },
  disposing: { tone: 'plain', icon: 'edit' },
  approving: { tone: 'plain', icon: 'signature' },
  'feeding-back': { tone: 'plain', icon: 'send' },
  finished: { tone: 'ok', icon: 'circle-check' },
  withdrawn: { tone: 'plain', icon: 'ban' },
}

/** In which state a solicitation is. */
export function CycleStateMark({ state }: { state: CycleState }) {
  const { t } = useWords()
  return <State {...marks[state]}>{t(`cycle.states.${state}`)}</State>
}
