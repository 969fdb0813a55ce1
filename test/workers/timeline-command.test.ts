import { PassThrough } from 'node:stream'
import { timelineCommand } from '../../workers/commands/timeline.ts'

async function timeline(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const streams = { in: new PassThrough(), out: new PassThrough(), err: new PassThrough() }
  const code = await timelineCommand(args, streams)
  return { code, out: String(streams.out.read() ?? ''), err: String(streams.err.read() ?? '') }
}
const ningguo = ['ningguo', 'opinions', '--at', '2019-11-20T11:51:00+08:00']

test('timeline prints every instant of a cycle as JSON, with sources and the notices of the calendar', async () => {
  const { code, out, err } = await timeline(...ningguo, '--set', 'answerPeriod=2019-11-26')
  expect([code, err]).toEqual([0, ''])
  const printed = JSON.parse(out)
  expect(printed).toMatchObject({
    pack: 'ningguo',
    version: '2019-11-20',
    procedure: 'opinions',
    signedAt: '2019-11-20T11:51:00+08:00',
    warnings: [],
    parameters: { answerPeriod: { value: { on: '2019-11-26' }, source: { atLaunch: true } } },
  })
  const due = printed.entries.find((entry: { key: string }) => entry.key === 'answer.due')
  expect(due).toMatchObject({ at: '2019-11-26T09:30:00.000Z', local: '2019-11-26T17:30:00+08:00', counted: 4 })
  expect(printed.calendar).toEqual([
    { year: 2019, sources: expect.arrayContaining(['国办发明电〔2018〕15号', '国办发明电〔2019〕3号']) },
  ])
})

test.each(['2019-11-20T03:51:00Z', '2019-11-20T11:51', '2019-11-20T03:51:00.000Z', '2019-11-20T12:51:00+09:00'])(
  'timeline takes the instant %s',
  async at => {
    const { out } = await timeline('ningguo', 'opinions', `--at=${at}`)
    expect(JSON.parse(out).requestedAt).toBe('2019-11-20T11:51:00+08:00')
  },
)

test.each<[string, string[], RegExp]>([
  ['no pack', [], /^pack: /],
  ['an unknown pack', ['atlantis', 'opinions', '--at', '2019-11-20T11:51'], /^pack: .*atlantis.*ningguo/],
  ['a path for a pack', ['../policies/ningguo', 'opinions', '--at', '2019-11-20T11:51'], /^pack: /],
  ['no procedure', ['ningguo', '--at', '2019-11-20T11:51'], /^procedure: /],
  ['an unknown procedure', ['ningguo', 'hearing', '--at', '2019-11-20T11:51'], /^procedure: .*hearing.*opinions/],
  ['one name too many', ['ningguo', 'opinions', 'now', '--at', '2019-11-20T11:51'], /^now: /],
  ['no instant', ['ningguo', 'opinions'], /^--at: /],
  ['an instant without a value', ['ningguo', 'opinions', '--at'], /^--at: .*a value is needed/],
  ['a date that does not exist', ['ningguo', 'opinions', '--at', '2023-02-30T09:00'], /^--at: .*2023-02-30/],
  ['full-width digits', ['ningguo', 'opinions', '--at', '２０１９-11-20T11:51'], /^--at: /],
  ['a time that does not exist', ['ningguo', 'opinions', '--at', '2019-11-20T24:00'], /^--at: /],
  ['the instant twice', [...ningguo, '--at', '2019-11-20T11:51'], /^--at: .*given twice/],
  ['a year that no calendar reaches', ['ningguo', 'opinions', '--at', '2199-01-01T09:00'], /^--at: /],
  ['a signature before the request', [...ningguo, '--signed-at', '2019-11-19T09:00'], /^--signed-at: /],
  ['an unknown flag', [...ningguo, '--colour', 'red'], /^--colour: /],
  ['a setting without a name', [...ningguo, '--set', '=5'], /^--set: /],
  ['a setting without a value', [...ningguo, '--set', 'answerPeriod'], /^--set: .*name=value/],
  ['a setting twice', [...ningguo, '--set', 'restDay=keep', '--set', 'restDay=next'], /^--set restDay: /],
  ['an unknown setting', [...ningguo, '--set', 'colour=red'], /^--set colour: .*one of answerPeriod/],
  ['a negative period', [...ningguo, '--set', 'answerPeriod=-5'], /^--set answerPeriod: .*1 to 1000 working days/],
])('timeline with %s says which, and exits with 1', async (_, args, words) => {
  const { code, out, err } = await timeline(...args)
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(words)
})

test('timeline helps', async () => {
  const { code, out } = await timeline('--help')
  expect(code).toBe(0)
  expect(out).toContain('--set')
})
