import { Document, Packer, Paragraph } from 'docx'
import writeExcelFile from 'write-excel-file/node'
import { readFileContent } from '../../acts/file-content.ts'
import { kindByName, largestFile } from '../../domain/file-kinds.ts'

const pdf = Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n')
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const jpg = Buffer.from([
  0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xff, 0xd9,
])
/** What office programs wrote before their files were archives. */
const compound = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2048)])

/** An archive with one stored member. */
function archive(name: string, content: string): Buffer {
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(20, 4)
  local.writeUInt32LE(content.length, 18)
  local.writeUInt32LE(content.length, 22)
  local.writeUInt16LE(name.length, 26)
  return Buffer.concat([local, Buffer.from(name), Buffer.from(content)])
}

const code = async (name: string, bytes: Uint8Array) => {
  const looked = await readFileContent('file', { name, bytes })
  return 'error' in looked ? looked.error.code : looked.content.mediaType
}

let docx: Buffer
let xlsx: Buffer
beforeAll(async () => {
  docx = await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph('说明')] }] }))
  xlsx = await writeExcelFile([[{ value: '台账' }]]).toBuffer()
})

it('takes each kind that offices send, by its own bytes', async () => {
  expect(await code('通知.pdf', pdf)).toBe('application/pdf')
  expect(await code('说明.DOCX', docx)).toContain('wordprocessingml')
  expect(await code('台账.xlsx', xlsx)).toContain('spreadsheetml')
  expect(await code('公文.ofd', archive('OFD.xml', '<ofd/>'))).toBe('application/ofd')
  expect(await code('说明.wps', compound)).toBe('application/vnd.ms-works')
  expect(await code('说明.wps', docx)).toBe('application/vnd.ms-works')
  expect(await code('表.et', compound)).toBe('application/vnd.ms-excel')
  expect(await code('表.et', xlsx)).toBe('application/vnd.ms-excel')
  expect(await code('照片.jpeg', jpg)).toBe('image/jpeg')
  expect(await code('照片.png', png)).toBe('image/png')
  expect(await code('说明.txt', Buffer.from('说明'))).toBe('text/plain; charset=utf-8')
})

it('refuses what its name does not say, and names it', async () => {
  for (const [name, bytes] of [
    ['说明.docx', pdf],
    ['说明.pdf', docx],
    ['公文.ofd', archive('other.xml', '<x/>')],
    ['表.et', docx],
    ['照片.png', jpg],
    ['说明.txt', png],
    ['说明.txt', Buffer.from('a\u0000b')],
  ] as const)
    expect([name, await code(name, bytes)]).toEqual([name, 'file-not-what-its-name-says'])
  const looked = await readFileContent('opinions.0.upload', { name: '说明.docx', bytes: pdf })
  expect(looked).toEqual({
    error: {
      field: 'opinions.0.upload',
      code: 'file-not-what-its-name-says',
      params: { name: '说明.docx', kind: 'docx' },
    },
  })
})

it('refuses the empty, the too large, other kinds, names that hide something, and what is marked secret', async () => {
  expect(await code('空.pdf', Buffer.alloc(0))).toBe('file-empty')
  expect(await code('大.pdf', Buffer.concat([pdf, Buffer.alloc(largestFile)]))).toBe('file-too-large')
  expect(await code('程序.exe', Buffer.from('MZ'))).toBe('file-kind-not-taken')
  expect(await code('没有扩展名', pdf)).toBe('file-kind-not-taken')
  expect(await code(`${'长'.repeat(120)}.pdf`, pdf)).toBe('file-name-too-long')
  expect(await code('说\u202efdp.pdf', pdf)).toBe('file-name-not-plain')
  expect(await code('机密★.pdf', pdf)).toBe('file-name-not-plain')
  expect(await code('纪要.txt', Buffer.from('第一行\n绝密★'))).toBe('file-secrecy-mark')
})

it('reads text of older editors and keeps it in UTF-8', async () => {
  const looked = await readFileContent('file', { name: '旧.txt', bytes: Buffer.from([0xd2, 0xe2, 0xbc, 0xfb]) })
  expect('content' in looked && Buffer.from(looked.content.bytes).toString('utf8')).toBe('意见')
})

it('knows a kind only by the ending of a name', () => {
  expect(['a.pdf', 'a.PDF ', 'a.jpeg', 'a.constructor', 'a.doc', 'pdf'].map(kindByName)).toEqual([
    'pdf',
    'pdf',
    'jpg',
    null,
    null,
    null,
  ])
})
