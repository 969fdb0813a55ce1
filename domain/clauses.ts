/**
 * One clause of a draft. `number + heading + text`, white space aside, is exactly what was written.
 *
 * - `anchor` names the clause for good: `序` (before the first heading), `一`, `一（一）`, `一（一）1`, `一（一）1（1）`,
 *   `第三条（一）`, `附件`, `附件1`, `附件说明` (the list of annexes where it stands apart from them). A second clause of
 *   the same number is told apart by `·2`.
 * - `number` is the marker as written (`一、`, `(一)`, `1.`), empty for the preamble.
 * - `text` has one paragraph a line.
 */
export type Clause = {
  readonly anchor: string
  readonly number: string
  readonly level: ClauseLevel
  readonly heading: string
  readonly text: string
}
export type ClauseLevel = 0 | 1 | 2 | 3

/** A clause before it has an anchor: what a person who corrects the splits hands in. */
export type UnanchoredClause = Omit<Clause, 'anchor'>

/** A clause of a corrected split; `kept` is the anchor that it is known to have had before. */
export type CorrectedClause = UnanchoredClause & { readonly kept?: string }

const preamble = '序'
const annexList = '附件说明'
const anyAnnex = '附件'
const numerals = '〇零一二三四五六七八九十百'

type MarkerKind = 'annex' | 'chapter' | 'section' | 'article' | 'numeral' | 'bracket' | 'digit' | 'bracket-digit'
type Marker = {
  readonly kind: MarkerKind
  readonly level: ClauseLevel
  /** As written, with its brackets and point. */
  readonly written: string
  /** What the anchor shows of it. */
  readonly part: string
  readonly value: number
  readonly rest: string
}

const markers: readonly { kind: MarkerKind; level: ClauseLevel; pattern: RegExp }[] = [
  {
    kind: 'annex',
    level: 0,
    pattern: /^附\s*件\s*([0-9０-９一二三四五六七八九十]{0,3})(?:\s*[:：]|\s*$|(?<=[^件\s])\s+)/u,
  },
  { kind: 'chapter', level: 0, pattern: new RegExp(`^第([${numerals}]{1,4})章(?=\\s|$)`, 'u') },
  { kind: 'section', level: 0, pattern: new RegExp(`^第([${numerals}]{1,4})节(?=\\s|$)`, 'u') },
  { kind: 'article', level: 0, pattern: new RegExp(`^第([${numerals}]{1,4})条(?=\\s|$)`, 'u') },
  { kind: 'numeral', level: 0, pattern: new RegExp(`^([${numerals}]{1,4})\\s*[、．.]`, 'u') },
  { kind: 'bracket', level: 1, pattern: new RegExp(`^[（(]\\s*([${numerals}]{1,4})\\s*[）)][、．.]?`, 'u') },
  { kind: 'digit', level: 2, pattern: /^([0-9０-９]{1,2})\s*[.．、](?![0-9０-９])/u },
  { kind: 'bracket-digit', level: 3, pattern: /^[（(]\s*([0-9０-９]{1,2})\s*[）)][、．.]?/u },
]

function readMarker(line: string): Marker | undefined {
  for (const { kind, level, pattern } of markers) {
    const match = pattern.exec(line)
    if (!match) continue
    const name = asciiDigits(match[1] ?? '')
    const rest = line.slice(match[0].length).trim()
    return { kind, level, written: match[0].trimEnd(), part: partOf(kind, name), value: numberOf(name), rest }
  }
  return undefined
}

function partOf(kind: MarkerKind, name: string): string {
  if (kind === 'annex') return `${anyAnnex}${name}`
  if (kind === 'chapter') return `第${name}章`
  if (kind === 'section') return `第${name}节`
  if (kind === 'article') return `第${name}条`
  return kind === 'bracket' || kind === 'bracket-digit' ? `（${name}）` : name
}

const asciiDigits = (text: string): string =>
  text.replace(/[０-９]/g, digit => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))

/** 二十一 and 21 are 21. */
function numberOf(name: string): number {
  if (/^\d+$/.test(name)) return Number(name)
  let total = 0
  let digit = 0
  for (const character of name) {
    const weight = character === '百' ? 100 : character === '十' ? 10 : 0
    total += (digit || 1) * weight
    digit = weight > 0 ? 0 : Math.max(0, '零一二三四五六七八九'.indexOf(character))
  }
  return total + digit
}

/** A line without its indentation. It `wraps` where it is as long as its neighbours and stops in mid-sentence. */
type Line = { readonly text: string; readonly wraps: boolean }

const indented = /^(?:\s{2}|\u3000|\t)/u
const endsSentence = (line: string): boolean => /[。！？；：!?;:][”’」』）)]?$/u.test(line)
const width = (line: string): number => {
  let sum = 0
  for (const character of line) sum += character < '\u0100' ? 0.5 : 1
  return sum
}

function readLines(text: string): Line[] {
  const blocks: string[][] = [[]]
  for (const line of text.split(/\r\n|[\n\r\u2028\u2029\v\f]/)) {
    if (line.trim() === '') blocks.push([])
    else blocks.at(-1)?.push(line)
  }
  return blocks.flatMap(block => {
    const widest = block.reduce((most, line) => Math.max(most, width(line.trim())), 0)
    return block.map((line, index): Line => {
      const trimmed = line.trim()
      const next = block[index + 1]
      const goesOn = next !== undefined && !indented.test(next) && !endsSentence(trimmed)
      return { text: trimmed, wraps: goesOn && widest >= 12 && width(trimmed) >= widest * 0.75 }
    })
  })
}

/** The last marker of each kind under the headings that are open. */
type LastSeen = Map<MarkerKind, Marker>

function remember(seen: LastSeen, marker: Marker): void {
  for (const [kind, { level }] of seen) if (marker.kind === 'annex' || level > marker.level) seen.delete(kind)
  if (marker.kind !== 'annex') seen.set(marker.kind, marker)
}

/** Whether a marker at the head of a line that another line ran into is a heading after all: the next in order. */
function isNext(marker: Marker, seen: LastSeen): boolean {
  if (/^(?:项(?!目)|款(?!项)|目(?![标的前录])|条(?!件))/u.test(marker.rest)) return false
  return marker.value === (seen.get(marker.kind)?.value ?? 0) + 1
}

/** Where the last annex of each name stands; `附件` stands for any of them. */
function lastAnnexes(candidates: readonly (Marker | undefined)[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>()
  candidates.forEach((marker, index) => {
    if (marker?.kind === 'annex') last.set(marker.part, index).set(anyAnnex, index)
  })
  return last
}

type OpenClause = {
  readonly number: string
  readonly level: ClauseLevel
  kind: MarkerKind | 'preamble' | 'annex-list'
  readonly paragraphs: string[]
  wraps: boolean
}

/**
 * The clauses of an official draft: 一、 （一） 1. （1） 第…条 附件, with half- or full-width brackets and points, a heading
 * followed by its text on one line or not, and lines broken by a text editor joined again. What comes before the first
 * heading is the clause `序`. White space apart, no character is lost.
 */
export function splitClauses(text: string): Clause[] {
  const lines = readLines(text)
  const read = lines.map(line => readMarker(line.text))
  const bareAnnexes = lastAnnexes(read.map(marker => (marker && isBareAnnex(marker) ? marker : undefined)))
  const clauses: UnanchoredClause[] = []
  const seen: LastSeen = new Map()
  let open: OpenClause = { number: '', level: 0, kind: 'preamble', paragraphs: [], wraps: false }

  lines.forEach((line, index) => {
    const marker = read[index]
    const runsInto = lines[index - 1]?.wraps === true
    const inList = open.kind === 'annex-list'
    if (!marker || (inList && marker.kind !== 'annex') || (runsInto && !isNext(marker, seen))) {
      addLine(open, line)
      return
    }
    const announces = marker.rest !== '' && marker.kind === 'annex' && (bareAnnexes.get(marker.part) ?? -1) > index
    if (inList && announces) {
      addLine(open, line)
      return
    }
    remember(seen, marker)
    if (inList && isBareAnnex(marker) && marker.part === anyAnnex && open.paragraphs.length === 1) {
      // A list of one annex, directly before that annex, is the annex's own first line.
      addLine(open, line)
      open.kind = 'annex'
      return
    }
    clauses.push(closeClause(open))
    open = {
      number: marker.written,
      level: marker.level,
      kind: announces ? 'annex-list' : marker.kind,
      paragraphs: marker.rest === '' ? [] : [marker.rest],
      wraps: line.wraps && marker.rest !== '',
    }
  })
  clauses.push(closeClause(open))
  return anchorClauses(clauses.filter(({ number, heading, text }) => number + heading + text !== ''))
}

const isBareAnnex = ({ kind, rest, written }: Marker): boolean =>
  kind === 'annex' && rest === '' && !/[:：]$/u.test(written)

function addLine(open: OpenClause, { text, wraps }: Line): void {
  const last = open.paragraphs.pop()
  if (last === undefined) open.paragraphs.push(text)
  else if (open.wraps) open.paragraphs.push(runOn(last, text))
  else open.paragraphs.push(last, text)
  open.wraps = wraps
}

const runOn = (first: string, second: string): string =>
  /[0-9A-Za-z]$/.test(first) && /^[0-9A-Za-z]/.test(second) ? `${first} ${second}` : first + second

/** A heading is a short line without a full stop, or a short first sentence with more after it. Articles have none. */
function closeClause({ number, level, kind, paragraphs }: OpenClause): UnanchoredClause {
  const text = paragraphs.join('\n')
  if (kind === 'preamble' || kind === 'article' || kind === 'annex-list') return { number, level, heading: '', text }
  const [first = '', ...others] = paragraphs
  if ([...first].length <= 40 && !/[。！？；，,;]/u.test(first)) {
    return { number, level, heading: first, text: others.join('\n') }
  }
  const heading = /^[^。！？；，,;：:]{1,30}。(?=.)/u.exec(first)?.[0] ?? ''
  return { number, level, heading, text: text.slice(heading.length).trimStart() }
}

/** Gives each clause the anchor that its number and its place say. */
export function anchorClauses(clauses: readonly UnanchoredClause[]): Clause[] {
  const unused = unusedAnchors([])
  return pathsOf(clauses).map((path, index) => {
    const { number, level, heading, text } = clauses[index] as UnanchoredClause
    return { anchor: unused(path), number, level, heading, text }
  })
}

function unusedAnchors(taken: readonly string[]): (path: string) => string {
  const used = new Set(taken)
  const counts = new Map<string, number>()
  return path => {
    let count = counts.get(path) ?? 1
    let anchor = count === 1 ? path : `${path}·${count}`
    while (used.has(anchor)) {
      count += 1
      anchor = `${path}·${count}`
    }
    counts.set(path, count)
    used.add(anchor)
    return anchor
  }
}

/** What each clause's anchor would be if it stood alone: its number under the numbers above it. */
function pathsOf(clauses: readonly UnanchoredClause[]): string[] {
  const read = clauses.map(({ number }) => readMarker(number))
  const annexes = lastAnnexes(read)
  let annex = ''
  let chapter = ''
  let parts: (string | undefined)[] = []
  return read.map((marker, index) => {
    if (!marker) return clauses[index]?.number || preamble
    const { kind, level, part, written } = marker
    if (kind === 'annex') {
      if (/[:：]$/u.test(written) && (annexes.get(part) ?? -1) > index) return annexList
      annex = part
      chapter = ''
      parts = []
      return annex
    }
    if (kind === 'chapter' || kind === 'section') {
      chapter = kind === 'chapter' ? part : chapter
      parts = []
      return annex + chapter + (kind === 'section' ? part : '')
    }
    parts = [...Array.from({ length: level }, (_, above) => parts[above]), part]
    return annex + parts.filter(above => above !== undefined).join('')
  })
}

/**
 * The clauses of a new wording under the anchors of the old one.
 *
 * A clause keeps its anchor where its number path is the same, whatever became of its wording, and where it has been
 * renumbered but says (nearly) the same; one that says which it was keeps it in any case. A new clause never gets the
 * anchor of an old one, not even of one struck out.
 */
export function matchAnchors(before: readonly Clause[], after: readonly CorrectedClause[]): Clause[] {
  const paths = pathsOf(after)
  const chosen = new Map<number, string>()
  const taken = new Set<number>()
  const known = new Map(before.map(({ anchor }, from) => [anchor, from]))
  after.forEach(({ kept }, to) => {
    const from = kept === undefined ? undefined : known.get(kept)
    if (kept === undefined || from === undefined || taken.has(from)) return
    taken.add(from)
    chosen.set(to, kept)
  })
  for (const { from, to } of pairsByLikeness(before, after)) {
    if (taken.has(from) || chosen.has(to)) continue
    taken.add(from)
    chosen.set(to, (before[from] as Clause).anchor)
  }
  const unused = unusedAnchors(before.map(({ anchor }) => anchor))
  return after.map(({ number, level, heading, text }, index) => {
    const anchor = chosen.get(index) ?? unused(paths[index] as string)
    return { anchor, number, level, heading, text }
  })
}

const nearlySame = 0.8
const samePathBonus = 0.15
const pairsComparedAtMost = 250_000

function pairsByLikeness(before: readonly Clause[], after: readonly UnanchoredClause[]) {
  const beforePaths = pathsOf(before)
  const beforePieces = before.map(piecesOf)
  const everyOne = before.map((_, from) => from)
  const firstByPath = new Map([...everyOne].reverse().map(from => [beforePaths[from] as string, from]))
  const compareAll = before.length * after.length <= pairsComparedAtMost
  const pairs: { from: number; to: number; score: number }[] = []
  pathsOf(after).forEach((path, to) => {
    const pieces = piecesOf(after[to] as UnanchoredClause)
    const counterpart = firstByPath.get(path)
    const candidates = compareAll ? everyOne : counterpart === undefined ? [] : [counterpart]
    for (const from of candidates) {
      const samePath = beforePaths[from] === path
      const likeness = likenessOf(beforePieces[from] as Pieces, pieces)
      if (samePath || likeness >= nearlySame) pairs.push({ from, to, score: likeness + (samePath ? samePathBonus : 0) })
    }
  })
  return pairs.sort((one, other) => other.score - one.score || one.to - other.to || one.from - other.from)
}

type Pieces = { readonly text: string; readonly counts: ReadonlyMap<string, number>; readonly size: number }

function piecesOf(clause: UnanchoredClause): Pieces {
  const text = (clause.heading + clause.text).replace(/\s/gu, '')
  const counts = new Map<string, number>()
  for (let index = 0; index + 1 < text.length; index += 1) {
    const pair = text.slice(index, index + 2)
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return { text, counts, size: Math.max(0, text.length - 1) }
}

/** From 0 to 1: the share of pairs of neighbouring characters that two texts have in common. */
function likenessOf(one: Pieces, other: Pieces): number {
  if (one.text === '' || other.text === '') return 0
  if (one.text === other.text) return 1
  const size = one.size + other.size
  if (size === 0) return 0
  let shared = 0
  for (const [pair, count] of one.counts) shared += Math.min(count, other.counts.get(pair) ?? 0)
  return (2 * shared) / size
}

/** The whole text again, a blank line between paragraphs; split once more it gives the same clauses. */
export const clausesToText = (clauses: readonly UnanchoredClause[]): string =>
  clauses
    .map(({ number, heading, text }) => {
      const head = number !== '' && /[^:：、．.）)]$/u.test(number) ? `${number}\u3000` : number
      const apart = heading !== '' && !endsSentence(heading) ? '\n' : ''
      return `${head}${heading}${apart}${text}`.trim().replace(/\n/gu, '\n\n')
    })
    .join('\n\n')

/** An anchor in words: `四（一）` is 四（一） in Chinese and 4(1) in English; `附件1` is Annex 1, `序` the preamble. */
export function anchorInWords(anchor: string, language: 'zh-CN' | 'en'): string {
  if (language === 'zh-CN') return anchor === preamble ? '引言' : anchor
  if (anchor === preamble) return 'preamble'
  if (anchor === annexList) return 'list of annexes'
  const words: Readonly<Record<string, string>> = { 章: 'Chapter', 节: 'Section', 条: 'Article' }
  return anchor
    .replace(/^附件([0-9一二三四五六七八九十]*)/u, (_, name: string) => `Annex ${name && `${numberOf(name)} `}`)
    .replace(new RegExp(`第([${numerals}]+)([章节条])`, 'gu'), (_, name: string, kind: string) => {
      return `${words[kind]} ${numberOf(name)} `
    })
    .replace(new RegExp(`[${numerals}]+`, 'gu'), name => String(numberOf(name)))
    .replace(/（/gu, '(')
    .replace(/）(?=\d)/gu, ').')
    .replace(/）/gu, ')')
    .replace(/ (?=\()/gu, '')
    .trim()
}

export type TextFaultCode =
  | 'empty'
  | 'too-large'
  | 'control-character'
  | 'bidi-mark'
  | 'lone-surrogate'
  | 'secrecy-mark'

/** What is wrong with a text and where: `line` and `column` count from 1, `found` is the mark, the U+ code or bytes. */
export type TextFault = {
  readonly code: TextFaultCode
  readonly line: number
  readonly column: number
  readonly found: string
  /** The most bytes taken, where there are more. */
  readonly limit?: number
}

/** The largest draft taken as text: 1 MiB in UTF-8, some three hundred thousand characters. */
export const largestTextBytes = 1_048_576

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/u
const bidiMark = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
const loneSurrogate = /\p{Surrogate}/u
// Before its star, or standing alone or between brackets; not in 手机密码 or in a sentence about degrees of secrecy.
const secrecyMark =
  /(?:绝\s?密|机\s?密|秘\s?密)\s*[★☆]|(?<![\p{Script=Han}、])(?:绝[ \t\u3000]?密|机[ \t\u3000]?密)[级件]?(?![\p{Script=Han}、，。；,;.])/u

/**
 * Whether a pasted or uploaded text can be taken: the first fault of each kind, none for a good text. Text that carries
 * a mark of secrecy (绝密, 机密, 秘密★) is refused: this is no system for secrets.
 */
export function checkText(text: string, { limit = largestTextBytes }: { limit?: number } = {}): TextFault[] {
  const bytes = text.length > limit ? text.length : utf8Bytes(text)
  if (bytes > limit) return [{ code: 'too-large', line: 1, column: 1, found: String(bytes), limit }]
  if (text.trim() === '') return [{ code: 'empty', line: 1, column: 1, found: '' }]
  const faults: TextFault[] = []
  const look = (code: TextFaultCode, pattern: RegExp, shown: (found: string) => string): void => {
    const match = pattern.exec(text)
    if (match) faults.push({ code, ...placeOf(text, match.index), found: shown(match[0]) })
  }
  look('control-character', controlCharacter, codePoint)
  look('bidi-mark', bidiMark, codePoint)
  look('lone-surrogate', loneSurrogate, codePoint)
  look('secrecy-mark', secrecyMark, found => found.replace(/\s/gu, ''))
  return faults
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

function utf8Bytes(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/)
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 }
}
