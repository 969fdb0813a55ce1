import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { AccountForm, AccountTable, type AccountView, accountLabels, type TypedAccount } from './account-form.tsx'
import { ClaimFoot, ClaimGaps, ClaimPage } from './claim-frame.tsx'
import { type ClaimFrame, claimPath } from './claim-view.ts'

/** The account that is to be paid to: the one that is there, or another. */
export function ClaimAccountPage({
  frame,
  accounts,
  registered,
  typed,
}: {
  frame: ClaimFrame
  /** Those that count or wait to be confirmed. */
  accounts: readonly AccountView[]
  registered: string
  typed: TypedAccount
}) {
  const { t } = useWords()
  return (
    <ClaimPage frame={frame} labels={accountLabels(t)}>
      {accounts.length > 0 && (
        <Card id="h-there" title={t('ownAccount.there')} flush>
          <AccountTable accounts={accounts} />
        </Card>
      )}
      <Card id="h-new" title={accounts.length > 0 ? t('ownAccount.another') : t('ownAccount.fill')}>
        <p className="hint">{t('ownAccount.confirmHint')}</p>
        <AccountForm
          id="account-form"
          action={claimPath(frame.caseId, 'form/account')}
          account={typed}
          registered={registered}
          errors={frame.errors}
          submit={t('ownAccount.save')}
        />
      </Card>
      <ClaimGaps frame={frame} />
      <ClaimFoot frame={frame} form={false} sends="account-form" />
    </ClaimPage>
  )
}
