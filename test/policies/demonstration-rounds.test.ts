import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { identityFault } from '../../domain/identity-number.ts'
import { readDemonstration } from '../../policies/read-demonstration.ts'
import { readPack } from '../../policies/read-pack.ts'
import { inventChildren } from '../../workers/demonstration-children.ts'

const reading = readPack('policies/jining')
if (!reading.ok) throw new Error(JSON.stringify(reading.errors))
const { pack } = reading

/** The demonstration with one passage of a file changed. */
function changed(file: string, before: string, after: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'demonstration-'))
  cpSync('policies/jining/demonstration', folder, { recursive: true })
  const text = readFileSync(path.join(folder, file), 'utf8')
  expect(text).toContain(before)
  writeFileSync(path.join(folder, file), text.replace(before, after))
  return readDemonstration(folder, pack)
}

test("Jining's demonstration has four rounds and institutions that nobody can take for real ones", () => {
  const read = readDemonstration('policies/jining/demonstration', pack)
  if (!read.ok) throw new Error(JSON.stringify(read.errors, null, 1))
  const { solicitations, claims } = read.value
  expect(solicitations).toBeNull()
  expect(claims?.rounds.map(({ scheme, claims }) => [scheme, claims.length])).toEqual([
    ['construction', 2],
    ['operation', 22],
    ['operation', 1],
    ['operation', 5],
  ])
  expect(claims?.institutions.every(({ name }) => name.endsWith('（演示）'))).toBe(true)
})

test.each([
  ['an institution of another county', 'rounds.yaml', 'institution: maimiao', 'institution: weihu', 'claims[1]'],
  ['somebody who is nobody', 'rounds.yaml', 'reviewer: rc-reviewer', 'reviewer: rc-nobody', 'rounds[0].reviewer'],
  ['a list of a claim that is not there', 'rounds.yaml', 'claims: [hupan,', 'claims: [weihu,', 'rounds[1].steps'],
  ['a scheme that the pack has not', 'rounds.yaml', 'scheme: construction', 'scheme: lecture', 'rounds[0].scheme'],
  ['a moment without a time', 'rounds.yaml', 'at: 1 16:40', 'at: 1', 'steps[0].at'],
  ['a number twice', 'institutions.yaml', '"15408112002"', '"15408112001"', 'institutions[1].mobile'],
  [
    'a name that looks real',
    'institutions.yaml',
    '麦苗托育有限公司（演示）',
    '麦苗托育有限公司',
    'institutions[1].name',
  ],
])('%s is refused with file, line and field', (_what, file, before, after, field) => {
  const read = changed(file, before, after)
  expect(read.ok).toBe(false)
  if (read.ok) return
  expect(read.errors[0]?.field).toContain(field)
  expect(read.errors[0]?.line).toBeGreaterThan(1)
})

test('invented children have numbers that are taken, and are under three on the day of counting', () => {
  const children = inventChildren(7, { infant: 12, junior: 25, senior: 20 }, '2024-12-01')
  expect(new Set(children.map(({ identity }) => identity)).size).toBe(57)
  for (const { identity, bornOn } of children) {
    expect(identityFault(identity, bornOn)).toBeNull()
    expect(bornOn > '2021-12-01' && bornOn < '2024-12-01').toBe(true)
  }
})
