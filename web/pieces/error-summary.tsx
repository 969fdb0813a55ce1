import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { fieldId } from './field.tsx'
import { Notice } from './notice.tsx'

type ErrorSummaryProps = {
  errors: readonly FieldError[]
  /** The label of each field, as it stands on the form. */
  labels: Readonly<Record<string, string>>
  /** Where something besides what was typed had to be kept, or could not be. */
  children?: string
}

/** The list on top of a form that was not taken: each entry jumps to its field. Nothing when there are no errors. */
export function ErrorSummary({ errors, labels, children }: ErrorSummaryProps) {
  const { t, wrong } = useWords()
  if (errors.length === 0) return null
  return (
    <Notice tone="late" role="alert" title={t('pieces.toFix', { count: errors.length })}>
      <ul className="jump">
        {errors.map(error => (
          <li key={`${error.field} ${error.code}`}>
            <a href={`#${encodeURIComponent(fieldId(error.field))}`}>
              {labels[error.field] ?? error.field}
              {t('pieces.colon')}
              {wrong(error)}
            </a>
          </li>
        ))}
      </ul>
      <p className="mt-1">{children ?? t('pieces.restKept')}</p>
    </Notice>
  )
}
