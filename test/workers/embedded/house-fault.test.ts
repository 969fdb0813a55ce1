import { explainFault, HouseFault } from '../../../workers/embedded/house-fault.ts'

test.each([
  Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
  new Error('initdb: error: could not write file: No space left on device'),
  new Error('database or disk is full (13)'),
])('a full disk is one sentence, whoever noticed it: %s', fault => {
  expect(explainFault(fault)?.message).toMatch(/磁盘空间不足[\s\S]*disk is full/)
})

test('a folder that may not be written is named', () => {
  const fault = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path: '/data/house.lock' })
  expect(explainFault(fault)?.message).toContain('/data/house.lock')
})

test('a sentence stays as it is, and what nobody knows is not explained', () => {
  const known = new HouseFault('端口被占用', 'the port is taken')
  expect(explainFault(known)).toBe(known)
  expect(explainFault(new Error('undefined is not a function'))).toBeUndefined()
})
