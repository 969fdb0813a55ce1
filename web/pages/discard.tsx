import { useWords } from '../frame.tsx'
import type { Section } from '../navigation.ts'
import { Page } from '../page.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField } from '../pieces/form-fields.tsx'
import { PageHead } from '../pieces/page-head.tsx'

type DiscardProps = {
  readonly title: string
  readonly section?: Section
  readonly eyebrow: string
  readonly lead: string
  /** Where the draft's pages lie, and the one to go back to. */
  readonly path: string
  readonly back: string
}

/** Asks once more before a draft is thrown away. */
export function DiscardPage({ title, section = 'solicitations', eyebrow, lead, path, back }: DiscardProps) {
  const { t } = useWords()
  return (
    <Page title={t('launch.clauses.discard')} section={section}>
      <PageHead eyebrow={eyebrow} title={t('launch.clauses.discardTitle', { title })} lead={lead} />
      <form method="post" action={`${path}/discard`}>
        <CsrfField />
        <FootBar>
          <a className="btn" href={back}>
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
