import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { ClauseText } from '../pieces/clause-text.tsx'
import type { EditedOpinion, PageClause } from './answer-view.ts'
import { OpinionFields } from './opinion-fields.tsx'

type AnswerClauseProps = {
  clause: PageClause
  /** The opinions on this clause, each with its place among all. */
  opinions: readonly { readonly opinion: EditedOpinion; readonly index: number }[]
  errors: readonly FieldError[]
  /** Address of the answer. */
  here: string
}

/** A clause of the draft with one's opinions on it, and the button for one more. */
export function AnswerClause({ clause, opinions, errors, here }: AnswerClauseProps) {
  const { t } = useWords()
  return (
    <ClauseText anchor={clause.anchor} number={clause.label} heading={clause.heading} text={clause.text}>
      {opinions.map(({ opinion, index }, nth) => (
        <OpinionFields
          key={index}
          opinion={opinion}
          index={index}
          nth={opinions.length > 1 ? nth + 1 : null}
          errors={errors}
          here={here}
        />
      ))}
      <button className="btn btn-quiet" type="submit" name="intent" value={`add:${clause.anchor}`}>
        <Icon name="message-plus" />
        {t(opinions.length > 0 ? 'answer.addAgain' : 'answer.add')}
        <span className="visually-hidden">{t('answer.addOn', { clause: clause.label })}</span>
      </button>
    </ClauseText>
  )
}
