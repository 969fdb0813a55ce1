import { testBundle } from './stage.ts'

let code: string
let modules: string[]

beforeAll(async () => {
  ;({ code, modules } = await testBundle())
}, 120_000)

const packageOf = (module: string): string | undefined =>
  /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module.slice(module.lastIndexOf('node_modules')))?.[1]
const own = (): string[] => modules.filter(module => !module.includes('node_modules') && /\.ts$/.test(module))

it('has workflows and rules of our own, and nothing else of the house', () => {
  const folders = new Set(own().map(module => /(?:^|\/)([a-z]+)\/[a-z-]+\.ts$/.exec(module)?.[1]))
  expect([...folders].sort()).toEqual(expect.arrayContaining(['workflows']))
  expect([...folders].filter(folder => folder !== 'workflows' && folder !== 'domain')).toEqual([])
})

it('has no package but Temporal’s and what it brings', () => {
  const packages = new Set(modules.flatMap(module => packageOf(module) ?? []))
  const brought = ['long', 'ms', 'nexus-rpc', 'protobufjs']
  const others = [...packages].filter(
    name => !name.startsWith('@temporalio/') && !name.startsWith('@protobufjs/') && !brought.includes(name),
  )
  expect(packages.has('@temporalio/workflow')).toBe(true)
  expect(others).toEqual([])
})

it('is smaller than 1.8 MB', () => {
  expect(Buffer.byteLength(code)).toBeLessThan(1_800_000)
})
