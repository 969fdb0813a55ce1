import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { OpinionText } from '../pieces/clause-text.tsx'
import { VerdictState } from '../pieces/verdict-state.tsx'
import type { Result } from './answer-view.ts'
import { OpinionWords } from './opinion-words.tsx'

/** What became of each opinion, and why. */
export function AnswerResults({ results }: { results: readonly Result[] }) {
  const { t } = useWords()
  return (
    <Card id="results" title={t('answer.results')}>
      {results.map((result, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: several opinions on one clause, in their order
        <OpinionText key={index} from={result.label}>
          <OpinionWords opinion={result} />
          <p className="mt-2">
            <VerdictState verdict={result.verdict} />{' '}
            {result.why ? (
              <span className="soft">
                {t('answer.why')}
                {result.why}
              </span>
            ) : null}
          </p>
        </OpinionText>
      ))}
    </Card>
  )
}
