import { inflateRawSync } from 'node:zlib'

const largestPart = 40 * 1_048_576

/**
 * The cells of the first sheet of a workbook (.xlsx), as text: numbers and dates as the workbook keeps them, a formula as
 * a text that begins with `=`. Null where the bytes are no such workbook, or unpack to more than a sheet can hold.
 */
export function readWorkbook(bytes: Uint8Array): string[][] | null {
  try {
    const parts = partsOf(Buffer.from(bytes))
    const sheet = [...parts.keys()].filter(name => /^xl\/worksheets\/[^/]+\.xml$/.test(name)).sort(byNumber)[0]
    if (!sheet) return null
    const shared = [...textOf(parts, 'xl/sharedStrings.xml').matchAll(/<si\b[^>]*>([\s\S]*?)<\/si>/g)].map(
      ([, item = '']) => runsOf(item),
    )
    return [...textOf(parts, sheet).matchAll(/<row\b[^>]*?(?:\/>|>([\s\S]*?)<\/row>)/g)].map(([, row = '']) =>
      cellsOf(row, shared),
    )
  } catch {
    return null
  }
}

const byNumber = (one: string, other: string): number => one.length - other.length || (one < other ? -1 : 1)

function cellsOf(row: string, shared: readonly string[]): string[] {
  const cells: string[] = []
  for (const [, attributes = '', content = ''] of row.matchAll(/<c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)) {
    const place = columnOf(/\br="([A-Z]{1,3})\d+"/.exec(attributes)?.[1]) ?? cells.length
    while (cells.length < place) cells.push('')
    cells[place] = cellText(/\bt="(\w+)"/.exec(attributes)?.[1], content, shared)
  }
  return cells
}

function cellText(kind: string | undefined, content: string, shared: readonly string[]): string {
  if (/<f\b/.test(content)) return '='
  if (kind === 'inlineStr') return runsOf(content)
  const value = plain(/<v\b[^>]*>([\s\S]*?)<\/v>/.exec(content)?.[1] ?? '')
  return kind === 's' ? (shared[Number(value)] ?? '') : value
}

const columnOf = (letters: string | undefined): number | null =>
  letters === undefined ? null : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1

// A text may be cut into runs; how a word is to be read aloud stands beside it and is no part of it.
const runsOf = (xml: string): string =>
  [...xml.replace(/<rPh\b[\s\S]*?<\/rPh>/g, '').matchAll(/<t\b[^>]*>([\s\S]*?)<\/t>/g)]
    .map(([, text = '']) => plain(text))
    .join('')

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const plain = (text: string): string =>
  text.replace(/&(?:#(x?)([0-9a-fA-F]{1,6})|(\w+));/g, (all, hex: string, code: string | undefined, name: string) =>
    code === undefined ? (named[name] ?? all) : String.fromCodePoint(Number.parseInt(code, hex ? 16 : 10)),
  )

type Part = { readonly method: number; readonly from: number; readonly size: number }

/** Where the parts of an archive lie, by their names: as its directory at the end says. */
function partsOf(archive: Buffer): Map<string, () => Buffer> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  const parts = new Map<string, () => Buffer>()
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameLength, extra, comment] = [28, 30, 32].map(offset => archive.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ]
    const local = archive.readUInt32LE(at + 42)
    const part: Part = {
      method: archive.readUInt16LE(at + 10),
      from: local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28),
      size: archive.readUInt32LE(at + 20),
    }
    parts.set(archive.toString('utf8', at + 46, at + 46 + nameLength), () => unpack(archive, part))
    at += 46 + nameLength + extra + comment
  }
  return parts
}

function unpack(archive: Buffer, { method, from, size }: Part): Buffer {
  const packed = archive.subarray(from, from + size)
  return method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: largestPart })
}

const textOf = (parts: ReadonlyMap<string, () => Buffer>, name: string): string =>
  parts.get(name)?.().toString('utf8') ?? ''
