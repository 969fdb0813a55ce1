import type { BatchState } from '../../domain/can-pay.ts'
import type { PayoutState } from '../../domain/claim.ts'
import { useWords } from '../frame.tsx'
import type { IconName } from '../icon.tsx'
import { State, type Tone } from '../pieces/state.tsx'

const payoutLooks: Record<PayoutState, readonly [Tone, IconName]> = {
  prepared: ['plain', 'clock'],
  submitting: ['plain', 'send'],
  submitted: ['plain', 'send'],
  unknown: ['held', 'player-pause'],
  paid: ['ok', 'circle-check'],
  returned: ['late', 'arrow-back-up'],
  'never-received': ['due', 'help-circle'],
  frozen: ['late', 'alert-triangle'],
  void: ['plain', 'ban'],
}

/** What has become of one payment. */
export function PayoutStateMark({ state }: { state: PayoutState }) {
  const { t } = useWords()
  const [tone, icon] = payoutLooks[state]
  return (
    <State tone={tone} icon={icon}>
      {t(`payoutState.${state}`)}
    </State>
  )
}

/** The bank has taken back a word that counted as final. */
export function Contradicted() {
  const { t } = useWords()
  return (
    <State tone="late" icon="alert-triangle">
      {t('payment.contradicted')}
    </State>
  )
}

const batchLooks: Record<BatchState, readonly [Tone, IconName]> = {
  made: ['due', 'hourglass'],
  released: ['plain', 'send'],
  closed: ['ok', 'circle-check'],
  void: ['plain', 'ban'],
}

export function BatchStateMark({ state }: { state: BatchState }) {
  const { t } = useWords()
  const [tone, icon] = batchLooks[state]
  return (
    <State tone={tone} icon={icon}>
      {t(`batchState.${state}`)}
    </State>
  )
}
