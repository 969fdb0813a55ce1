import writeExcelFile from 'write-excel-file/node'
import type { PublishedItem } from './pages/notice-list-state.tsx'
import type { Words } from './words.ts'

const widths = [8, 36, 24, 10, 10, 16]

/** A list for the meeting as an .xlsx file: what will be published, with its total; every text is text, never a formula. */
export async function noticeListSheet(
  rows: readonly PublishedItem[],
  { title, totalFen }: { title: string; totalFen: bigint },
  { t }: Words,
): Promise<Buffer> {
  const text = (value: string, bold = false) => ({ value, type: String, ...(bold && { fontWeight: 'bold' as const }) })
  const amount = (fen: bigint) => ({ value: Number(fen) / 100, type: Number, format: '#,##0.00' })
  const head = [
    t('noticeList.position'),
    t('noticeList.name'),
    t('noticeList.code'),
    t('noticeList.places'),
    t('noticeList.heads'),
    t('noticeList.amount'),
  ].map(word => text(word, true))
  const body = rows.map((row, index) => [
    { value: index + 1, type: Number },
    text(row.name),
    text(row.credit_code),
    { value: row.places, type: Number },
    row.heads === null ? null : { value: row.heads, type: Number },
    amount(row.amount_fen),
  ])
  const foot = [null, text(t('noticeList.total'), true), null, null, null, amount(totalFen)]
  const options = { sheet: t('noticeList.sheetName'), columns: widths.map(width => ({ width })), stickyRowsCount: 2 }
  return writeExcelFile([[text(title, true)], head, ...body, foot], options).toBuffer()
}
