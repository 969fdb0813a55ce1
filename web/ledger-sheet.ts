import writeExcelFile from 'write-excel-file/node'
import type { LedgerRowView } from './pages/ledger.tsx'
import { channelName } from './pages/ledger-log.tsx'
import type { Words } from './words.ts'

export type SheetRow = LedgerRowView & {
  readonly signed_for_by_name: string | null
  readonly contact_phone: string | null
}

const columns = [
  ['unit', 24],
  ['state', 16],
  ['mandatory', 10],
  ['signedFor', 20],
  ['signedForBy', 12],
  ['received', 20],
  ['channel', 12],
  ['opinions', 10],
  ['urged', 10],
  ['due', 20],
  ['contact', 12],
  ['phone', 16],
  ['late', 20],
] as const

/** The whole ledger as an .xlsx file; every text is written as text, never as a formula. */
export async function ledgerSheet(rows: readonly SheetRow[], words: Words): Promise<Buffer> {
  const { t, instant } = words
  const head = columns.map(([key]) => ({ value: t(`ledger.sheet.columns.${key}`), fontWeight: 'bold' as const }))
  const text = (value: string | null) => (value ? { value, type: String } : null)
  const when = (at: string | null) => text(at && instant(at, 'receipt'))
  const body = rows.map(row => [
    text(row.unit_name),
    text(t(`ledger.states.${row.state}`)),
    text(row.mandatory ? t('ledger.sheet.yes') : null),
    when(row.signed_for_at),
    text(row.signed_for_by_name),
    when(row.received_at),
    text(row.channel && channelName(row.channel, t)),
    row.received_at ? { value: row.opinion_count, type: Number } : null,
    { value: row.urged, type: Number },
    when(row.state === 'copy' ? null : row.due_at),
    text(row.contact_name),
    text(row.contact_phone),
    when(row.late_received_at),
  ])
  const options = {
    sheet: t('ledger.sheet.name'),
    columns: columns.map(([, width]) => ({ width })),
    stickyRowsCount: 1,
  }
  return writeExcelFile([head, ...body], options).toBuffer()
}
