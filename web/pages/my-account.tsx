import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { ErrorSummary } from '../pieces/error-summary.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { EmptyState, Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import { AccountFields, AccountTable, type AccountView, accountLabels, type TypedAccount } from './account-form.tsx'
import { claimPath } from './claim-view.ts'

type MyAccountProps = {
  readonly unitName: string
  readonly accounts: readonly AccountView[]
  /** The name that an account must be in; null where there is no application yet. */
  readonly registered: string | null
  readonly typed: TypedAccount
  readonly errors: readonly FieldError[]
  /** A payment that came back, and by when a corrected account is wanted. */
  readonly returned: {
    readonly caseId: string
    readonly number: string
    readonly reason: string
    readonly dueAt: string | null
  } | null
}

/** The account to which an institution is paid: what counts, what waits for a second person, and what was before. */
export function MyAccountPage({ unitName, accounts, registered, typed, errors, returned }: MyAccountProps) {
  const { t, instant } = useWords()
  const confirmed = accounts.find(({ state }) => state === 'confirmed')
  const proposed = accounts.find(({ state }) => state === 'proposed')
  const title = proposed
    ? t('ownAccount.headingProposed', { last4: proposed.last4 })
    : returned
      ? t('ownAccount.headingReturned')
      : confirmed
        ? t('ownAccount.headingConfirmed', { last4: confirmed.last4 })
        : t('ownAccount.headingNone')
  return (
    <Page title={t('ownAccount.title')} section="account" reading>
      <PageHead eyebrow={unitName} title={title} />
      {returned && !proposed && (
        <Notice tone="late" title={t('ownAccount.returned', { number: returned.number })}>
          <p>
            {returned.reason === ''
              ? t('ownAccount.returnedPlain')
              : t('ownAccount.returnedWhy', { reason: returned.reason })}{' '}
            {returned.dueAt !== null && t('ownAccount.returnedUntil', { at: instant(returned.dueAt, 'sentence') })}
          </p>
          <p>
            <a href={claimPath(returned.caseId)}>{t('ownAccount.toClaim')}</a>
          </p>
        </Notice>
      )}
      <ErrorSummary errors={errors} labels={accountLabels(t)} />
      {proposed && <p>{t('ownAccount.proposedText')}</p>}
      {accounts.length > 0 && (
        <Card id="h-accounts" title={t('ownAccount.history')} flush>
          <AccountTable accounts={accounts} />
        </Card>
      )}
      {registered === null ? (
        <EmptyState title={t('ownAccount.later')}>{t('ownAccount.laterText')}</EmptyState>
      ) : (
        <form method="post" action="/account">
          <CsrfField />
          <OnceField />
          <Card id="h-new" title={accounts.length > 0 ? t('ownAccount.another') : t('ownAccount.fill')}>
            <AccountFields account={typed} registered={registered} errors={errors} />
          </Card>
          <FootBar context={t('ownAccount.confirmHint')}>
            <button className="btn btn-primary" type="submit" name="intent" value="propose">
              {t('ownAccount.propose')}
            </button>
          </FootBar>
        </form>
      )}
    </Page>
  )
}
