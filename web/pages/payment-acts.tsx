import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Choices, TextArea, TextField } from '../pieces/field.tsx'
import { Notice } from '../pieces/notice.tsx'
import { type FirstFindingView, findings } from './payment.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'

type PaymentActProps = Retry & {
  readonly payment: {
    readonly id: string
    readonly key: string
    readonly unit_name: string
    readonly amount_fen: bigint
    readonly state: string
  }
  readonly reason: string
}

/** Has the bank asked at once. Nothing is sent again by it. */
export function AskAgainPage({ payment, reason, errors = [], onceKey }: PaymentActProps) {
  const { t } = useWords()
  return (
    <ReasonPage
      section="payouts"
      eyebrow={t('payment.title', { key: payment.key })}
      title={t('payment.askPage.title', { unit: payment.unit_name, amount: yuan(payment.amount_fen) })}
      lead={t(payment.state === 'frozen' ? 'payment.askPage.leadFrozen' : 'payment.askPage.lead')}
      action={`/payments/${payment.id}/ask`}
      back={`/payments/${payment.id}`}
      cancel={t('payment.askPage.cancel')}
      submit={t('payment.askPage.submit')}
      labels={{ reason: t('payment.reason') }}
      errors={errors}
      onceKey={onceKey}
    >
      <TextArea
        name="reason"
        label={t('payment.reason')}
        value={reason}
        errors={errors}
        optional={payment.state !== 'frozen'}
      />
    </ReasonPage>
  )
}

/** The treasury has said that it never received a payment: two people say so before it may be made again. */
export function NeverReceivedPage({
  payment,
  reason,
  by,
  errors = [],
  onceKey,
}: PaymentActProps & { readonly by: readonly string[] }) {
  const { t } = useWords()
  const second = by.length > 0
  return (
    <ReasonPage
      section="payouts"
      eyebrow={t('payment.title', { key: payment.key })}
      title={t('payment.neverPage.title', { unit: payment.unit_name, amount: yuan(payment.amount_fen) })}
      lead={
        second ? t('payment.neverPage.second', { name: by.join(t('pieces.listComma')) }) : t('payment.neverPage.first')
      }
      action={`/payments/${payment.id}/never`}
      back={`/payments/${payment.id}`}
      cancel={t('payment.neverPage.cancel')}
      submit={t(second ? 'payment.neverPage.submitSecond' : 'payment.neverPage.submit')}
      labels={{ reason: t('payment.neverPage.reason') }}
      errors={errors}
      onceKey={onceKey}
    >
      <TextArea
        name="reason"
        label={t('payment.neverPage.reason')}
        hint={t('payment.neverPage.hint')}
        value={reason}
        errors={errors}
      />
    </ReasonPage>
  )
}

/** The recorded result stands, whatever the bank said later: two people say so before the claim goes on. */
export function ConfirmResultPage({
  payment,
  reason,
  first,
  errors = [],
  onceKey,
}: PaymentActProps & { readonly first: string | null }) {
  const { t, named } = useWords()
  return (
    <ReasonPage
      section="payouts"
      eyebrow={t('payment.title', { key: payment.key })}
      title={t('payment.resultPage.title', {
        unit: payment.unit_name,
        amount: yuan(payment.amount_fen),
        state: named('payoutState', payment.state),
      })}
      lead={first === null ? t('payment.resultPage.first') : t('payment.resultPage.second', { name: first })}
      action={`/payments/${payment.id}/result`}
      back={`/payments/${payment.id}`}
      cancel={t('payment.resultPage.cancel')}
      submit={t(first === null ? 'payment.resultPage.submit' : 'payment.resultPage.submitSecond')}
      labels={{ reason: t('payment.resultPage.reason') }}
      errors={errors}
      onceKey={onceKey}
    >
      <TextArea
        name="reason"
        label={t('payment.resultPage.reason')}
        hint={t('payment.resultPage.hint')}
        value={reason}
        errors={errors}
      />
    </ReasonPage>
  )
}

type SettleProps = PaymentActProps & {
  readonly finding: string
  readonly statement: string
  readonly first: FirstFindingView | null
  /** Why it was not taken, where a rule said no. */
  readonly refused: string | null
}

/** What the treasury's statement shows of a frozen payment; it is settled when two people have read the same. */
export function SettleFrozenPage(props: SettleProps) {
  const { payment, reason, finding, statement, first, refused, errors = [], onceKey } = props
  const { t } = useWords()
  const who = first?.own ? 'own' : first ? 'second' : 'first'
  return (
    <ReasonPage
      section="payouts"
      eyebrow={t('payment.title', { key: payment.key })}
      title={t('payment.settlePage.title', { unit: payment.unit_name, amount: yuan(payment.amount_fen) })}
      lead={t(`payment.settlePage.${who}`, { name: first?.personName ?? '' })}
      action={`/payments/${payment.id}/settle`}
      back={`/payments/${payment.id}`}
      cancel={t('payment.settlePage.cancel')}
      submit={t(`payment.settlePage.submits.${who}`)}
      labels={{
        finding: t('payment.settlePage.finding'),
        statement: t('payment.settlePage.statement'),
        reason: t('payment.settlePage.reason'),
      }}
      errors={errors}
      onceKey={onceKey}
    >
      {refused !== null && (
        <Notice tone="late" role="alert" title={t('payment.settlePage.notSettled')}>
          {refused}
        </Notice>
      )}
      <Choices
        name="finding"
        label={t('payment.settlePage.finding')}
        hint={t('payment.settlePage.findingHint')}
        value={finding}
        errors={errors}
        choices={findings.map(value => ({ value, label: t(`payment.findings.${value}`) }))}
      />
      <TextField
        name="statement"
        label={t('payment.settlePage.statement')}
        hint={t('payment.settlePage.statementHint')}
        value={statement}
        errors={errors}
        inputMode="decimal"
        autoComplete="off"
      />
      <TextArea
        name="reason"
        label={t('payment.settlePage.reason')}
        hint={t('payment.settlePage.reasonHint')}
        value={reason}
        errors={errors}
      />
    </ReasonPage>
  )
}
