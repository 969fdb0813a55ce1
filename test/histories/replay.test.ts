import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import { projectRoot } from '../../config.ts'
import { testBundle } from '../workflows/stage.ts'

const folder = path.join(projectRoot, 'test', 'histories')
const names = readdirSync(folder).filter(name => name.endsWith('.json'))
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8')

let code: string

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [], telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } } })
  code = (await testBundle()).code
}, 120_000)

const replay = (text: string): Promise<void> => Worker.runReplayHistory({ workflowBundle: { code } }, JSON.parse(text), 'cycle:replayed')

it.each(names)('the workflows of today replay %s, as it was recorded', async name => {
  await expect(replay(read(name))).resolves.toBeUndefined()
})

const base64 = (text: string): string => Buffer.from(text).toString('base64')

it('a workflow that goes another way than it is recorded is found', async () => {
  // As if the first seat's question had been answered at once, where the workflow waited.
  const waited = read('whole-cycle.json')
  const answers = [...waited.matchAll(/"data": ?"([A-Za-z0-9+/=]+)"/g)].map(([, data = '']) => data)
  const first = answers.find(data => /"decision":null,"waitMs":\d/.test(Buffer.from(data, 'base64').toString('utf8')))
  if (!first) throw new Error('the first question was answered with a time to wait')
  const doctored = waited.replace(first, base64('{"decision":"signed","waitMs":null}'))
  await expect(replay(doctored)).rejects.toThrow(/[Nn]ondeterminism|TMPRL1100/)
})

it.each(names)('%s says nothing about persons, units, titles or reasons', name => {
  const text = read(name)
  const told = [...text.matchAll(/"data": ?"([A-Za-z0-9+/=]+)"/g)].map(([, data = '']) => Buffer.from(data, 'base64').toString('utf8')).join('\n')
  expect(`${text}\n${told}`).not.toMatch(/\p{Script=Han}|example\.com|139\d{8}/u)
  expect(told).not.toMatch(/reason|name|title/)
})
