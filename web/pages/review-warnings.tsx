import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { Card } from '../pieces/card.tsx'
import { TextArea } from '../pieces/field.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { type ReviewProps, reviewPath, type WarningView } from './review-view.ts'

/** Whoever reviews or approves says first whether they have an interest of their own in the claim. */
export function DeclareCard({ caseId, name, step }: ReviewProps) {
  const { t, named } = useWords()
  return (
    <div className="mb-4">
      <Card id="h-declare" title={t('review.declare.title', { name })}>
        <p>{t('review.declare.text', { step: named('cycle.steps', step ?? '') })}</p>
        <form method="post" action={reviewPath(caseId, 'interest')} className="acts">
          <CsrfField />
          <input type="hidden" name="conflicted" value="no" />
          <button className="btn btn-primary" type="submit">
            {t('review.declare.none')}
          </button>
          <a className="btn" href={reviewPath(caseId, 'interest')}>
            {t('review.declare.some')}
          </a>
        </form>
      </Card>
    </div>
  )
}

/** Marks of the claim with the other claim each, and the answer of whoever reviews. */
export function ConflictsCard(props: ReviewProps & { readonly ready: boolean }) {
  const { t, instant } = useWords()
  const { warnings, declaredAt, mine, caseId, step } = props
  return (
    <Card id="h-conflicts" title={t('review.conflicts.title')}>
      {warnings.length === 0 && <p className="quiet">{t('review.conflicts.none')}</p>}
      {warnings.map(warning => (
        <Mark key={warning.id} {...props} warning={warning} />
      ))}
      {declaredAt !== null && (
        <p className="soft mb-0">
          <Icon name="circle-check" /> {t('review.declare.declared', { when: instant(declaredAt, 'short') })}
        </p>
      )}
      {mine && (step === 'acceptance' || declaredAt !== null) && (
        <p className="mt-3 mb-0">
          <a href={reviewPath(caseId, 'interest')}>{t('review.declare.later')}</a>
        </p>
      )}
    </Card>
  )
}

function Mark({
  warning,
  ready,
  caseId,
  errors,
  typedAnswers,
}: ReviewProps & { readonly ready: boolean; readonly warning: WarningView }) {
  const { t, instant } = useWords()
  const { id, words, clause, other, answer } = warning
  return (
    <section className="mb-3" id={`warning-${id}`}>
      <h3>{words}</h3>
      {clause !== null && <p className="hint">{t('review.conflicts.by', { clause })}</p>}
      {other && (
        <p className="mb-1">
          {other.href === null ? other.number : <a href={other.href}>{`${other.number} ${other.name}`}</a>}
          {t('review.conflicts.elsewhere', { unit: other.unit })}
        </p>
      )}
      {answer !== null && (
        <p className="soft">
          {answer}
          <br />
          {t('review.conflicts.answered', {
            person: warning.answeredByName ?? '',
            when: warning.answeredAt ? instant(warning.answeredAt, 'short') : '',
          })}
        </p>
      )}
      {ready && (
        <form method="post" action={reviewPath(caseId, `warnings/${id}`)}>
          <CsrfField />
          <TextArea
            name={`answer.${id}`}
            label={t(answer === null ? 'review.conflicts.answer' : 'review.conflicts.again')}
            rows={2}
            value={typedAnswers[id] ?? ''}
            errors={errors}
          />
          <button className="btn" type="submit">
            {t('review.conflicts.keep')}
            <span className="visually-hidden">{words}</span>
          </button>
        </form>
      )}
    </section>
  )
}
