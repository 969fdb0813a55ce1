import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { paths } from '../paths.ts'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import type { LetterView } from './answer-view.ts'

type ConfirmProps = {
  letter: Pick<LetterView, 'caseId' | 'title' | 'issuer' | 'sentOn'>
  opinions: number
  version: number
}

/** Asks once more before opinions that were written are left out. */
export function ConfirmNoOpinionPage({ letter, opinions, version }: ConfirmProps) {
  const { t, date } = useWords()
  const here = `${paths.letters}/${letter.caseId}`
  return (
    <Page title={t('answer.title')} section="letters" reading>
      <PageHead
        eyebrow={t('answer.eyebrow', { issuer: letter.issuer, date: date(letter.sentOn, 'short') })}
        title={t('answer.heading', { title: letter.title })}
      />
      <Notice tone="due" title={t('answer.confirmTitle')}>
        {t('answer.confirmText', { count: opinions })}
      </Notice>
      <form method="post" action={here} encType="multipart/form-data" className="acts mt-4">
        <CsrfField />
        <OnceField />
        <input type="hidden" name="version" value={version} />
        <input type="hidden" name="count" value="0" />
        <button className="btn btn-primary" type="submit" name="intent" value="no-opinion">
          {t('answer.confirmYes')}
        </button>
        <a className="btn" href={here}>
          {t('answer.confirmNo')}
        </a>
      </form>
    </Page>
  )
}
