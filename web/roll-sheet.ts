import writeExcelFile from 'write-excel-file/node'
import type { Words } from './words.ts'

// The names by which `acts/read-roll.ts` knows the columns, in either language.
const columns = {
  'zh-CN': ['姓名', '证件号码', '出生日期', '班型', '入托日期', '离托日期'],
  en: ['name', 'identity', 'born', 'class', 'from', 'until'],
} as const

/** An empty roll to be filled in, as a workbook; a second sheet says what is wanted. */
export async function rollSheet(words: Words, kinds: readonly { readonly label: string }[]): Promise<Buffer> {
  const { t, language } = words
  const head = columns[language].map(value => ({ value, type: String, fontWeight: 'bold' as const }))
  const notes = [t('roll.noteDates'), t('roll.noteNumbers'), ...kinds.map(({ label }) => t('roll.noteKind', { label }))]
  return writeExcelFile(
    [
      {
        data: [head],
        sheet: t('roll.listed'),
        columns: columns[language].map(() => ({ width: 20 })),
        stickyRowsCount: 1,
      },
      { data: notes.map(value => [{ value, type: String }]), sheet: t('roll.notes'), columns: [{ width: 60 }] },
    ],
    {},
  ).toBuffer()
}

/** The same as a table of text; the mark at the beginning tells spreadsheets that it is UTF-8. */
export const rollCsv = ({ language }: Words): Buffer => Buffer.from(`\uFEFF${columns[language].join(',')}\r\n`, 'utf8')
