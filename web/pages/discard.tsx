import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { PageHead } from '../pieces/page-head.tsx'

/** Asks once more before a draft is thrown away. */
export function DiscardPage({ cycle }: { cycle: { readonly id: string; readonly title: string } }) {
  const { t } = useWords()
  return (
    <Page title={t('launch.clauses.discard')} section="solicitations">
      <PageHead
        eyebrow={t('launch.eyebrow')}
        title={t('launch.clauses.discardTitle', { title: cycle.title })}
        lead={t('launch.clauses.discardText')}
      />
      <form method="post" action={`/cycles/${cycle.id}/discard`}>
        <CsrfField />
        <FootBar>
          <a className="btn" href={`/cycles/${cycle.id}/clauses`}>
            {t('launch.new.keep')}
          </a>
          <button className="btn btn-primary" type="submit">
            {t('launch.clauses.discardYes')}
          </button>
        </FootBar>
      </form>
    </Page>
  )
}
