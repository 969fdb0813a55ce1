import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { lockHolder, takeLock, whileLocked } from '../../../workers/embedded/folder-lock.ts'
import { markOf } from '../../../workers/embedded/process-mark.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lock-'))
  file = path.join(folder, 'house.lock')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

test('a lock that is held says by whom, and can be taken again once it is given back', () => {
  const first = takeLock(file)
  expect(takeLock(file)).toEqual({ held: false, by: markOf(process.pid) })
  expect(lockHolder(file)).toEqual(markOf(process.pid))
  if (first.held) first.release()
  expect(lockHolder(file)).toBeUndefined()
  expect(takeLock(file).held).toBe(true)
})

test('a lock whose process was killed is free', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(child, 'spawn')
  const mark = child.pid === undefined ? undefined : markOf(child.pid)
  writeFileSync(file, JSON.stringify(mark))
  expect(takeLock(file)).toEqual({ held: false, by: mark })
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(takeLock(file).held).toBe(true)
})

test('a process that has got the number of a dead holder does not hold its lock', () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'another boot/1' }))
  expect(takeLock(file).held).toBe(true)
})

test.each(['', 'null', '{"pid":', '{}'])('a lock file that makes no sense (%p) holds nothing', content => {
  writeFileSync(file, content)
  expect(takeLock(file).held).toBe(true)
})

test('many who want it get it one after the other, and leave nothing behind', async () => {
  let inside = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++inside)
    await new Promise(resolve => setImmediate(resolve))
    inside--
  }
  await Promise.all(Array.from({ length: 8 }, () => whileLocked(file, work)))
  expect(most).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})
