import { inflateRawSync } from 'node:zlib'

/**
 * One file out of a zip archive (stored or deflated, as Python wheels are), so that no other program is needed for it.
 * @throws Error when the archive is damaged or has no such file.
 */
export function readZipMember(archive: Buffer, wanted: (name: string) => boolean): Buffer {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0) throw new Error('not a zip archive')
  const count = archive.readUInt16LE(end + 10)
  let at = archive.readUInt32LE(end + 16)
  for (let n = 0; n < count; n++) {
    const method = archive.readUInt16LE(at + 10)
    const packedSize = archive.readUInt32LE(at + 20)
    const size = archive.readUInt32LE(at + 24)
    const nameLength = archive.readUInt16LE(at + 28)
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength)
    if (wanted(name)) {
      const local = archive.readUInt32LE(at + 42)
      const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
      const packed = archive.subarray(start, start + packedSize)
      const bytes = method === 8 ? inflateRawSync(packed) : packed
      if (bytes.length !== size) throw new Error(`${name}: the archive is damaged`)
      return bytes
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  throw new Error('the archive has no such file')
}
