import { inflateRawSync } from 'node:zlib'

/** The text of a part of a .docx file, read through the directory at the end of the zip archive. */
export function readPart(docx: Uint8Array, name: string): string {
  const bytes = Buffer.from(docx)
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0) throw new Error('Not a zip archive')
  let at = bytes.readUInt32LE(end + 16)
  for (let entry = 0; entry < bytes.readUInt16LE(end + 10); entry += 1) {
    const length = bytes.readUInt16LE(at + 28)
    const skip = bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    if (bytes.toString('utf8', at + 46, at + 46 + length) === name) {
      const local = bytes.readUInt32LE(at + 42)
      const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
      const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20))
      return (bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)).toString('utf8')
    }
    at += 46 + length + skip
  }
  throw new Error(`No part ${name}`)
}

/** What stands in a Word document, paragraph by paragraph, cells of tables too; empty paragraphs are left out. */
export function readParagraphs(docx: Uint8Array): string[] {
  return readPart(docx, 'word/document.xml')
    .split('</w:p>')
    .map(xml =>
      Array.from(xml.matchAll(/<w:br\/>|<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g), ([tag, text]) =>
        tag === '<w:br/>' ? '\n' : (text ?? ''),
      ).join(''),
    )
    .map(unescapeXml)
    .filter(Boolean)
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}
