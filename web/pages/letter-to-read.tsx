import { useWords } from '../frame.tsx'
import { Icon } from '../icon.tsx'
import { paths } from '../paths.ts'
import { ClauseText } from '../pieces/clause-text.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import type { ClauseRange, LetterView, Standing } from './answer-view.ts'
import { ClausePages, DraftCard } from './draft-card.tsx'

/** A letter where nothing can be written: the draft, with signing for it or replacing the answer where that is open. */
export function LetterToRead({
  letter,
  standing,
  clauses,
}: {
  letter: LetterView
  standing: Standing
  clauses: ClauseRange
}) {
  const { t } = useWords()
  const here = `${paths.letters}/${letter.caseId}`
  const toSign =
    standing.kind === 'to-sign' || ((standing.kind === 'copy' || standing.kind === 'late') && !letter.signedFor)
  return (
    <>
      {toSign && (
        <form method="post" action={`${here}/sign-for`}>
          <CsrfField />
          <FootBar context={t(standing.kind === 'copy' ? 'answer.copyTitle' : 'answer.toSignText')}>
            <button className="btn btn-primary" type="submit">
              <Icon name="signature" />
              {t('answer.sign')}
            </button>
          </FootBar>
        </form>
      )}
      {(standing.kind === 'answered' || standing.kind === 'late-given') && standing.replaceable ? (
        <p className="acts mt-4">
          <a className="btn btn-primary" href={`${here}?replace=1`}>
            {t('answer.replace')}
          </a>
        </p>
      ) : null}
      <DraftCard total={clauses.total} hint={t('answer.draftOnly', { count: clauses.total })}>
        {clauses.clauses.map(clause => (
          <ClauseText
            key={clause.anchor}
            anchor={clause.anchor}
            number={clause.label}
            heading={clause.heading}
            text={clause.text}
          />
        ))}
        <ClausePages clauses={clauses}>
          {clauses.previous !== null && <a href={`${here}?from=${clauses.previous}`}>{t('answer.back')}</a>}
          {clauses.next !== null && (
            <a href={`${here}?from=${clauses.next}`}>{t('answer.more', { count: clauses.total - clauses.next })}</a>
          )}
        </ClausePages>
      </DraftCard>
    </>
  )
}
