import { TextDecoder } from 'node:util'
import { fileTypeFromBuffer } from 'file-type'
import { checkText } from '../domain/clauses.ts'
import { type FileKind, kindByName, largestFile, longestFileName, mediaTypes } from '../domain/file-kinds.ts'
import type { FieldError } from '../domain/refusal.ts'

/** A file that can be taken. Text is UTF-8 whatever it came in. */
export interface FileContent {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/**
 * Looks at a file's own bytes, never at what the browser says of it.
 *
 * @param field names the form's field in the errors; every error has the file's `name`
 */
export async function readFileContent(
  field: string,
  given: { readonly name: string; readonly bytes: Uint8Array },
): Promise<{ content: FileContent } | { error: FieldError }> {
  const name = given.name.trim()
  const refused = (code: string, params: Record<string, string | number> = {}) => ({
    error: { field, code, params: { name: [...name].slice(0, longestFileName).join(''), ...params } },
  })
  if (given.bytes.byteLength === 0) return refused('file-empty')
  if (given.bytes.byteLength > largestFile) return refused('file-too-large', { megabytes: largestFile / 1_048_576 })
  if ([...name].length > longestFileName) return refused('file-name-too-long', { longest: longestFileName })
  if (name === '' || checkText(name).length > 0) return refused('file-name-not-plain')
  const kind = kindByName(name)
  if (!kind) return refused('file-kind-not-taken')
  if (kind === 'txt') {
    const text = decoded(given.bytes)
    const fault = text === null ? null : checkText(text, { limit: largestFile })[0]
    if (text === null || fault?.code === 'control-character') return refused('file-not-what-its-name-says', { kind })
    if (fault) return refused(`file-${fault.code}`, { found: fault.found, line: fault.line })
    return { content: { name, mediaType: mediaTypes.txt, bytes: Buffer.from(text, 'utf8') } }
  }
  if (!(await isOf(kind, given.bytes))) return refused('file-not-what-its-name-says', { kind })
  return { content: { name, mediaType: mediaTypes[kind], bytes: given.bytes } }
}

// Office programs here write .wps and .et in the old compound format or as OOXML; OFD is a zip with a root of its own.
async function isOf(kind: Exclude<FileKind, 'txt'>, bytes: Uint8Array): Promise<boolean> {
  const found = (await fileTypeFromBuffer(bytes))?.ext
  if (kind === 'wps') return found === 'cfb' || found === 'docx'
  if (kind === 'et') return found === 'cfb' || found === 'xlsx'
  if (kind === 'ofd') return found === 'zip' && Buffer.from(bytes).includes('OFD.xml')
  return found === kind
}

/** Text in UTF-8 or, from older editors, GB 18030. */
function decoded(bytes: Uint8Array): string | null {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {} // not in this encoding
  }
  return null
}
