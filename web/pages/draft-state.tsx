import { useWords } from '../frame.tsx'
import type { AnswerFormState } from './answer-view.ts'

/** What is saved of the form, with the version that it is based on; replaced when it saves itself. */
export function DraftState({
  form: { version, opinions, saved },
  auto = false,
  conflict = null,
  problem = null,
}: {
  form: Pick<AnswerFormState, 'version' | 'opinions' | 'saved'>
  auto?: boolean
  conflict?: { readonly by: string; readonly at: string } | null
  /** Why it could not be saved as it is. */
  problem?: string | null
}) {
  const { t, instant } = useWords()
  const filled = opinions.length > 0 ? t('answer.filled', { count: opinions.length }) : t('answer.nothingYet')
  const state = saved
    ? t(auto ? 'answer.autosavedAt' : 'answer.savedAt', { at: instant(saved.at, 'short'), name: saved.by })
    : t('answer.notSaved')
  return (
    <span id="draft-state" role={conflict || problem ? 'alert' : undefined}>
      <input type="hidden" name="version" value={version} />
      {conflict
        ? t('answer.conflictShort', {
            name: conflict.by || t('answer.answeredMeanwhile'),
            at: conflict.at && instant(conflict.at, 'short'),
          })
        : (problem ?? `${filled}${t('pieces.comma')}${state}`)}
    </span>
  )
}
