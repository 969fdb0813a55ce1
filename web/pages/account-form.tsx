import type { FieldError } from '../../domain/refusal.ts'
import { useWords } from '../frame.tsx'
import { TextField } from '../pieces/field.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { LedgerTable } from '../pieces/ledger-table.tsx'
import { State } from '../pieces/state.tsx'

export type AccountView = {
  readonly id: string
  readonly holder: string
  readonly last4: string
  readonly bank: string
  readonly bankCode: string
  readonly state: 'proposed' | 'confirmed' | 'replaced'
  readonly madeBy: string
  readonly madeAt: string
  readonly confirmedBy: string | null
  readonly confirmedAt: string | null
}

export type TypedAccount = {
  readonly holder: string
  readonly number: string
  readonly bank: string
  readonly bankCode: string
}

const looks = {
  proposed: { tone: 'due', icon: 'hourglass' },
  confirmed: { tone: 'ok', icon: 'circle-check' },
  replaced: { tone: 'plain', icon: 'circle-x' },
} as const

/** The accounts of a unit, each with no more of its number than the last four digits. */
export function AccountTable({ accounts }: { accounts: readonly AccountView[] }) {
  const { t, instant } = useWords()
  return (
    <LedgerTable
      caption={t('ownAccount.caption')}
      rows={accounts}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'number',
          head: t('ownAccount.number'),
          kind: 'name',
          cell: row => t('ownAccount.last4', { last4: row.last4 }),
        },
        {
          key: 'state',
          head: t('ownAccount.state'),
          kind: 'state',
          cell: row => <State {...looks[row.state]}>{t(`ownAccount.states.${row.state}`)}</State>,
        },
        { key: 'holder', head: t('ownAccount.holder'), cell: row => row.holder },
        { key: 'bank', head: t('ownAccount.bank'), cell: row => `${row.bank} ${row.bankCode}` },
        { key: 'made', head: t('ownAccount.made'), cell: row => `${row.madeBy} ${instant(row.madeAt, 'short')}` },
        {
          key: 'confirmed',
          head: t('ownAccount.confirmed'),
          cell: row => row.confirmedAt && `${row.confirmedBy ?? ''} ${instant(row.confirmedAt, 'short')}`,
        },
      ]}
    />
  )
}

/** The fields of an account. */
export function AccountFields({
  account,
  registered,
  errors,
}: {
  account: TypedAccount
  /** The registered name: the holder must be it, to the letter. */
  registered: string
  errors: readonly FieldError[]
}) {
  const { t } = useWords()
  return (
    <>
      <TextField
        name="account.holder"
        label={t('ownAccount.holder')}
        hint={t('ownAccount.holderHint', { name: registered })}
        value={account.holder}
        errors={errors}
        after={
          account.holder.trim() === registered ? undefined : (
            <p className="mt-2 mb-0">
              <button className="btn" type="submit" name="intent" value="registered">
                {t('ownAccount.fillIn')}
              </button>
            </p>
          )
        }
      />
      <TextField
        name="account.number"
        label={t('ownAccount.number')}
        hint={t('ownAccount.numberHint')}
        value={account.number}
        errors={errors}
        inputMode="numeric"
        autoComplete="off"
      />
      <TextField name="account.bank" label={t('ownAccount.bank')} value={account.bank} errors={errors} />
      <TextField
        name="account.bankCode"
        label={t('ownAccount.bankCode')}
        hint={t('ownAccount.bankCodeHint')}
        value={account.bankCode}
        errors={errors}
        inputMode="numeric"
        autoComplete="off"
      />
    </>
  )
}

/** A form of its own that proposes an account. */
export function AccountForm({
  id,
  action,
  account,
  registered,
  errors,
  submit,
}: {
  id: string
  action: string
  account: TypedAccount
  registered: string
  errors: readonly FieldError[]
  submit: string
}) {
  return (
    <form id={id} method="post" action={action}>
      <CsrfField />
      <OnceField />
      <AccountFields account={account} registered={registered} errors={errors} />
      <button className="btn" type="submit" name="intent" value="propose">
        {submit}
      </button>
    </form>
  )
}

export const accountLabels = (t: ReturnType<typeof useWords>['t']): Record<string, string> => ({
  'account.holder': t('ownAccount.holder'),
  'account.number': t('ownAccount.number'),
  'account.bank': t('ownAccount.bank'),
  'account.bankCode': t('ownAccount.bankCode'),
})
