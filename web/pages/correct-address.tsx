import { useWords } from '../frame.tsx'
import { TextField } from '../pieces/field.tsx'
import { ReasonPage, type Retry } from './reason-page.tsx'

type CorrectAddressProps = Retry & {
  readonly cycleId: string
  readonly row: { readonly id: string; readonly unit_name: string }
  /** Notices that did not arrive. */
  readonly undelivered: number
  /** The address in use, and the other system's words about it. */
  readonly refused: { readonly address: string; readonly answer: string | null } | null
  readonly address: string
}

/** Corrects the mail address of an addressee that a mail server refused. */
export function CorrectAddressPage({
  cycleId,
  row,
  undelivered,
  refused,
  address,
  errors = [],
  onceKey,
}: CorrectAddressProps) {
  const { t } = useWords()
  return (
    <ReasonPage
      eyebrow={t('ledger.title')}
      title={t('ledger.addressPage.title', { unit: row.unit_name })}
      lead={undelivered > 0 ? t('ledger.addressPage.lead', { count: undelivered }) : t('ledger.addressPage.leadNone')}
      action={`/cycles/${cycleId}/cases/${row.id}/address`}
      back={`/cycles/${cycleId}?row=${row.id}`}
      cancel={t('ledger.addressPage.cancel')}
      submit={t('ledger.addressPage.submit')}
      labels={{ address: t('ledger.addressPage.address') }}
      errors={errors}
      onceKey={onceKey}
    >
      {refused?.answer && (
        <p>
          {t('ledger.addressPage.said')}
          {t('pieces.colon')}
          <samp>{refused.answer}</samp>
        </p>
      )}
      <TextField
        name="address"
        type="email"
        label={t('ledger.addressPage.address')}
        hint={refused ? t('ledger.addressPage.addressHint', { address: refused.address }) : undefined}
        value={address}
        errors={errors}
      />
    </ReasonPage>
  )
}
