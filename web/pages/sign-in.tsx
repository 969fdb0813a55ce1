import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { TextField } from '../pieces/field.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { Notice } from '../pieces/notice.tsx'

/** Why an attempt did not succeed. */
export type SignInFailure = { readonly why: 'wrong' } | { readonly why: 'wait'; readonly seconds: number }

type SignInPageProps = {
  /** What was typed as the account's name. */
  subject?: string
  failure?: SignInFailure
  /** Where to go on after signing in. */
  next: string
}

/** Mobile number or mail address, and password. */
export function SignInPage({ subject, failure, next }: SignInPageProps) {
  const { t } = useWords()
  return (
    <Page title={t('signIn.title')} reading>
      <div className="signin">
        <h1>{t('signIn.heading')}</h1>
        <p className="soft mb-4">{t('signIn.lead')}</p>
        {failure && <Failure failure={failure} />}
        <form method="post" action={paths.signIn}>
          <CsrfField />
          <input type="hidden" name="next" value={next} />
          <TextField
            name="subject"
            label={t('signIn.subject')}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={254}
            required
            {...(subject === undefined ? {} : { value: subject })}
          />
          <TextField
            name="password"
            type="password"
            label={t('signIn.password')}
            autoComplete="current-password"
            required
            after={<p className="hint mt-1">{t('signIn.hint')}</p>}
          />
          <button className="btn btn-primary w-100" type="submit">
            {t('signIn.submit')}
          </button>
        </form>
        <p className="mt-4">
          <a className="inline" href={paths.publicNotices}>
            {t('publicNotice.title')}
          </a>
        </p>
        <p className="hint mt-4">{t('signIn.noSecrets')}</p>
      </div>
    </Page>
  )
}

function Failure({ failure }: { failure: SignInFailure }) {
  const { t } = useWords()
  return (
    <Notice tone="late" role="alert" title={t('signIn.failed')}>
      {failure.why === 'wrong' ? t('signIn.wrong') : waiting(failure.seconds)}
    </Notice>
  )
  function waiting(seconds: number): string {
    return seconds > 90
      ? t('signIn.waitMinutes', { count: Math.ceil(seconds / 60) })
      : t('signIn.wait', { count: seconds })
  }
}
