import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { Course } from '../pieces/course.tsx'
import type { ReviewProps } from './review-view.ts'
import { decisionStep } from './step-course.tsx'

/** What happened to the claim: what was received, named and decided, and by whom. */
export function HistoryCard({ history, defects }: ReviewProps) {
  const words = useWords()
  const { t, instant } = words
  return (
    <Card id="h-history" title={t('review.history.title')}>
      <Course wide steps={history.map(decision => decisionStep(decision, words))} />
      {defects.length > 0 && (
        <>
          <h3 className="mt-4">{t('review.history.named')}</h3>
          <ul>
            {defects.map(({ id, stage, item, text, clause, mendedAt }) => (
              <li key={id}>
                <b>{item}</b>
                {t('pieces.colon')}
                {text}
                {clause !== null && t('review.history.by', { clause })}
                <span className="d-block small quiet">
                  {[
                    t(`review.history.stages.${stage}`),
                    mendedAt
                      ? t('review.history.mended', { when: instant(mendedAt, 'short') })
                      : t('review.history.notMended'),
                  ].join(t('frame.separator'))}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  )
}
