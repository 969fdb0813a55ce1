import { keyedHash, open, seal } from '../../acts/sealed-field.ts'

const key = 'a key for fields, of the tests only'

test('what is sealed is read again with the same key, and is another text each time', () => {
  const sealed = seal(key, '37080319900101123X')
  expect(open(key, sealed)).toBe('37080319900101123X')
  expect(sealed.includes('3708')).toBe(false)
  expect(seal(key, '37080319900101123X').equals(sealed)).toBe(false)
})

test('with another key, or with one byte changed, nothing is read', () => {
  const sealed = seal(key, '622848001')
  expect(() => open('another key', sealed)).toThrow()
  for (const at of [0, 12, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => open(key, changed)).toThrow()
  }
})

test('the hash finds the same text again, and differs by key', () => {
  expect(keyedHash(key, '622848001')).toBe(keyedHash(key, '622848001'))
  expect(keyedHash(key, '622848001')).not.toBe(keyedHash(key, '622848002'))
  expect(keyedHash(key, '622848001')).not.toBe(keyedHash('another key', '622848001'))
})
