import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { TextField } from '../pieces/field.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { Notice } from '../pieces/notice.tsx'

/** Choosing one's own password; `first` when one signed in with a one-time one. */
export function PasswordPage({ first, errors = [] }: { first: boolean; errors?: readonly FieldError[] }) {
  const { t } = useWords()
  const labels = {
    current: t('ownPassword.current'),
    wanted: t('ownPassword.wanted'),
    repeated: t('ownPassword.repeated'),
  }
  return (
    <Page title={t('ownPassword.title')} reading>
      <div className="signin">
        <ErrorSummary errors={errors} labels={labels}>
          {t('ownPassword.notKept')}
        </ErrorSummary>
        <h1 className="mb-4">{t('ownPassword.title')}</h1>
        {first && errors.length === 0 && <Notice title={t('ownPassword.first')}>{t('ownPassword.firstText')}</Notice>}
        <form method="post" action={paths.password}>
          <CsrfField />
          <TextField
            name="current"
            type="password"
            label={labels.current}
            errors={errors}
            autoComplete="current-password"
            required
          />
          <TextField
            name="wanted"
            type="password"
            label={labels.wanted}
            hint={t('ownPassword.hint')}
            errors={errors}
            autoComplete="new-password"
            required
          />
          <TextField
            name="repeated"
            type="password"
            label={labels.repeated}
            errors={errors}
            autoComplete="new-password"
            required
          />
          <button className="btn btn-primary w-100" type="submit">
            {t('ownPassword.submit')}
          </button>
          <p className="hint mt-2">{t('ownPassword.means')}</p>
        </form>
      </div>
    </Page>
  )
}
