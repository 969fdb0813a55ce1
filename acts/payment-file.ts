import type { BankWord } from '../domain/bank-word.ts'
import { type FieldError, FieldErrors } from '../domain/refusal.ts'

/** One payment as the treasury is asked for it. */
export interface PaymentLine {
  readonly key: string
  readonly holder: string
  readonly accountNumber: string
  readonly bank: string
  readonly bankCode: string
  readonly amountFen: bigint
  readonly purpose: string
}

/** One line of a file of receipts and returns. */
export interface ReceiptLine {
  /** as the file counts, the head being 1 */
  readonly row: number
  readonly key: string
  readonly word: BankWord
}

const head = ['凭证号', '收款人全称', '收款账号', '开户行', '行号', '金额（元）', '用途']
/** The columns of a file of receipts; the first three must be there. */
export const receiptHead = ['凭证号', '结果', '金额（元）', '回单号', '原因'] as const

/** A file has at most so many receipts. */
export const mostReceipts = 5000

/** The file that goes to the treasury: CSV in UTF-8 with a mark, so that spreadsheet programs read it; the same batch always gives the same bytes. */
export function paymentFile(lines: readonly PaymentLine[]): Buffer {
  const rows = lines.map(line => [
    line.key,
    line.holder,
    line.accountNumber,
    line.bank,
    line.bankCode,
    decimal(line.amountFen),
    line.purpose,
  ])
  return Buffer.from(`\ufeff${[head, ...rows].map(row => row.map(cell).join(',')).join('\r\n')}\r\n`, 'utf8')
}

const decimal = (fen: bigint): string => {
  const digits = String(fen).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

// A cell that a spreadsheet program would take for a formula begins with an apostrophe; digits stay digits by a tab.
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : /^[0-9]{12,}$/.test(text) ? `\t${text}` : text
  return /[",\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const results = {
  已付: 'paid',
  已支付: 'paid',
  paid: 'paid',
  退汇: 'returned',
  returned: 'returned',
  处理中: 'accepted',
  accepted: 'accepted',
} as const

/**
 * Reads receipts and returns (回单): 凭证号, 结果 (已付 退汇 处理中), 金额（元）, 回单号, 原因. That something was never received is
 * not taken from a file: two people confirm it.
 *
 * @throws FieldErrors naming row and column (`receipts.3.金额（元）`) of everything that cannot be read; nothing is taken then
 */
export function readReceipts(bytes: Uint8Array): ReceiptLine[] {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new FieldErrors([{ field: 'receipts', code: 'not-text' }])
  }
  const rows = readCsv(text.replace(/^\ufeff/, ''))
  if (rows === null) throw new FieldErrors([{ field: 'receipts', code: 'not-csv' }])
  const [first = [], ...rest] = rows
  const columns = receiptHead.map(name => first.map(title => title.trim()).indexOf(name))
  const missing = receiptHead.filter((_name, index) => index < 3 && columns[index] === -1)
  if (missing.length > 0)
    throw new FieldErrors(missing.map(column => ({ field: 'receipts', code: 'column-missing', params: { column } })))
  if (rest.length > mostReceipts)
    throw new FieldErrors([{ field: 'receipts', code: 'too-many', params: { most: mostReceipts } }])
  const errors: FieldError[] = []
  const seen = new Map<string, number>()
  const lines = rest.flatMap((cells, index): ReceiptLine[] => {
    const row = index + 2
    if (cells.every(each => each.trim() === '')) return []
    const [key = '', result = '', amount = '', reference = '', reason = ''] = columns.map(at =>
      at === -1 ? '' : (cells[at] ?? '').replace(/^['\t]/, '').trim(),
    )
    const wrong = (column: (typeof receiptHead)[number], code: string, params: FieldError['params'] = {}) =>
      errors.push({ field: `receipts.${row}.${column}`, code, params: { row, column, ...params } })
    if (!/^[0-9A-Za-z-]{3,64}$/.test(key)) wrong('凭证号', 'not-a-voucher')
    else if (seen.has(key)) wrong('凭证号', 'twice-in-file', { first: seen.get(key) ?? row })
    seen.set(key, row)
    const says = Object.hasOwn(results, result) ? results[result as keyof typeof results] : undefined
    if (!says) wrong('结果', result === '未收到' || result === 'never-received' ? 'needs-two-people' : 'not-a-result')
    const amountFen = fenOf(amount)
    if (amountFen === null) wrong('金额（元）', 'not-an-amount')
    if (!says || amountFen === null) return []
    const words = { reference: reference.slice(0, 100) || null, reason: reason.slice(0, 200) || null }
    return [{ row, key, word: { says, amountFen, payeeMatches: null, ...words } }]
  })
  if (errors.length > 0) throw new FieldErrors(errors)
  return lines
}

/** Yuan with at most two decimals, in plain digits; thousands may be set apart. Null for anything else. */
function fenOf(text: string): bigint | null {
  const found = /^(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2}))?$/.exec(text)
  if (!found) return null
  const [, whole = '0', part = ''] = found
  return BigInt(whole.replaceAll(',', '')) * 100n + BigInt(part.padEnd(2, '0'))
}

/** RFC 4180; null where a quotation is not closed or stands inside a cell. */
function readCsv(text: string): string[][] | null {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    let value = ''
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1)
      if (end === -1) return null
      value = text.slice(at + 1, end).replaceAll('""', '"')
      at = end + 1
      if (at < text.length && !',\r\n'.includes(text[at] ?? '')) return null
    } else {
      const start = at
      while (at < text.length && !',\r\n'.includes(text[at] ?? '')) at += 1
      value = text.slice(start, at)
      if (value.includes('"')) return null
    }
    row.push(value)
    if (text[at] === ',') {
      at += 1
      if (at === text.length) row.push('')
      continue
    }
    if (text[at] === '\r') at += 1
    if (text[at] === '\n') at += 1
    rows.push(row)
    row = []
  }
  if (row.length > 0) rows.push(row)
  return rows
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at
  return -1
}
