import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { paths } from '../paths.ts'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { AnswerClause } from './answer-clause.tsx'
import type { AnswerFormState, ClauseRange, LetterView } from './answer-view.ts'
import { ClausePages, DraftCard } from './draft-card.tsx'
import { DraftState } from './draft-state.tsx'
import { HiddenOpinion } from './opinion-fields.tsx'

/** The answer: the draft clause by clause, each with its opinions; what is on other pages goes along unseen. */
export function AnswerForm({
  letter,
  clauses,
  form,
}: {
  letter: LetterView
  clauses: ClauseRange
  form: AnswerFormState
}) {
  const { t } = useWords()
  const here = `${paths.letters}/${letter.caseId}`
  const numbered = form.opinions.map((opinion, index) => ({ opinion, index }))
  const shown = new Set(clauses.clauses.map(({ anchor }) => anchor))
  const errors = form.errors ?? []
  // What the form says by itself is saved by htmx; without it the buttons do.
  const autosave = {
    'hx-post': `${here}/draft`,
    'hx-trigger': 'input delay:2s from:#answer',
    'hx-include': '#answer',
    'hx-target': '#draft-state',
    'hx-select': '#draft-state',
    'hx-swap': 'outerHTML',
    'hx-status:409': 'swap:outerHTML',
    'hx-status:422': 'swap:outerHTML',
  }
  return (
    <form method="post" action={here} encType="multipart/form-data" id="answer">
      <CsrfField />
      <OnceField value={form.once} />
      <input type="hidden" name="count" value={form.opinions.length} />
      <input type="hidden" name="from" value={clauses.from} />
      {numbered
        .filter(({ opinion }) => !shown.has(opinion.anchor))
        .map(({ opinion, index }) => (
          <HiddenOpinion key={index} opinion={opinion} index={index} />
        ))}
      <DraftCard total={clauses.total} hint={t('answer.draftHint', { count: clauses.total })}>
        {clauses.clauses.map(clause => (
          <AnswerClause
            key={clause.anchor}
            clause={clause}
            opinions={numbered.filter(({ opinion }) => opinion.anchor === clause.anchor)}
            errors={errors}
            here={here}
          />
        ))}
        <ClausePages clauses={clauses}>
          {clauses.previous !== null && (
            <button className="btn btn-quiet" type="submit" name="intent" value={`from:${clauses.previous}`}>
              {t('answer.back')}
            </button>
          )}
          {clauses.next !== null && (
            <button className="btn btn-quiet" type="submit" name="intent" value={`from:${clauses.next}`}>
              {t('answer.more', { count: clauses.total - clauses.next })}
            </button>
          )}
        </ClausePages>
      </DraftCard>
      <div {...autosave} />
      <FootBar context={<DraftState form={form} />}>
        <button className="btn" type="submit" name="intent" value="save">
          <Icon name="device-floppy" />
          {t('answer.save')}
        </button>
        {form.opinions.length > 0 && (
          <button className="btn" type="submit" name="intent" value="no-opinion">
            {t('answer.toNoOpinion')}
          </button>
        )}
        <button
          className="btn btn-primary"
          type="submit"
          name="intent"
          value={form.opinions.length > 0 ? 'submit' : 'no-opinion'}
        >
          {form.opinions.length > 0 ? t('answer.submit', { count: form.opinions.length }) : t('answer.noOpinion')}
        </button>
      </FootBar>
    </form>
  )
}
