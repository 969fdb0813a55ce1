import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'

type CloseEarlyProps = {
  readonly cycle: { readonly id: string; readonly title: string; readonly due_at: string | null }
  readonly total: number
  readonly silent: number
}

/** Ends the taking of answers before the deadline, once everyone has answered. */
export function CloseEarlyPage({ cycle, total, silent }: CloseEarlyProps) {
  const { t, instant } = useWords()
  const back = (
    <a className="btn" href={`/cycles/${cycle.id}`}>
      {t('ledger.closePage.cancel')}
    </a>
  )
  return (
    <Page title={t('ledger.closeEarly')} section="solicitations">
      {silent > 0 && (
        <Notice tone="due" title={t('ledger.closePage.notAll', { count: silent })}>
          {t('ledger.closePage.notAllText', { when: cycle.due_at ? instant(cycle.due_at) : '' })}
        </Notice>
      )}
      <PageHead
        eyebrow={t('ledger.title')}
        title={t('ledger.closePage.title', { title: cycle.title })}
        lead={silent > 0 ? undefined : t('ledger.closePage.lead', { total })}
      />
      {silent > 0 ? (
        <FootBar>{back}</FootBar>
      ) : (
        <form method="post" action={`/cycles/${cycle.id}/close`}>
          <CsrfField />
          <OnceField />
          <FootBar>
            {back}
            <button className="btn btn-primary" type="submit">
              {t('ledger.closePage.submit')}
            </button>
          </FootBar>
        </form>
      )}
    </Page>
  )
}
