import { useWords } from '../frame.tsx'
import { Page } from '../page.tsx'
import { Card } from '../pieces/card.tsx'
import { type Check, Checklist } from '../pieces/checklist.tsx'
import { TextArea, TextField } from '../pieces/field.tsx'
import { FootBar } from '../pieces/foot-bar.tsx'
import { CsrfField, OnceField } from '../pieces/form-fields.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { Notice } from '../pieces/notice.tsx'
import { PageHead } from '../pieces/page-head.tsx'
import type { Words } from '../words.ts'
import { ReasonPage, type Retry } from './reason-page.tsx'
import type { DueView } from './workbench.tsx'

export type PayeeAccount = {
  readonly id: string
  readonly unit_name: string
  readonly registered: string
  readonly cycle_id: string
  readonly claim_number: string | null
  readonly holder: string
  readonly last4: string
  readonly bank: string
  readonly bank_code: string
  readonly state: 'proposed' | 'confirmed' | 'replaced'
  readonly made_by_name: string
  readonly made_at: string
  readonly confirmed_by_name: string | null
  readonly confirmed_at: string | null
  readonly now_holder: string | null
  readonly now_last4: string | null
  readonly now_bank: string | null
  readonly now_bank_code: string | null
  readonly elsewhere: readonly string[]
  readonly returned_why: string | null
  readonly returned_at: string | null
  readonly batches: readonly string[]
  readonly due: DueView | null
  /** The reader proposed it. */
  readonly own: boolean
}

type PayeeProps = { readonly account: PayeeAccount; readonly mayConfirm: boolean }

/** A proposed account beside the one that is paid to now, for the second person. */
export function PayeePage({ account, mayConfirm }: PayeeProps) {
  const words = useWords()
  const { t, instant } = words
  const open = account.state === 'proposed'
  const may = open && mayConfirm && !account.own
  return (
    <Page title={t('payees.title')} section="payees">
      <PageHead
        eyebrow={t('payees.eyebrow', { number: account.claim_number ?? '' })}
        title={t(`payees.heading.${account.state}`, { unit: account.unit_name })}
        lead={t('payees.madeBy', { name: account.made_by_name, when: instant(account.made_at) })}
      >
        <a className="btn btn-quiet" href="/payees">
          {t('payees.back')}
        </a>
      </PageHead>
      {account.state === 'confirmed' && (
        <Notice tone="ok" title={t('payees.confirmedTitle')}>
          {t('payees.confirmedBy', {
            name: account.confirmed_by_name ?? '',
            when: account.confirmed_at ? instant(account.confirmed_at) : '',
          })}
        </Notice>
      )}
      {account.state === 'replaced' && <Notice title={t('payees.replacedTitle')}>{t('payees.replacedText')}</Notice>}
      {open && account.own && (
        <Notice tone="due" title={t('payees.ownTitle')}>
          {t('payees.ownText')}
        </Notice>
      )}
      <div className="split">
        <Card id="h-both" title={t('payees.both')} flush>
          <Both account={account} />
        </Card>
        <Card id="h-checks" as="aside" title={t('payees.checks')}>
          <Checklist checks={checksOf(account, words)} />
          {account.due && open && <p className="mt-3">{t('payees.due', { when: instant(account.due.at) })}</p>}
          {may && (
            <form method="post" action={`/payees/${account.id}`}>
              <CsrfField />
              <OnceField />
              <FootBar context={t('payees.context')}>
                <a className="btn" href={`/payees/${account.id}/reject`}>
                  {t('payees.reject')}
                </a>
                <button className="btn btn-primary" type="submit">
                  {t('payees.confirm', { last4: account.last4 })}
                </button>
              </FootBar>
            </form>
          )}
        </Card>
      </div>
    </Page>
  )
}

type Line = { readonly name: string; readonly now: string | null; readonly proposed: string }

function Both({ account }: PayeeProps | { account: PayeeAccount }) {
  const { t } = useWords()
  const lines: Line[] = [
    { name: t('payees.holder'), now: account.now_holder, proposed: account.holder },
    {
      name: t('payees.number'),
      now: account.now_last4 && t('payable.last4', { last4: account.now_last4 }),
      proposed: t('payable.last4', { last4: account.last4 }),
    },
    { name: t('payees.bank'), now: account.now_bank, proposed: account.bank },
    { name: t('payees.bankCode'), now: account.now_bank_code, proposed: account.bank_code },
  ]
  const changed = account.now_last4 !== null
  const columns: LedgerColumn<Line>[] = [
    { key: 'name', head: t('payees.what'), kind: 'name', cell: ({ name }) => name },
    { key: 'now', head: t('payees.now'), cell: ({ now }) => now },
    {
      key: 'proposed',
      head: t('payees.proposed'),
      cell: ({ now, proposed }) => (changed && now !== proposed ? <b>{proposed}</b> : proposed),
    },
  ]
  return (
    <LedgerTable
      caption={t('payees.bothCaption', { unit: account.unit_name })}
      columns={columns}
      rows={lines}
      keyOf={({ name }) => name}
    />
  )
}

function checksOf(account: PayeeAccount, { t, instant }: Words): Check[] {
  const same = account.holder === account.registered
  const form = /^\d{12}$/.test(account.bank_code)
  return [
    {
      key: 'holder',
      state: same ? 'ok' : 'late',
      title: t(same ? 'payees.holderSame' : 'payees.holderDiffers'),
      detail: account.registered,
    },
    {
      key: 'code',
      state: form ? 'ok' : 'late',
      title: t(form ? 'payees.codeForm' : 'payees.codeWrong'),
      detail: account.bank_code,
    },
    ...(account.elsewhere.length > 0
      ? [
          {
            key: 'elsewhere',
            state: 'late' as const,
            title: t('payees.elsewhere'),
            detail: account.elsewhere.join(t('pieces.listComma')),
          },
        ]
      : [{ key: 'elsewhere', state: 'ok' as const, title: t('payees.nowhereElse') }]),
    ...(account.returned_at !== null
      ? [
          {
            key: 'returned',
            state: 'due' as const,
            title: t('payees.returned', { when: instant(account.returned_at, 'short') }),
            detail: account.returned_why ?? '',
          },
        ]
      : []),
    ...(account.state === 'proposed' && account.batches.length > 0
      ? [
          {
            key: 'batches',
            state: 'due' as const,
            title: t('payees.voids'),
            detail: account.batches.join(t('pieces.listComma')),
          },
        ]
      : []),
  ]
}

type RejectProps = Retry & { readonly account: PayeeAccount; readonly reason: string }

/** Sends a proposed account back to whoever proposed it. */
export function RejectAccountPage({ account, reason, errors = [], onceKey }: RejectProps) {
  const { t } = useWords()
  return (
    <ReasonPage
      section="payees"
      eyebrow={t('payees.title')}
      title={t('payees.rejectPage.title', { unit: account.unit_name, last4: account.last4 })}
      lead={t('payees.rejectPage.lead', { name: account.made_by_name })}
      action={`/payees/${account.id}/reject`}
      back={`/payees/${account.id}`}
      cancel={t('payees.rejectPage.cancel')}
      submit={t('payees.rejectPage.submit')}
      labels={{ reason: t('payees.rejectPage.reason') }}
      errors={errors}
      onceKey={onceKey}
    >
      <TextArea name="reason" label={t('payees.rejectPage.reason')} value={reason} errors={errors} />
    </ReasonPage>
  )
}

export type TypedAccount = {
  readonly claim: string
  readonly holder: string
  readonly accountNumber: string
  readonly bank: string
  readonly bankCode: string
}

/** Records an account that a unit gave on paper or by telephone; another person confirms it. */
export function NewAccountPage({ typed, errors = [], onceKey }: Retry & { readonly typed: TypedAccount }) {
  const { t } = useWords()
  const labels = {
    claim: t('payees.newPage.claim'),
    holder: t('payees.holder'),
    'account.number': t('payees.newPage.number'),
    bank: t('payees.bank'),
    bankCode: t('payees.bankCode'),
  }
  return (
    <ReasonPage
      section="payees"
      eyebrow={t('payees.title')}
      title={t('payees.newPage.title')}
      lead={t('payees.newPage.lead')}
      action="/payees/new"
      back="/payees"
      cancel={t('payees.newPage.cancel')}
      submit={t('payees.newPage.submit')}
      labels={labels}
      errors={errors}
      onceKey={onceKey}
    >
      <TextField name="claim" label={labels.claim} value={typed.claim} errors={errors} />
      <TextField
        name="holder"
        label={labels.holder}
        hint={t('payees.newPage.holderHint')}
        value={typed.holder}
        errors={errors}
      />
      <TextField
        name="account.number"
        label={labels['account.number']}
        hint={t('payees.newPage.numberHint')}
        value={typed.accountNumber}
        errors={errors}
        inputMode="numeric"
        autoComplete="off"
      />
      <TextField name="bank" label={labels.bank} value={typed.bank} errors={errors} />
      <TextField
        name="bankCode"
        label={labels.bankCode}
        hint={t('payees.newPage.codeHint')}
        value={typed.bankCode}
        errors={errors}
        inputMode="numeric"
        autoComplete="off"
      />
    </ReasonPage>
  )
}
