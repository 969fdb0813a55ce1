import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCalendars, readCalendarText } from '../../policies/calendar-file.ts'

const folder = fileURLToPath(new URL('../../policies/calendars', import.meta.url))

const good = `year: 2031
notices:
  - number: 国办发明电〔2030〕9号
    publishedOn: 2030-11-05
    holidays:
      - { date: 2030-12-31, name: 元旦 }
      - { date: 2031-01-01, name: 元旦 }
      - { date: 2031-05-01, name: 劳动节 }
      - { date: 2031-05-02, name: 劳动节 }
      - { date: 2031-10-01, name: 国庆节 }
    makeUpDays:
      - { date: 2031-04-27, name: 劳动节 }
  - number: 国办发明电〔2031〕2号
    publishedOn: 2031-03-03
    takesBack:
      - 2031-05-02
`

/** The errors of the good file after one change, as 'line field'. */
function errorsAfter(from: string, to: string): string[] {
  expect(good).toContain(from)
  const reading = readCalendarText('2031.yaml', good.replace(from, to))
  if (reading.ok) throw new Error('the file was taken')
  for (const error of reading.errors)
    expect(error).toMatchObject({ file: '2031.yaml', expected: expect.stringMatching(/./) })
  return reading.errors.map(({ line, field }) => `${line} ${field}`)
}

test('the years 2018 to 2026 are there, each with the number of its notice and its revisions', () => {
  const reading = readCalendars(folder)
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors))
  expect(reading.years.map(({ year, notices }) => [year, ...notices.map(notice => notice.number)])).toEqual([
    [2018, '国办发明电〔2017〕12号'],
    [2019, '国办发明电〔2018〕15号', '国办发明电〔2019〕3号'],
    [2020, '国办发明电〔2019〕16号', '国办发明电〔2020〕1号'],
    [2021, '国办发明电〔2020〕27号'],
    [2022, '国办发明电〔2021〕11号'],
    [2023, '国办发明电〔2022〕16号'],
    [2024, '国办发明电〔2023〕7号'],
    [2025, '国办发明电〔2024〕12号'],
    [2026, '国办发明电〔2025〕7号'],
  ])
})

test('a good file is read, with what it leaves out as empty lists', () => {
  const reading = readCalendarText('2031.yaml', good)
  expect(reading).toMatchObject({
    ok: true,
    year: { year: 2031, notices: [{ takesBack: [] }, { holidays: [], makeUpDays: [], takesBack: ['2031-05-02'] }] },
  })
})

describe('a broken file is refused with line and field', () => {
  test.each([
    [
      'a day twice',
      '{ date: 2031-05-02, name: 劳动节 }',
      '{ date: 2031-05-01, name: 劳动节 }',
      '9 notices[0].holidays[3].date',
    ],
    ['a holiday that is worked as well', '2031-04-27', '2031-05-01', '12 notices[0].makeUpDays[0].date'],
    [
      'a revision that sets a day again',
      '    takesBack:\n      - 2031-05-02',
      '    holidays:\n      - { date: 2031-05-02, name: 劳动节 }',
      '16 notices[1].holidays[0].date',
    ],
    ["another year's day", '2031-05-02, name', '2032-05-02, name', '9 notices[0].holidays[3].date'],
    ['a day too early in the year before', '2030-12-31', '2030-12-24', '6 notices[0].holidays[0].date'],
    ['a make-up day on a weekday', '2031-04-27', '2031-04-28', '12 notices[0].makeUpDays[0].date'],
    ['a day that does not exist', '2031-05-02, name', '2031-02-30, name', '9 notices[0].holidays[3].date'],
    ['full-width digits', '2031-05-02, name', '２０３１-05-02, name', '9 notices[0].holidays[3].date'],
    [
      'a holiday without a name',
      '{ date: 2031-05-02, name: 劳动节 }',
      '{ date: 2031-05-02 }',
      '9 notices[0].holidays[3].name',
    ],
    [
      'a holiday with an empty name',
      '2031-05-02, name: 劳动节',
      "2031-05-02, name: ' '",
      '9 notices[0].holidays[3].name',
    ],
    ['a key nobody knows', '    makeUpDays:', '    workdays:', '11 notices[0].workdays'],
    ['a notice that is no number', '国办发明电〔2030〕9号', '2030年通知', '3 notices[0].number'],
    ['a notice twice', '国办发明电〔2031〕2号', '国办发明电〔2030〕9号', '13 notices[1].number'],
    ['notices out of order', 'publishedOn: 2031-03-03', 'publishedOn: 2030-03-03', '14 notices[1].publishedOn'],
    ['a day taken back that nobody set', '      - 2031-05-02\n', '      - 2031-05-03\n', '16 notices[1].takesBack[0]'],
    ['a year without its national day', '2031-10-01', '2031-10-02', '2 notices'],
    ['a year that is text', 'year: 2031', 'year: 今年', '1 year'],
    ['no year', 'year: 2031\n', '', '1 year'],
  ])('%s', (_, from, to, expected) => {
    expect(errorsAfter(from, to)).toContain(expected)
  })

  test('each fault is told at once', () => {
    const broken = good.replace('2031-05-02, name', '2031-02-30, name').replace('name: 国庆节', 'title: 国庆节')
    const reading = readCalendarText('2031.yaml', broken)
    if (reading.ok) throw new Error('the file was taken')
    expect(reading.errors.map(error => error.line)).toEqual(expect.arrayContaining([9, 10]))
  })

  test('says what was expected and what stands there', () => {
    const reading = readCalendarText('2031.yaml', good.replace('2031-04-27', '2031-04-28'))
    expect(reading).toEqual({
      ok: false,
      errors: [
        {
          file: '2031.yaml',
          line: 12,
          field: 'notices[0].makeUpDays[0].date',
          expected: 'a Saturday or Sunday: other days are working days anyway',
          found: '2031-04-28',
        },
      ],
    })
  })

  test.each([
    ['text that is not YAML', 'year: [2031\n'],
    ['a key twice', 'year: 2031\nyear: 2032\n'],
    ['nothing at all', ''],
    ['a list', '- 2031\n'],
    ['a text', 'holidays'],
    ['no notice', 'year: 2031\nnotices: []\n'],
    ['an alias', 'year: &y 2031\nnotices: *y\n'],
    ['far too much', `# ${'很'.repeat(200_001)}`],
  ])('%s', (_, text) => {
    const reading = readCalendarText('2031.yaml', text)
    expect(reading.ok).toBe(false)
    if (!reading.ok) expect(reading.errors[0]?.line).toBeGreaterThan(0)
  })
})

describe('a folder of calendars', () => {
  let copy: string
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'calendars-'))
    cpSync(folder, copy, { recursive: true })
  })
  afterEach(() => rmSync(copy, { recursive: true }))

  test('takes none when one file is wrong, and names it', () => {
    writeFileSync(join(copy, '2031.yaml'), good.replace('2031-04-27', '2031-04-28'))
    expect(readCalendars(copy)).toMatchObject({ ok: false, errors: [{ file: join(copy, '2031.yaml'), line: 12 }] })
  })

  test('refuses a file whose name is another year', () => {
    writeFileSync(join(copy, '2030.yaml'), good)
    expect(readCalendars(copy)).toMatchObject({ ok: false, errors: [{ field: 'year', line: 1, found: '2031' }] })
  })

  test('refuses a day that two files set', () => {
    const before = good
      .replaceAll('2031-', '2030-')
      .replace('year: 2031', 'year: 2030')
      .replace('2030-04-27', '2030-04-28')
    writeFileSync(join(copy, '2030.yaml'), before.replace('publishedOn: 2030-11-05', 'publishedOn: 2029-11-05'))
    writeFileSync(join(copy, '2031.yaml'), good)
    expect(readCalendars(copy)).toMatchObject({
      ok: false,
      errors: [{ file: join(copy, '2031.yaml'), line: 6, found: '2030-12-31' }],
    })
  })

  test('leaves other files alone', () => {
    writeFileSync(join(copy, 'notes.txt'), 'year: 1')
    expect(readCalendars(copy).ok).toBe(true)
  })
})
