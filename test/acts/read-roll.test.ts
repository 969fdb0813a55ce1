import writeExcelFile from 'write-excel-file/node'
import { readRoll } from '../../acts/read-roll.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const header = '姓名,证件号码,出生日期,班型,入托日期,离托日期'

const errorsOf = (content: Uint8Array): { field: string; code: string }[] => {
  try {
    readRoll(content)
    return []
  } catch (fault) {
    return (fault as { errors: { field: string; code: string }[] }).errors.map(({ field, code }) => ({ field, code }))
  }
}

it('reads a table as spreadsheets save it: quotes, slashes in dates, a mark at its beginning', () => {
  const text = `\uFEFF${header}\r\n"赵,小宝",a123456789,2023/3/1,senior,2024-02-26,\r\n\r\n钱小贝,A123456780,2023-11-30,infant,,\r\n`
  expect(readRoll(bytes(text))).toEqual([
    {
      name: '赵,小宝',
      identity: 'A123456789',
      bornOn: '2023-03-01',
      classKind: 'senior',
      enrolledFrom: '2024-02-26',
      enrolledUntil: null,
    },
    {
      name: '钱小贝',
      identity: 'A123456780',
      bornOn: '2023-11-30',
      classKind: 'infant',
      enrolledFrom: null,
      enrolledUntil: null,
    },
  ])
})

it('reads GB 18030, and tabs', () => {
  // 姓名 identity born class, then 赵 A123456789 2023-03-01 senior
  const name = [0xd0, 0xd5, 0xc3, 0xfb]
  const zhao = [0xd5, 0xd4]
  const rest = bytes('\tidentity\tborn\tclass\n')
  const row = bytes('\tA123456789\t2023-03-01\tsenior\n')
  expect(readRoll(Uint8Array.from([...name, ...rest, ...zhao, ...row]))).toMatchObject([
    { name: '赵', bornOn: '2023-03-01', classKind: 'senior' },
  ])
})

it('refuses a formula, by row and column', () => {
  const text = `${header}\n赵小宝,A123456789,2023-03-01,senior,,\n"=HYPERLINK(""http://example.com"")",A123456780,2023-03-01,+1,,\n`
  expect(errorsOf(bytes(text))).toEqual([
    { field: 'children.1.name', code: 'formula' },
    { field: 'children.1.classKind', code: 'formula' },
  ])
})

it('names the columns that are missing', () => {
  expect(errorsOf(bytes('姓名,班型\n赵小宝,senior\n'))).toEqual([
    { field: 'children.identity', code: 'column-missing' },
    { field: 'children.bornOn', code: 'column-missing' },
  ])
})

it.each([
  ['50,000 rows', bytes(`${header}\n${'赵小宝,A123456789,2023-03-01,a,,\n'.repeat(50_000)}`), 'too-many'],
  ['the beginning of an archive', Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0]), 'not-a-table'],
  ['a picture', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), 'not-a-table'],
  ['nothing', new Uint8Array(), 'empty'],
])('refuses %s', (_what, content, code) => {
  expect(errorsOf(content)).toEqual([{ field: 'children', code }])
})

describe('a workbook', () => {
  const workbook = async (rows: readonly (readonly (string | Date | null)[])[], formula: string | null = null) => {
    const cells = rows.map(row =>
      row.map(value =>
        value === null
          ? null
          : value instanceof Date
            ? { value, type: Date, format: 'yyyy-mm-dd' }
            : { value, type: value === formula ? ('Formula' as const) : String },
      ),
    )
    return new Uint8Array(await writeExcelFile(cells).toBuffer())
  }
  const columns = ['姓名', '证件号码', '出生日期', '班型', '入托日期', '离托日期']

  it('is read with its dates, signs and empty cells', async () => {
    const content = await workbook([
      columns,
      ['赵<小>&宝', 'A123456789', new Date(Date.UTC(2023, 2, 1)), 'senior', null, null],
      ['钱小贝', 'A123456780', '2023-11-30', 'infant', '2024/2/26', null],
    ])
    expect(readRoll(content)).toMatchObject([
      { name: '赵<小>&宝', identity: 'A123456789', bornOn: '2023-03-01', classKind: 'senior', enrolledFrom: null },
      { name: '钱小贝', bornOn: '2023-11-30', enrolledFrom: '2024-02-26' },
    ])
  })

  it('with a formula is refused by row and column', async () => {
    const content = await workbook([columns, ['赵小宝', 'A123456789', '2023-03-01', 'A1&"x"', null, null]], 'A1&"x"')
    expect(errorsOf(content)).toEqual([{ field: 'children.0.classKind', code: 'formula' }])
  })

  it('that was cut off or is another archive is no table', async () => {
    const content = await workbook([columns])
    expect(errorsOf(content.subarray(0, content.length - 40))).toEqual([{ field: 'children', code: 'not-a-table' }])
    expect(errorsOf(Uint8Array.from([0x50, 0x4b, 5, 6, ...new Array(18).fill(0)]))).toEqual([
      { field: 'children', code: 'not-a-table' },
    ])
  })
})
