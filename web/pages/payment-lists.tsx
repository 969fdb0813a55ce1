import type { PayoutState } from '../../domain/claim.ts'
import { yuan } from '../../domain/yuan.ts'
import { useWords } from '../frame.tsx'
import { Card } from '../pieces/card.tsx'
import { type LedgerColumn, LedgerTable } from '../pieces/ledger-table.tsx'
import { DueState } from '../pieces/state.tsx'
import type { Words } from '../words.ts'
import { Contradicted, PayoutStateMark } from './payment-state.tsx'
import type { DueView } from './workbench.tsx'

export type OpenPaymentView = {
  readonly id: string
  readonly key: string
  readonly title: string
  readonly unit_name: string
  readonly amount_fen: bigint
  readonly state: PayoutState
  readonly submitted_at: string | null
  readonly ask_at: string | null
  readonly bank_answer: string | null
  readonly settled_at: string | null
  readonly contradicted: boolean
  readonly proposed: boolean
  readonly due: DueView | null
}

const payee = (t: Words['t'], head: string): LedgerColumn<OpenPaymentView> => ({
  key: 'payee',
  head,
  kind: 'name',
  cell: row => (
    <>
      <a className="tap" href={`/payments/${row.id}`}>
        {row.unit_name}
      </a>
      <small>{t('payouts.voucher', { key: row.key })}</small>
    </>
  ),
})

export const isFrozen = ({ state }: OpenPaymentView): boolean => state === 'frozen'

/** Payments that two people must settle, and those of which nobody knows what became of them. */
export function UnclearPayments({ payments }: { payments: readonly OpenPaymentView[] }) {
  const unknown = payments.filter(payment => !isFrozen(payment))
  return (
    <>
      <Unclear kind="frozen" payments={payments.filter(isFrozen)} />
      <Unclear kind="unknown" payments={unknown} />
    </>
  )
}

function Unclear({ kind, payments }: { kind: 'frozen' | 'unknown'; payments: readonly OpenPaymentView[] }) {
  const { t, instant } = useWords()
  if (payments.length === 0) return null
  const columns: LedgerColumn<OpenPaymentView>[] = [
    payee(t, t('payouts.payee')),
    {
      key: 'state',
      head: t('payouts.state'),
      kind: 'state',
      cell: row => (row.contradicted ? <Contradicted /> : <PayoutStateMark state={row.state} />),
    },
    { key: 'sent', head: t('payouts.sent'), cell: row => row.submitted_at && instant(row.submitted_at, 'short') },
    { key: 'ask', head: t('payouts.askAt'), cell: row => row.ask_at && instant(row.ask_at, 'short') },
    { key: 'due', head: t('payouts.due'), cell: ({ due }) => due && <Due due={due} /> },
    { key: 'amount', head: t('payouts.amount'), kind: 'number', cell: row => yuan(row.amount_fen) },
  ]
  return (
    <Card
      id={`h-${kind}`}
      title={t(`payouts.${kind}Title`, { count: payments.length })}
      flush
      footer={t(`payouts.${kind}Text`)}
    >
      <LedgerTable caption={t(`payouts.${kind}Caption`)} columns={columns} rows={payments} keyOf={({ id }) => id} />
    </Card>
  )
}

/** Payments that came back and wait for another account. */
export function ReturnedPayments({ payments }: { payments: readonly OpenPaymentView[] }) {
  const { t, instant } = useWords()
  const columns: LedgerColumn<OpenPaymentView>[] = [
    payee(t, t('payouts.payee')),
    { key: 'state', head: t('payouts.state'), kind: 'state', cell: ({ state }) => <PayoutStateMark state={state} /> },
    { key: 'back', head: t('payouts.cameBack'), cell: row => row.settled_at && instant(row.settled_at, 'short') },
    { key: 'why', head: t('payouts.why'), cell: row => row.bank_answer && <samp>{row.bank_answer}</samp> },
    {
      key: 'waits',
      head: t('payouts.waitsFor'),
      cell: row => (row.proposed ? <a href="/payees">{t('payouts.waitsForFinance')}</a> : t('payouts.waitsForPayee')),
    },
    { key: 'due', head: t('payouts.due'), cell: ({ due }) => due && <Due due={due} /> },
    { key: 'amount', head: t('payouts.amount'), kind: 'number', cell: row => yuan(row.amount_fen) },
  ]
  return (
    <Card
      id="h-returned"
      title={t('payouts.returnedTitle', { count: payments.length })}
      flush
      footer={t('payouts.returnedText')}
    >
      <LedgerTable caption={t('payouts.returnedCaption')} columns={columns} rows={payments} keyOf={({ id }) => id} />
    </Card>
  )
}

/** What is left of a deadline, and when it is. */
function Due({ due }: { due: DueView }) {
  const { instant } = useWords()
  return (
    <>
      <DueState dueAt={due.at} left={due.left} passed={due.passed} />
      <small>{instant(due.at)}</small>
    </>
  )
}
