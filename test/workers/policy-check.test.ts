import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { policyCheckCommand } from '../../workers/commands/policy-check.ts'

const root = mkdtempSync(path.join(tmpdir(), 'check-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function check(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const streams = { in: new PassThrough(), out: new PassThrough(), err: new PassThrough() }
  const code = await policyCheckCommand(args, streams)
  return { code, out: String(streams.out.read() ?? ''), err: String(streams.err.read() ?? '') }
}

let made = 0
function packWith(file: string, before: string, after: string): string {
  made += 1
  const folder = path.join(root, String(made), 'ningguo')
  cpSync('policies/ningguo', folder, { recursive: true })
  const text = readFileSync(path.join(folder, file), 'utf8')
  if (!text.includes(before)) throw new Error(`nothing to change: ${before}`)
  writeFileSync(path.join(folder, file), text.replace(before, after))
  return folder
}

test('policy check finds every pack of the project in order, with its examples and demonstration', async () => {
  const { code, out, err } = await check()
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/^ningguo 2019-11-20 [0-9a-f]{12}：无误，5 个例子，1 项补助 \d+ 个算例/mu)
  expect(out).toMatch(/^jining 2022-2024 [0-9a-f]{12}：无误，0 个例子，5 项补助 \d+ 个算例/mu)
})

test('policy check takes the folder of a pack, or a folder of packs', async () => {
  const folder = packWith('policy.yaml', 'status: draft', 'status: in-force')
  expect((await check(folder)).code).toBe(0)
  expect((await check(path.dirname(folder))).code).toBe(0)
})

test('policy check says file, line, field, what was expected and what was found, on standard error', async () => {
  const folder = packWith('policy.yaml', 'status: draft', 'status: almost')
  const { code, out, err } = await check(folder)
  expect([code, out]).toEqual([1, ''])
  const [first, count] = err.split('\n')
  expect(first).toMatch(/policy\.yaml:13 status 应为 \/ expected one of draft, in-force, ended；实为 \/ found almost$/u)
  expect(count).toBe('1 处错误 / 1 error')
})

test('policy check runs the examples: an outcome that does not come out is an error of the example', async () => {
  const file = 'examples/spring-festival.yaml'
  const { code, err } = await check(packWith(file, '2020-02-03T17:30', '2020-01-31T17:30'))
  expect(code).toBe(1)
  expect(err).toContain('examples/spring-festival.yaml')
  expect(err).toMatch(/expect\.instants\.answer\.due .*expected 2020-02-03T17:30:00\+08:00/u)
})

test.each([
  ['an instant that no timeline has', 'answer.reminder', 'answer.remainder', /instants\.answer\.remainder/],
  ['a setting that cannot be', 'answerPeriod: 6', 'answerPeriod: 0', /settings\.answerPeriod/],
  ['a warning that does not come', 'warnings: []', 'warnings: [provisional]', /expect\.warnings/],
  ['a procedure that is not there', 'procedure: opinions', 'procedure: hearing', /procedure/],
])('policy check refuses an example with %s', async (_, before, after, field) => {
  const { code, err } = await check(packWith('examples/spring-festival.yaml', before, after))
  expect(code).toBe(1)
  expect(err).toMatch(field)
})

test.each(['{{shout dueAt}}', '{{{clause}}}', '{{> wages}}', '{{lookup this clause}}', '{{secret}}', '{{#if}}'])(
  'policy check walks the words of an author: %s is refused',
  async words => {
    const { code, err } = await check(packWith('policy.yaml', 'zh: 逾期未反馈，视为无意见', `zh: '${words}'`))
    expect(code).toBe(1)
    expect(err).toMatch(/policy\.yaml:\d+ procedures\[0\]\.parameters\.silenceRule\.value\.zh .*\{\{dueAt\}\}/u)
  },
)

test('policy check allows an author fields and conditions', async () => {
  const words = "zh: '{{#if dueAt}}{{dueAt}}前{{/if}}未反馈的，视为无意见'"
  expect((await check(packWith('policy.yaml', 'zh: 逾期未反馈，视为无意见', words))).err).toBe('')
})

test('policy check names a mistake in the demonstration', async () => {
  const folder = packWith('demonstration/opinions.yaml', 'clause: 四（二）', 'clause: 九（二）')
  const { code, err } = await check(folder)
  expect(code).toBe(1)
  expect(err).toMatch(/opinions\.yaml:\d+ answers\[\d+\]\.opinions\[\d+\]\.clause .*a clause of draft\.txt/u)
})

test.each([[['nowhere']], [['--all']], [['policies', 'more']], [['package.json']]])(
  'policy check with %j says what is wrong and exits with 1',
  async args => {
    const { code, err } = await check(...args)
    expect(code).toBe(1)
    expect(err).toContain(args.at(-1) ?? '')
  },
)
