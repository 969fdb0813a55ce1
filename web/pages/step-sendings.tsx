import { useWords } from '../frame.tsx'
import { Log } from '../pieces/log.tsx'
import type { StepProps } from './step-view.ts'

/** What was sent about a step, and how it fared. */
export function StepSendings({ sendings }: StepProps) {
  const { t, named } = useWords()
  return (
    <Log
      entries={sendings.map(sending => ({
        key: sending.id,
        at: sending.at,
        what: sending.channel === null ? t('step.inSite') : t('step.mail'),
        children: (
          <>
            {named('cycle.occasions', sending.occasion)}
            {sending.state !== null && (
              <>
                {t('pieces.comma')}
                {named('step.sendingStates', sending.state)}
              </>
            )}
            {sending.address !== null && (
              <>
                {t('pieces.comma')}
                {sending.address}
              </>
            )}
            {sending.ambiguous && (
              <>
                {t('pieces.comma')}
                {t('step.twice')}
              </>
            )}
            {sending.answer !== null && (
              <>
                {' '}
                <samp>{sending.answer}</samp>
              </>
            )}
          </>
        ),
      }))}
    />
  )
}
