import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Client } from '@temporalio/client'
import PostalMime from 'postal-mime'

/** Something private that is put in at one place and must not come out at another. */
export type CanaryKind = 'identity' | 'account' | 'child' | 'objector' | 'contact-of-objector' | 'institution'
export interface Sighting {
  readonly kind: CanaryKind
  readonly place: string
}

/** What every canary of a kind has in common and nothing else has: one look finds them all. */
const stems: Readonly<Record<CanaryKind, string>> = {
  identity: '3708832023',
  account: '6228904173',
  child: '金丝雀童',
  objector: '金丝雀举报',
  'contact-of-objector': '0537-77884',
  institution: '金丝雀鸣',
}
export const canaryKinds = Object.keys(stems) as CanaryKind[]

/** A canary of this kind, told from the others by its number. */
export const canary = {
  account: (nth: number): string => `${stems.account}${String(nth).padStart(9, '0')}`,
  child: (nth: number): string => `${stems.child}${nth}`,
  objector: (nth: number): string => `${stems.objector}${nth}`,
  contactOfObjector: (nth: number): string => `${stems['contact-of-objector']}${nth}`,
  institution: (nth: number): string => `${stems.institution}第${nth}托育机构`,
  identity,
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** The number of a child that was born on a day of 2023, with its check character. */
function identity(nth: number): { identity: string; bornOn: string } {
  const day = new Date(Date.UTC(2023, 0, 1 + (nth % 300))).toISOString().slice(0, 10)
  const digits = `370883${day.replaceAll('-', '')}${String(100 + (Math.floor(nth / 300) % 900))}`
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0)
  return { identity: `${digits}${'10X98765432'[sum % 11]}`, bornOn: day }
}

/** However a text may be written down: plain, for JSON and addresses, UTF-16, and in Base64 wherever it begins. */
function disguises(text: string): Buffer[] {
  const plain = Buffer.from(text)
  const escaped = [...text].map(each => `\\u${each.codePointAt(0)?.toString(16).padStart(4, '0')}`).join('')
  const inBase64 = [0, 1, 2].map(before => {
    const coded = Buffer.concat([Buffer.alloc(before), plain])
      .toString('base64')
      .replaceAll('=', '')
    const spoilt = { head: Math.ceil((before * 8) / 6), tail: (before + plain.length) % 3 === 0 ? 0 : 1 }
    return coded.slice(spoilt.head, coded.length - spoilt.tail)
  })
  const forms = [encodeURIComponent(text), ...(/^[ -~]*$/.test(text) ? [] : [escaped]), ...inBase64]
  return [
    plain,
    Buffer.from(text, 'utf16le'),
    Buffer.from(plain.toString('hex')),
    ...forms.map(form => Buffer.from(form)),
  ]
}

const looks = canaryKinds.map(kind => ({ kind, forms: disguises(stems[kind]) }))

/** Which kinds of canaries stand in some bytes, in whatever form. */
export function canariesIn(bytes: Uint8Array | string, kinds: readonly CanaryKind[] = canaryKinds): CanaryKind[] {
  const where =
    typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return looks
    .filter(({ kind, forms }) => kinds.includes(kind) && forms.some(form => where.includes(form)))
    .map(({ kind }) => kind)
}

/** The files below some folders in which canaries stand. */
export function canariesInFiles(folders: readonly string[], kinds: readonly CanaryKind[] = canaryKinds): Sighting[] {
  return folders.flatMap(folder =>
    filesBelow(folder).flatMap(file =>
      canariesIn(readFileSync(file), kinds).map(kind => ({ kind, place: path.basename(file) })),
    ),
  )
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => path.join(folder, name))
    .filter(file => statSync(file).isFile())
}

/** Everything that Temporal would tell of its workflows: each history, with what is in its payloads. */
export async function canariesInHistories(
  client: Client,
  kinds: readonly CanaryKind[] = canaryKinds,
): Promise<Sighting[]> {
  const found: Sighting[] = []
  for await (const { workflowId, runId, memo, searchAttributes } of client.workflow.list({})) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory()
    const text = JSON.stringify([workflowId, memo, searchAttributes, history], (_key, value: unknown) =>
      value instanceof Uint8Array
        ? Buffer.from(value).toString('utf8')
        : typeof value === 'bigint'
          ? String(value)
          : value,
    )
    for (const kind of canariesIn(text, kinds)) found.push({ kind, place: `the history of ${workflowId}` })
  }
  return found
}

const openInMail: readonly CanaryKind[] = ['institution']

/** Mails as they went out: a subject names no canary at all, a text only the institution to which it goes. */
export async function canariesInMails(messages: readonly (string | Uint8Array)[]): Promise<Sighting[]> {
  const found = new Map<string, Sighting>()
  for (const message of messages) {
    const { subject = '', text = '', html = '' } = await PostalMime.parse(message)
    const inText = canariesIn(`${text}\n${html}`).filter(kind => !openInMail.includes(kind))
    const sightings = [
      ...canariesIn(subject).map(kind => ({ kind, place: 'the subject of a mail' })),
      ...inText.map(kind => ({ kind, place: 'the text of a mail' })),
    ]
    for (const sighting of sightings) found.set(`${sighting.kind} ${sighting.place}`, sighting)
  }
  return [...found.values()]
}
