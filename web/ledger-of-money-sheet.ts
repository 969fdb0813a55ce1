import writeExcelFile from 'write-excel-file/node'
import type { LedgerAccount } from '../domain/claim.ts'
import type { BalanceView, MovementView } from './pages/money-ledger.tsx'
import type { Words } from './words.ts'

const widths = [20, 22, 24, 16, 16, 16, 20, 20, 16] as const
const head = [
  'at',
  'what',
  'unit',
  'claimNumber',
  'debitAccount',
  'creditAccount',
  'payment',
  'amount',
  'running',
] as const

/**
 * A round's ledger as an .xlsx file: every movement with what then stands on the account it went to, and on a second sheet
 * the accounts with their sums. Texts are written as texts, never as formulas; amounts as yuan.
 */
export async function moneyLedgerSheet(
  movements: readonly MovementView[],
  accounts: readonly BalanceView[],
  { t, instant, named }: Words,
): Promise<Buffer> {
  const bold = (value: string) => ({ value, fontWeight: 'bold' as const })
  const text = (value: string | null) => (value ? { value, type: String } : null)
  const money = (fen: bigint) => ({ value: Number(fen) / 100, type: Number, format: '#,##0.00' })
  const standing = new Map<LedgerAccount, bigint>()
  const move = (account: LedgerAccount, fen: bigint): bigint => {
    const sum = (standing.get(account) ?? 0n) + fen
    standing.set(account, sum)
    return sum
  }
  const rows = movements.map(row => {
    move(row.credit, -row.fen)
    const running = move(row.debit, row.fen)
    return [
      text(instant(row.at, 'receipt')),
      text(named('moneyLedger.occasions', row.occasion)),
      text(row.unit_name),
      text(row.claim_number),
      text(t(`moneyLedger.accounts.${row.debit}`)),
      text(t(`moneyLedger.accounts.${row.credit}`)),
      text(row.key),
      money(row.fen),
      money(running),
    ]
  })
  const sum = (of: 'debit' | 'credit') => accounts.reduce((total, account) => total + account[of], 0n)
  const balances = [
    [
      bold(t('moneyLedger.account')),
      bold(t('moneyLedger.debit')),
      bold(t('moneyLedger.credit')),
      bold(t('moneyLedger.balance')),
    ],
    ...accounts.map(({ account, debit, credit }) => [
      text(t(`moneyLedger.accounts.${account}`)),
      money(debit),
      money(credit),
      money(debit - credit),
    ]),
    [
      text(t(sum('debit') === sum('credit') ? 'moneyLedger.proof' : 'moneyLedger.noProof')),
      money(sum('debit')),
      money(sum('credit')),
      money(sum('debit') - sum('credit')),
    ],
  ]
  return writeExcelFile([
    {
      data: [head.map(key => bold(t(`moneyLedger.sheet.${key}`))), ...rows],
      sheet: t('moneyLedger.movements'),
      columns: widths.map(width => ({ width })),
      stickyRowsCount: 1,
    },
    { data: balances, sheet: t('moneyLedger.balances'), columns: [20, 20, 20, 20].map(width => ({ width })) },
  ]).toBuffer()
}
