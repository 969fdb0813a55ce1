import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { OpinionText } from '../pieces/clause-text.tsx'
import { Notice } from '../pieces/notice.tsx'
import type { AnswerFormState } from './answer-view.ts'
import { OpinionWords } from './opinion-words.tsx'

/** A draft that somebody else saved meanwhile, to be compared with what was typed. */
export function DraftConflict({
  conflict: { by, at, theirs },
}: {
  conflict: NonNullable<AnswerFormState['conflict']>
}) {
  const { t, instant } = useWords()
  const name = by || t('answer.answeredMeanwhile')
  return (
    <>
      <Notice tone="due" role="alert" title={t('answer.conflictTitle', { name, at: at && instant(at, 'short') })}>
        {t('answer.conflictText')}
      </Notice>
      <Card id="theirs" title={t('answer.theirs', { name })}>
        {theirs === null && <p>{t('answer.theirsGone', { name })}</p>}
        {theirs?.length === 0 && <p>{t('answer.theirsEmpty')}</p>}
        {theirs?.map((opinion, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: several opinions on one clause, in their order
          <OpinionText key={index} from={opinion.label}>
            <OpinionWords opinion={opinion} />
          </OpinionText>
        ))}
      </Card>
    </>
  )
}
