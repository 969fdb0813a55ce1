import { type FieldError, FieldErrors } from '../domain/refusal.ts'
import { readWorkbook } from './read-workbook.ts'
import { type Child, mostChildren } from './save-claim.ts'

/** The columns of a roll of children, by the names that its first row may give them. */
const columns = {
  name: ['姓名', 'name'],
  identity: ['证件号码', '身份证号', '出生证编号', 'identity'],
  bornOn: ['出生日期', 'born'],
  classKind: ['班型', 'class'],
  enrolledFrom: ['入托日期', 'from'],
  enrolledUntil: ['离托日期', 'until'],
} as const satisfies Record<keyof Child, readonly string[]>
type Column = keyof typeof columns
const optional: readonly Column[] = ['enrolledFrom', 'enrolledUntil']

/** A table with more bytes is not a roll. */
export const mostRollBytes = 2 * 1_048_576

/**
 * Reads a roll of children from a workbook (.xlsx) or a table saved as text (CSV, in UTF-8 or GB 18030; commas, semicolons
 * or tabs), with its column names in the first row.
 *
 * @throws FieldErrors naming row and column (`children.3.bornOn`): no table, too many rows, a column that is missing, a
 *   formula. What a row says is checked when it is saved.
 */
export function readRoll(bytes: Uint8Array): Child[] {
  if (bytes.byteLength > mostRollBytes) {
    const params = { limit: mostRollBytes, found: bytes.byteLength }
    throw new FieldErrors([{ field: 'children', code: 'too-large', params }])
  }
  if (bytes.byteLength === 0) throw refusal('empty')
  const rows = isArchive(bytes) ? readWorkbook(bytes) : parseTable(decode(bytes) ?? '')
  if (!rows || rows.length === 0) throw refusal('not-a-table')
  const [header = [], ...body] = rows.filter(row => row.some(cell => cell.trim() !== ''))
  if (body.length > mostChildren)
    throw new FieldErrors([{ field: 'children', code: 'too-many', params: { most: mostChildren, found: body.length } }])
  const places = placesOf(header)
  const errors: FieldError[] = []
  const children = body.map((row, index) => {
    const cell = (column: Column): string => (row[places[column] ?? -1] ?? '').trim()
    for (const column of Object.keys(columns) as Column[])
      if (/^[=+@]|^-[^0-9]/.test(cell(column))) errors.push({ field: `children.${index}.${column}`, code: 'formula' })
    return {
      name: cell('name'),
      identity: cell('identity').toUpperCase(),
      bornOn: dateOf(cell('bornOn')),
      classKind: cell('classKind'),
      enrolledFrom: dateOf(cell('enrolledFrom')) || null,
      enrolledUntil: dateOf(cell('enrolledUntil')) || null,
    }
  })
  if (errors.length > 0) throw new FieldErrors(errors.slice(0, 100))
  return children
}

const refusal = (code: string): FieldErrors => new FieldErrors([{ field: 'children', code }])

function placesOf(header: readonly string[]): Partial<Record<Column, number>> {
  const names = header.map(name => name.trim().toLowerCase())
  const places: Partial<Record<Column, number>> = {}
  for (const [column, known] of Object.entries(columns) as [Column, readonly string[]][]) {
    const place = names.findIndex(name => known.includes(name))
    if (place >= 0) places[column] = place
  }
  const missing = (Object.keys(columns) as Column[]).filter(
    column => places[column] === undefined && !optional.includes(column),
  )
  if (missing.length > 0)
    throw new FieldErrors(
      missing.map(column => ({
        field: `children.${column}`,
        code: 'column-missing',
        params: { column: columns[column][0] },
      })),
    )
  return places
}

const isArchive = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b

// A picture is no table of text, whatever its name says.
function decode(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // the next encoding may fit
    }
  }
  return null
}

// Spreadsheets write 2023/3/1 and 2023-3-1, and keep days counted from the end of 1899; anything else stays as it is and is
// refused by its name.
function dateOf(text: string): string {
  if (/^[1-9]\d{4}$/.test(text))
    return new Date(Date.UTC(1899, 11, 30) + Number(text) * 86_400_000).toISOString().slice(0, 10)
  const [, year = '', month = '', day = ''] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ?? []
  return year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text
}

/** Rows of cells; a cell in quotes may hold separators, line ends and doubled quotes (RFC 4180). */
function parseTable(text: string): string[][] {
  const [first = ''] = text.split(/\r?\n/, 1)
  const separator = [',', '\t', ';'].reduce((best, one) =>
    first.split(one).length > first.split(best).length ? one : best,
  )
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (quoted) {
      if (character !== '"') cell += character
      else if (text.charAt(at + 1) === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (character === '"' && cell === '') quoted = true
    else if (character === separator) {
      row.push(cell)
      cell = ''
    } else if (character === '\n') {
      rows.push([...row, cell])
      row = []
      cell = ''
    } else if (character !== '\r') cell += character
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return rows
}
