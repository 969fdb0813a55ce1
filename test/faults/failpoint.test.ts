import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { projectRoot } from '../../config.ts'

const program = pathToFileURL(path.join(projectRoot, 'dist', 'workers', 'failpoint.js')).href
let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'failpoint-'))
  file = path.join(folder, 'reached')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function passing(points: string[], config: { name: string; nth: number; file: string | undefined } | undefined) {
  const code = `import { createFailpoint } from ${JSON.stringify(program)}
    const failpoint = createFailpoint(${JSON.stringify(config)})
    for (const point of ${JSON.stringify(points)}) { failpoint(point); process.stdout.write(point + ' ') }`
  const { signal, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })
  return { signal, passed: stdout.trim().split(' ').filter(Boolean) }
}

test('nothing happens where no failpoint was asked for, or another one', () => {
  expect(passing(['a', 'b'], undefined)).toEqual({ signal: null, passed: ['a', 'b'] })
  expect(passing(['a', 'b'], { name: 'c', nth: 1, file })).toEqual({ signal: null, passed: ['a', 'b'] })
  expect(existsSync(file)).toBe(false)
})

test('the process dies at the point, the hard way, and the file proves that it was reached', () => {
  expect(passing(['a', 'b', 'c'], { name: 'b', nth: 1, file })).toEqual({ signal: 'SIGKILL', passed: ['a'] })
  expect(readFileSync(file, 'utf8')).toBe('b\n')
})

test('the second passing counts where it was asked for', () => {
  expect(passing(['b', 'a', 'b', 'c'], { name: 'b', nth: 2, file }).passed).toEqual(['b', 'a'])
})

test('started again, the process passes the point that has fired', () => {
  passing(['b'], { name: 'b', nth: 1, file })
  expect(passing(['a', 'b'], { name: 'b', nth: 1, file })).toEqual({ signal: null, passed: ['a', 'b'] })
})
