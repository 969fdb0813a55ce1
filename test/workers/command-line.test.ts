import { PassThrough } from 'node:stream'
import { run } from '../../workers/command-line.ts'

async function typed(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const input = new PassThrough()
  input.end()
  const code = await run(args, { in: input, out, err })
  return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') }
}

test('without a command, and with --help, all commands are listed', async () => {
  for (const args of [[], ['--help'], ['help']]) {
    const { code, out } = await typed(...args)
    expect(code).toBe(0)
    expect(out).toMatch(/policy check[\s\S]*deadline[\s\S]*timeline/)
  }
})

test.each([[['policies']], [['policy']], [['policy', 'czech']], [['deadlines']]])(
  '%j is no command: said on standard error, with exit code 1',
  async args => {
    const { code, out, err } = await typed(...args)
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(err).toContain(args.join(' '))
  },
)

test('a command gets what follows its words', async () => {
  const { code, out } = await typed('deadline', '--from', '2023-09-28', '--working-days', '5')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ due: expect.stringContaining('2023-10-11') })
})
