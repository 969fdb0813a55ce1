import writeExcelFile from 'write-excel-file/node'
import type { ClaimState } from '../domain/claim.ts'
import type { RoundClaimView } from './pages/round-claims.tsx'
import type { Words } from './words.ts'

const columns = [
  ['number', 18],
  ['name', 32],
  ['filing', 20],
  ['state', 14],
  ['received', 22],
  ['asked', 16],
  ['granted', 16],
  ['committed', 16],
  ['paid', 16],
] as const

/** Of which claims the granted money is committed, and still is when it is paid. */
const committedStates: readonly ClaimState[] = ['committed', 'listed', 'payable', 'in-payment', 'paid']

/** The claims of a round as an .xlsx file, with the totals of the page; every text is written as text, never as a formula. */
export async function roundSheet(rows: readonly RoundClaimView[], words: Words): Promise<Buffer> {
  const { t, instant } = words
  const head = columns.map(([key]) => ({ value: t(`round.sheet.${key}`), fontWeight: 'bold' as const }))
  const text = (value: string | null) => (value ? { value, type: String } : null)
  const totals = { asked: 0n, granted: 0n, committed: 0n, paid: 0n }
  const body = rows.map(row => {
    const granted = row.granted_fen ?? 0n
    const of = {
      asked: row.asked_fen ?? 0n,
      granted,
      committed: committedStates.includes(row.state) ? granted : 0n,
      paid: row.state === 'paid' ? granted : 0n,
    }
    for (const key of moneyColumns) totals[key] += of[key]
    return [
      text(row.number),
      text(row.name),
      text(row.filing_number),
      text(t(`round.claimStates.${row.state}`)),
      text(row.received_at && instant(row.received_at, 'receipt')),
      ...moneyColumns.map(key => money(of[key])),
    ]
  })
  const foot = [
    { value: t('round.sheet.total', { count: rows.length }), type: String, fontWeight: 'bold' as const },
    null,
    null,
    null,
    null,
    ...moneyColumns.map(key => ({ ...money(totals[key]), fontWeight: 'bold' as const })),
  ]
  const options = {
    sheet: t('round.sheet.sheet'),
    columns: columns.map(([, width]) => ({ width })),
    stickyRowsCount: 1,
  }
  return writeExcelFile([head, ...body, foot], options).toBuffer()
}

const moneyColumns = ['asked', 'granted', 'committed', 'paid'] as const

/** Yuan with two decimals, as a number that a spreadsheet adds up. */
const money = (fen: bigint) => ({ value: Number(fen) / 100, type: Number, format: '#,##0.00' })
