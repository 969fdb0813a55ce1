import { FieldErrors } from '../domain/refusal.ts'
import type { UploadedFile } from './form-body.ts'

/**
 * The text of an uploaded .txt file: UTF-8, UTF-16 with its mark, or GB18030 as older programs write it.
 *
 * @throws FieldErrors naming the file where it is empty or no text
 */
export function textOfFile({ field, name, bytes }: Pick<UploadedFile, 'field' | 'name' | 'bytes'>): string {
  if (bytes.byteLength === 0) throw new FieldErrors([{ field, code: 'file-empty', params: { name } }])
  const text = decode(bytes)
  if (text === null || text.includes('\u0000'))
    throw new FieldErrors([{ field, code: 'not-a-text-file', params: { name } }])
  return text.replace(/\r\n?/gu, '\n')
}

function decode(bytes: Uint8Array): string | null {
  const marked =
    (bytes[0] === 0xff && bytes[1] === 0xfe && 'utf-16le') || (bytes[0] === 0xfe && bytes[1] === 0xff && 'utf-16be')
  for (const encoding of marked ? [marked] : ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // not in this encoding
    }
  }
  return null
}
