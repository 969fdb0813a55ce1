import writeExcelFile from 'write-excel-file/node'
import type { ShareLineView } from './pages/shares.tsx'
import type { Words } from './words.ts'

const columns = [
  ['scheme', 28],
  ['year', 10],
  ['county', 22],
  ['payee', 28],
  ['key', 22],
  ['paid', 16],
  ['share', 16],
  ['working', 60],
  ['derivedAt', 22],
  ['reversedAt', 22],
] as const

/** The city's shares as an .xlsx file, one row a payment; what was reversed counts nothing. */
export async function shareSheet(lines: readonly ShareLineView[], { t, instant }: Words): Promise<Buffer> {
  const text = (value: string | null) => (value ? { value, type: String } : null)
  const money = (fen: bigint) => ({ value: Number(fen) / 100, type: Number, format: '#,##0.00' })
  const rows = lines.map(line => [
    text(line.title),
    { value: line.year, type: Number },
    text(line.county_name),
    text(line.unit_name),
    text(line.key),
    money(line.paid_fen),
    money(line.reversed_at === null ? line.amount_fen : 0n),
    text(line.working.join(t('pieces.semicolon'))),
    text(instant(line.at, 'receipt')),
    text(line.reversed_at && instant(line.reversed_at, 'receipt')),
  ])
  const head = columns.map(([key]) => ({ value: t(`shares.sheet.${key}`), fontWeight: 'bold' as const }))
  const options = { sheet: t('shares.title'), columns: columns.map(([, width]) => ({ width })), stickyRowsCount: 1 }
  return writeExcelFile([head, ...rows], options).toBuffer()
}
