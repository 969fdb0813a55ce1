import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { TextArea, TextField } from '../pieces/field.tsx'
import { Notice } from '../pieces/notice.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'

type BatchActProps = Retry & {
  readonly batch: { readonly id: string; readonly number: string; readonly count: number; readonly total_fen: bigint }
}

/** Takes back a batch that nobody has released. */
export function VoidBatchPage({ batch, reason, errors = [], onceKey }: BatchActProps & { readonly reason: string }) {
  const { t } = useWords()
  return (
    <ReasonPage
      section="payouts"
      eyebrow={t('batch.title', { number: batch.number })}
      title={t('batch.voidPage.title', { count: batch.count, amount: yuan(batch.total_fen) })}
      lead={t('batch.voidPage.lead')}
      action={`/batches/${batch.id}/void`}
      back={`/batches/${batch.id}`}
      cancel={t('batch.voidPage.cancel')}
      submit={t('batch.voidPage.submit')}
      labels={{ reason: t('batch.voidPage.reason') }}
      errors={errors}
      onceKey={onceKey}
    >
      <TextArea name="reason" label={t('batch.voidPage.reason')} value={reason} errors={errors} />
    </ReasonPage>
  )
}

type CloseProps = BatchActProps & {
  readonly statement: string
  readonly paidFen: bigint
  /** What came back or was never received, and is not in the statement. */
  readonly back: readonly { readonly unit_name: string; readonly key: string; readonly amount_fen: bigint }[]
  /** Both sums, where they were not the same. */
  readonly differs: string | null
}

/** Closes a batch against the bank's statement, to the fen. */
export function CloseBatchPage({ batch, statement, paidFen, back, differs, errors = [], onceKey }: CloseProps) {
  const { t } = useWords()
  return (
    <ReasonPage
      section="payouts"
      eyebrow={t('batch.title', { number: batch.number })}
      title={t('batch.closePage.title', { number: batch.number })}
      lead={t('batch.closePage.lead', { amount: yuan(paidFen) })}
      action={`/batches/${batch.id}/close`}
      back={`/batches/${batch.id}`}
      cancel={t('batch.closePage.cancel')}
      submit={t('batch.closePage.submit')}
      labels={{ statement: t('batch.closePage.statement') }}
      errors={errors}
      onceKey={onceKey}
    >
      {differs !== null && (
        <Notice tone="late" role="alert" title={t('batch.closePage.notClosed')}>
          {differs}
        </Notice>
      )}
      <TextField
        name="statement"
        label={t('batch.closePage.statement')}
        hint={t('batch.closePage.hint')}
        value={statement}
        errors={errors}
        inputMode="decimal"
        autoComplete="off"
      />
      {back.length > 0 && (
        <>
          <h2 className="minor">{t('batch.closePage.back', { count: back.length })}</h2>
          <ul>
            {back.map(({ unit_name, key, amount_fen }) => (
              <li key={key}>{t('batch.closePage.backOne', { unit: unit_name, key, amount: yuan(amount_fen) })}</li>
            ))}
          </ul>
          <p className="soft">{t('batch.closePage.backText')}</p>
        </>
      )}
    </ReasonPage>
  )
}
