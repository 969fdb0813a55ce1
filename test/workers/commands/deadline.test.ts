import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { deadlineCommand } from '../../../workers/commands/deadline.ts'

async function run(line: string, input = '') {
  const out = new PassThrough()
  const err = new PassThrough()
  const printed = Promise.all([text(out), text(err)])
  const code = await deadlineCommand(line.split(' ').filter(Boolean), { in: Readable.from([input]), out, err })
  out.end()
  err.end()
  const [stdout, stderr] = await printed
  return { code, stdout, stderr }
}

const answer = async (line: string) => JSON.parse((await run(line)).stdout)

async function batch(...lines: string[]) {
  const { code, stdout } = await run('--batch', `${lines.join('\n')}\n`)
  expect(code).toBe(0)
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
}

test('working days: the due date, each day and why, and the notices', async () => {
  const { due, provisional, days, calendar } = await answer('--from 2023-09-28 --working-days 5')
  expect(due).toBe('2023-10-11T17:30:00+08:00')
  expect(provisional).toBe(false)
  expect(days).toHaveLength(13)
  expect(days[0]).toEqual({ date: '2023-09-29', counts: false, why: 'holiday', name: '中秋节' })
  expect(days[8]).toEqual({ date: '2023-10-07', counts: true, why: 'make-up', name: '国庆节' })
  expect(calendar).toEqual([{ year: 2023, notices: ['国办发明电〔2022〕16号'] }])
})

test.each([
  ['--from 2023-09-28 --calendar-days 30', '2023-10-28T17:30:00+08:00'],
  ['--from 2023-09-28 --calendar-days 30 --rest-day next', '2023-10-30T17:30:00+08:00'],
  ['--on 2019-11-26', '2019-11-26T17:30:00+08:00'],
  ['--on 2023-10-02 --rest-day next --close-of-business 18:00', '2023-10-07T18:00:00+08:00'],
  ['--from=2023-09-28 --working-days=5', '2023-10-11T17:30:00+08:00'],
  ['--from 2023-09-28 --working-days 10 --stop 2023-10-12..2023-10-18', '2023-10-25T17:30:00+08:00'],
  [
    '--from 2023-10-09 --working-days 5 --stop 2023-10-10..2023-10-10 --stop 2023-10-12..2023-10-12',
    '2023-10-18T17:30:00+08:00',
  ],
])('%s is due at %s', async (line, due) => {
  expect((await answer(line)).due).toBe(due)
})

test('a stop without its end leaves days and no date', async () => {
  expect(await answer('--from 2023-10-09 --working-days 5 --stop 2023-10-12..')).toMatchObject({ due: null, left: 3 })
})

test('a year that is not published is provisional', async () => {
  expect(await answer('--from 2026-12-30 --working-days 5')).toMatchObject({ provisional: true })
})

test.each([
  ['--from 2023-02-30 --working-days 5', '--from'],
  ['--from ２０２３-09-28 --working-days 5', '--from'],
  ['--from 2023-09-28 --working-days -5', '--working-days'],
  ['--from 2023-09-28 --working-days ５', '--working-days'],
  ['--from 2023-09-28 --working-days 1.5', '--working-days'],
  ['--from 2023-09-28 --working-days 1e3', '--working-days'],
  ['--from 2023-09-28 --working-days 99999999999999999999', '--working-days'],
  ['--from 2023-10-02 --working-days 0', '--working-days'],
  ['--from 2099-12-30 --working-days 5', '--working-days'],
  ['--from 2023-09-28 --calendar-days -1', '--calendar-days'],
  ['--from 2023-09-28 --working-days 5 --calendar-days 5', '--calendar-days'],
  ['--from 2023-09-28 --working-days 5 --working-days 6', '--working-days'],
  ['--from 2023-09-28', '--working-days'],
  ['--working-days 5', '--from'],
  ['', '--working-days'],
  ['--on 2023-02-30', '--on'],
  ['--on 2023-09-28 --working-days 5', '--on'],
  ['--on 2023-09-28 --from 2023-09-28', '--from'],
  ['--on 2023-09-28 --stop 2023-09-28..2023-09-29', '--stop'],
  ['--from 2023-09-28 --calendar-days 5 --stop 2023-09-28..2023-09-29', '--stop'],
  ['--from 2023-09-28 --working-days 5 --stop 2023-09-28', '--stop'],
  ['--from 2023-09-28 --working-days 5 --stop 2023-09-30..2023-09-29', '--stop'],
  ['--from 2023-09-28 --working-days 5 --stop 2023-09-31..', '--stop'],
  ['--on 2023-09-28 --rest-day maybe', '--rest-day'],
  ['--on 2023-09-28 --close-of-business 24:00', '--close-of-business'],
  ['--from --working-days 5', '--from'],
  ['--on', '--on'],
  ['--form 2023-09-28', '--form'],
  ['2023-09-28', '2023-09-28'],
  ['--batch --from 2023-09-28', '--from'],
])('%s: one sentence that names %s, and exit code 1', async (line, flag) => {
  const { code, stdout, stderr } = await run(line)
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr.startsWith(`${flag}: `)).toBe(true)
  expect(stderr.trimEnd()).not.toContain('\n')
})

describe('a batch', () => {
  test('answers each line in its order', async () => {
    const answers = await batch(
      '{"from":"2023-09-28","workingDays":5}',
      '{"on":"2023-10-02","restDay":"next","closeOfBusiness":"18:00"}',
      '{"from":"2023-09-28","calendarDays":30}',
      '{"from":"2023-10-09","workingDays":5,"stops":[{"from":"2023-10-11","to":"2023-10-13"}]}',
      '{"from":"2023-10-09","workingDays":5,"stops":[{"from":"2023-10-12"}]}',
    )
    expect(answers.map(({ due }) => due)).toEqual([
      '2023-10-11T17:30:00+08:00',
      '2023-10-07T18:00:00+08:00',
      '2023-10-28T17:30:00+08:00',
      '2023-10-19T17:30:00+08:00',
      null,
    ])
  })

  test('says exactly what the flags say', async () => {
    const [answered] = await batch('{"from":"2023-09-28","workingDays":5}')
    expect(answered).toEqual(await answer('--from 2023-09-28 --working-days 5'))
  })

  test.each([
    ['{"from":"2023-02-30","workingDays":5}', 'from'],
    ['{"from":20230228,"workingDays":5}', 'from'],
    ['{"from":"2023-09-28","workingDays":"5"}', 'workingDays'],
    ['{"from":"2023-09-28","workingDays":-5}', 'workingDays'],
    ['{"from":"2023-09-28","workingDays":null}', 'workingDays'],
    ['{"from":"2023-09-28","workingDays":5,"calendarDays":5}', 'calendarDays'],
    ['{"from":"2023-09-28","workingDays":5,"days":5}', 'days'],
    ['{"from":"2023-09-28","workingDays":5,"__proto__":5}', '__proto__'],
    ['{"on":"2023-09-28","restDay":"maybe"}', 'restDay'],
    ['{"on":"2023-09-28","closeOfBusiness":1730}', 'closeOfBusiness'],
    ['{"from":"2023-09-28","workingDays":5,"stops":"2023-09-30"}', 'stops'],
    ['{"from":"2023-09-28","workingDays":5,"stops":[{"to":"2023-09-30"}]}', 'stops[0].from'],
    [
      '{"from":"2023-09-28","workingDays":5,"stops":[{"from":"2023-09-30"},{"from":"2023-09-30","to":"2023-09-31"}]}',
      'stops[1].to',
    ],
    ['{"from":"2023-09-28","workingDays":5,"stops":[{"from":"2023-09-30","until":"2023-10-31"}]}', 'stops[0].until'],
    ['{}', 'workingDays'],
    ['[]', 'line'],
    ['null', 'line'],
    ['5 days', 'line'],
    ['', 'line'],
  ])('%s is answered with an error that names %s, and the next line goes on', async (line, field) => {
    const [wrong, next] = await batch(line, '{"on":"2019-11-26"}')
    expect(wrong.error.startsWith(`${field}: `)).toBe(true)
    expect(wrong.field).toBe(field)
    expect(next.due).toBe('2019-11-26T17:30:00+08:00')
  })

  test('reads lines that end as on Windows, with a mark at the start', async () => {
    const { stdout } = await run('--batch', '\uFEFF{"on":"2019-11-26"}\r\n{"on":"2019-11-27"}\r\n')
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line).due),
    ).toEqual(['2019-11-26T17:30:00+08:00', '2019-11-27T17:30:00+08:00'])
  })

  test('of nothing answers nothing', async () => {
    expect(await run('--batch')).toEqual({ code: 0, stdout: '', stderr: '' })
  })
})
