import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ensureHouseKeys } from '../../../workers/embedded/house-keys.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keys-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

test('keys are made once, long enough, each another, and for this account only', () => {
  const keys = ensureHouseKeys(folder)
  expect(ensureHouseKeys(folder)).toEqual(keys)
  expect(new Set(Object.values(keys)).size).toBe(4)
  for (const key of Object.values(keys)) expect(key.length).toBeGreaterThanOrEqual(32)
  expect(statSync(path.join(folder, 'keys.json')).mode & 0o777).toBe(0o600)
})

test('a key that a later version asks for is added, and the others stay', () => {
  const { AUDIT_KEY } = ensureHouseKeys(folder)
  writeFileSync(path.join(folder, 'keys.json'), JSON.stringify({ AUDIT_KEY }))
  const keys = ensureHouseKeys(folder)
  expect(keys.AUDIT_KEY).toBe(AUDIT_KEY)
  expect(keys.SESSION_SECRET).toEqual(expect.any(String))
})

test.each(['', '{"AUDIT_KEY": "ab', 'null'])('a damaged file (%p) is said and never written over', content => {
  const file = path.join(folder, 'keys.json')
  writeFileSync(file, content)
  expect(() => ensureHouseKeys(folder)).toThrow('keys.json')
  expect(readFileSync(file, 'utf8')).toBe(content)
})
