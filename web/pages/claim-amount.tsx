import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Details } from '../pieces/details.tsx'
import { Workings } from '../pieces/workings.tsx'
import type { AmountView } from './claim-view.ts'

/** What can be claimed by what was filled in so far, with its working. Replaced while the form saves itself. */
export function ClaimAmount({ amount, open = true }: { amount: AmountView; open?: boolean }) {
  const { t } = useWords()
  return (
    <section className="card mb-4" aria-labelledby="h-sum" id="amount">
      <div className="card-body">
        <h2 id="h-sum" className="minor mb-1">
          {t('claimForm.amount')}
        </h2>
        {amount.fen === null ? <NotYet amount={amount} /> : <Figure fen={amount.fen} />}
        {amount.lines.length > 0 && (
          <Details open={open} summary={t('claimForm.working')}>
            <Workings
              lines={amount.lines}
              title={t('claimForm.total')}
              {...(amount.fen === null ? {} : { total: amount.fen })}
            />
            <p className="hint mt-2">
              {amount.readings.length > 0 &&
                `${t('claimForm.byReadings', { readings: amount.readings.join(t('pieces.semicolon')) })}${t('pieces.sentenceSpace')}`}
              {t('claimForm.reviewDecides')}
            </p>
          </Details>
        )}
      </div>
    </section>
  )
}

function Figure({ fen }: { fen: string }) {
  const { t } = useWords()
  return (
    <p className="figure">
      {yuan(BigInt(fen))} <small>{t('claimForm.yuan')}</small>
    </p>
  )
}

function NotYet({ amount }: { amount: AmountView }) {
  const { t } = useWords()
  if (amount.refusedBy.length === 0) return <p className="mb-2">{t('claimForm.noAmountYet')}</p>
  return (
    <>
      <p className="mb-1">
        <b>{t('claimForm.notEligible')}</b>
      </p>
      <ul>
        {amount.refusedBy.map(({ words, clause }) => (
          <li key={words}>
            {words}
            {clause !== null && t('claimForm.byClause', { clause })}
          </li>
        ))}
      </ul>
      <p className="hint">{t('claimForm.notEligibleText')}</p>
    </>
  )
}
