import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { assessCommand } from '../../workers/commands/assess.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'assess-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(args: string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  const streams = { in: new PassThrough(), out: new PassThrough(), err: new PassThrough() }
  streams.in.end(input)
  const code = await assessCommand(args, streams)
  return { code, out: String(streams.out.read() ?? ''), err: String(streams.err.read() ?? '') }
}

let made = 0
function fileWith(value: unknown): string {
  made += 1
  const file = path.join(folder, `${made}.json`)
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
  return file
}

const readings = { scope: 'new-only', phases: 'by-phase' }
const facts = {
  institution: 'QF-1',
  project: 'new',
  acceptanceNo: 'YS-1',
  accepted: true,
  completedOn: '2023-10-20',
  places: 60,
}

test('assess answers in JSON: the amount as text of fen, its working with clauses, and what would be taken once', async () => {
  const { code, out, err } = await run(['jining', 'jining.construction', '--input', fileWith({ facts, readings })])
  expect([code, err]).toEqual([0, ''])
  expect(JSON.parse(out)).toMatchObject({
    scheme: 'jining.construction',
    version: '2022-2024',
    status: 'ended',
    eligible: true,
    amountFen: '12000000',
    payable: true,
    refusedBy: [],
    working: [{ id: 'places', clause: '四（五）16①', amountFen: '12000000' }],
    missing: [],
    readings: { used: [{ name: 'scope', value: 'new-only' }, { name: 'phases' }], unset: [] },
    onceKeys: ['construction/places/QF-1/YS-1'],
  })
})

test('assess takes facts and readings side by side', async () => {
  const { out } = await run(['jining', 'construction', `--input=${fileWith({ ...facts, ...readings })}`])
  expect(JSON.parse(out).amountFen).toBe('12000000')
})

test('assess says by which clause it refuses, and that is no error', async () => {
  const refused = { ...facts, ...readings, completedOn: '2025-01-01' }
  const { code, out } = await run(['jining', 'construction', '--input', fileWith(refused)])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    eligible: false,
    amountFen: null,
    payable: false,
    refusedBy: [{ clause: '文末', cite: { zh: '文末有效期', en: 'closing paragraph' } }],
  })
})

test('assess names what is missing and which readings are still unset', async () => {
  const { code, out } = await run(['jining', 'construction', '--input', fileWith({ facts: { places: 60 } })])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    eligible: null,
    amountFen: null,
    missing: ['institution', 'project', 'acceptanceNo', 'accepted', 'completedOn'],
    readings: { used: [], unset: ['scope', 'phases'] },
  })
})

test('assess works out the subsidy of a draft, marked as never to be paid', async () => {
  const lectures = [{ record: 'J-1', heldOn: '2020-03-10', title: 'senior', documented: true }]
  const given = { village: 'A', year: 2020, lectures, per: 'lecture', highTitle: 'associate-senior' }
  const { out } = await run(['ningguo', 'lecture', '--input', fileWith(given)])
  expect(JSON.parse(out)).toMatchObject({ status: 'draft', eligible: true, amountFen: '50000', payable: false })
})

test('assess --schemes lists what is asked, so that a stranger can write an input that comes out', async () => {
  const { code, out } = await run(['jining', '--schemes'])
  expect(code).toBe(0)
  const listed = JSON.parse(out).schemes
  expect(listed.map(({ id }: { id: string }) => id)).toEqual([
    'jining.operation',
    'jining.operation-city-share',
    'jining.construction',
    'jining.construction-city-share',
    'jining.chain',
  ])
  for (const { id, facts, readings, example } of listed) {
    for (const fact of facts) {
      expect(fact).toMatchObject({
        name: expect.any(String),
        type: expect.any(String),
        meaning: { zh: expect.any(String) },
      })
    }
    for (const reading of readings) expect(reading).toMatchObject({ name: expect.any(String), set: { unset: true } })
    const { out } = await run(['jining', id, '--input', fileWith(example)])
    expect([id, JSON.parse(out).eligible]).toEqual([id, true])
  }
  const places = listed[2].facts.find(({ name }: { name: string }) => name === 'places')
  expect(places).toMatchObject({ type: 'int', min: 1, max: 2000, unit: { zh: '个' }, origin: 'form' })
})

test('assess --batch answers a line for a line; a wrong one names its field and the others go on', async () => {
  const good = JSON.stringify({ facts, readings })
  const lines = [
    `\uFEFF${good}`,
    JSON.stringify({ facts: { ...facts, places: '1,000' }, readings }),
    '{"facts":',
    '[]',
    JSON.stringify({ facts, readings, colour: 'red' }),
    JSON.stringify({ facts, readings: 'none' }),
    '',
    JSON.stringify({ ...facts, places: 1e21, completedOn: 'soon', hands: 1 }),
    good,
  ]
  const { code, out, err } = await run(['jining', 'construction', '--batch'], lines.join('\n'))
  expect([code, err]).toEqual([0, ''])
  const answers = out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(answers.map(({ amountFen, field }) => amountFen ?? field)).toEqual([
    '12000000',
    'places',
    'line',
    'input',
    'colour',
    'readings',
    'line',
    'hands',
    '12000000',
  ])
  expect(answers[1].error).toMatch(/^places: 应为整数，实为"1,000" \/ a whole number is needed/u)
  expect(answers[7].problems.map(({ field }: { field: string }) => field)).toEqual(['hands', 'completedOn', 'places'])
})

const input = () => fileWith({ facts, readings })
test.each<[string, () => string[], RegExp]>([
  ['no pack', () => [], /^pack: /],
  ['an unknown pack', () => ['atlantis', '--schemes'], /^pack: .*atlantis.*jining/u],
  ['a path for a pack', () => ['../policies/jining', '--schemes'], /^pack: /],
  ['no scheme', () => ['jining', '--input', input()], /^scheme: .*--schemes/u],
  ['an unknown scheme', () => ['jining', 'moon', '--input', input()], /^scheme: .*moon.*operation/u],
  ['no input', () => ['jining', 'construction'], /^--input: /],
  ['an input without a file', () => ['jining', 'construction', '--input'], /^--input: /],
  ['a file that is not there', () => ['jining', 'construction', '--input', '/nowhere.json'], /^--input: .*nowhere/u],
  ['a file that is no JSON', () => ['jining', 'construction', '--input', fileWith('{')], /^--input: .*not JSON/u],
  [
    'a file that is too long',
    () => ['jining', 'construction', '--input', fileWith(' '.repeat(1_000_001))],
    /^--input: .*at most/u,
  ],
  ['a list', () => ['jining', 'construction', '--input', fileWith([1])], /^input: /],
  ['facts that are none', () => ['jining', 'construction', '--input', fileWith({ facts: 7 })], /^facts: /],
  [
    'a fact out of its range',
    () => ['jining', 'construction', '--input', fileWith({ ...facts, ...readings, places: 0 })],
    /^places: .*1至2000/u,
  ],
  ['an unknown flag', () => ['jining', 'construction', '--now'], /^--now: /],
  ['a flag twice', () => ['jining', '--schemes', '--schemes'], /^--schemes: .*twice/u],
  ['two ways at once', () => ['jining', 'construction', '--batch', '--input', input()], /^--batch --input: /],
  ['a scheme with --schemes', () => ['jining', 'construction', '--schemes'], /^construction: /],
  ['one name too many', () => ['jining', 'construction', 'now', '--input', input()], /^now: /],
])('assess with %s says which, and exits with 1', async (_, args, expected) => {
  const { code, out, err } = await run(args())
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(expected)
})

test('assess helps', async () => {
  const { code, out } = await run(['--help'])
  expect(code).toBe(0)
  expect(out).toContain('--batch')
})
