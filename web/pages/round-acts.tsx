import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { TextArea, TextField } from '../pieces/field.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'

type Cycle = { readonly id: string; readonly title: string }

type AppropriationProps = Retry & {
  readonly cycle: Cycle
  readonly waiting: { readonly claims: number; readonly fen: bigint }
  readonly leftFen: bigint
  readonly amount: string
  readonly source: string
}

/** Adds money to a round: those who wait move up in their order. */
export function AppropriationPage(props: AppropriationProps) {
  const { cycle, waiting, leftFen, amount, source, errors = [], onceKey } = props
  const { t } = useWords()
  const labels = { amountFen: t('round.add.amount'), source: t('round.add.source') }
  return (
    <ReasonPage
      section="rounds"
      eyebrow={cycle.title}
      title={t('round.add.title')}
      lead={[
        t('round.add.left', { amount: yuan(leftFen) }),
        waiting.claims > 0
          ? t('round.add.waiting', { count: waiting.claims, amount: yuan(waiting.fen) })
          : t('round.add.nobody'),
      ].join(t('pieces.sentenceSpace'))}
      action={`/rounds/${cycle.id}/appropriation`}
      back={`/rounds/${cycle.id}`}
      cancel={t('round.add.cancel')}
      submit={t('round.add.submit')}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
    >
      <TextField
        name="amountFen"
        label={labels.amountFen}
        hint={t('round.budget.appropriationHint')}
        value={amount}
        inputMode="decimal"
        autoComplete="off"
        errors={errors}
      />
      <TextField
        name="source"
        label={labels.source}
        hint={t('round.budget.sourceHint')}
        value={source}
        errors={errors}
      />
    </ReasonPage>
  )
}

type WithdrawRoundProps = Retry & {
  readonly cycle: Cycle
  /** How many institutions will be told. */
  readonly told: number
  readonly reason: string
}

/** Ends a round before anything was handed in. */
export function WithdrawRoundPage({ cycle, told, reason, errors = [], onceKey }: WithdrawRoundProps) {
  const { t } = useWords()
  return (
    <ReasonPage
      section="rounds"
      eyebrow={cycle.title}
      title={t('round.withdraw.title')}
      lead={[
        t('round.withdraw.lead'),
        told > 0 ? t('round.withdraw.told', { count: told }) : t('round.withdraw.nobody'),
      ].join(t('pieces.sentenceSpace'))}
      action={`/rounds/${cycle.id}/withdraw`}
      back={`/rounds/${cycle.id}`}
      cancel={t('round.withdraw.cancel')}
      submit={told > 0 ? t('round.withdraw.submitTold', { count: told }) : t('round.withdraw.submit')}
      labels={{ reason: t('round.withdraw.reason') }}
      errors={errors}
      onceKey={onceKey}
    >
      <TextArea
        name="reason"
        label={t('round.withdraw.reason')}
        hint={t('round.withdraw.reasonHint')}
        value={reason}
        errors={errors}
      />
    </ReasonPage>
  )
}
