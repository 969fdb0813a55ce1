import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { Details } from '../pieces/details.tsx'
import { Facts } from '../pieces/facts.tsx'
import { Workings } from '../pieces/workings.tsx'
import type { AmountWorked, ReviewProps } from './review-view.ts'

/** What was asked and what is granted, worked out side by side, with clauses and readings. */
export function AmountCard({ asked, granted, budget }: ReviewProps) {
  const { t } = useWords()
  const cut = granted?.fen != null && asked.fen != null && BigInt(granted.fen) < BigInt(asked.fen)
  return (
    <Card id="h-amount" title={t(granted ? 'review.amount.both' : 'review.amount.asked')}>
      <div className={granted ? 'row g-3' : undefined}>
        <div className={granted ? 'col-12 col-lg-6' : undefined}>
          <Worked title={t('review.amount.askedTotal')} worked={asked} />
        </div>
        {granted && (
          <div className="col-12 col-lg-6">
            <Worked title={t('review.amount.grantedTotal')} worked={granted} />
          </div>
        )}
      </div>
      {cut && granted?.fen != null && asked.fen != null && (
        <p className="mt-2">{t('review.amount.cutBy', { amount: yuan(BigInt(asked.fen) - BigInt(granted.fen)) })}</p>
      )}
      <Readings {...(granted ?? asked)} />
      {budget && (
        <p className="hint mt-2">
          {t('review.amount.left', { amount: yuan(BigInt(budget.leftFen)), count: budget.waiting })}
        </p>
      )}
    </Card>
  )
}

function Worked({ title, worked }: { title: string; worked: AmountWorked }) {
  const { t } = useWords()
  return (
    <>
      <Workings lines={worked.lines} title={title} total={worked.fen} />
      {worked.refusedBy.length > 0 && (
        <>
          <p className="mt-2 mb-1">
            <b>{t('review.amount.refused')}</b>
          </p>
          <ul>
            {worked.refusedBy.map(({ words, clause }) => (
              <li key={words}>{clause === null ? words : t('review.amount.refusedBy', { words, clause })}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function Readings({ readings, ruleVersion }: AmountWorked) {
  const { t } = useWords()
  if (readings.length === 0 && ruleVersion === null) return null
  return (
    <Details summary={t('review.amount.readings', { count: readings.length })}>
      <Facts
        rows={readings.map(({ question, answer, clause }) => [
          clause === null ? question : t('review.amount.readingOf', { question, clause }),
          answer,
        ])}
      />
      {ruleVersion !== null && <p className="hint mt-2">{t('review.amount.rules', { version: ruleVersion })}</p>}
    </Details>
  )
}
