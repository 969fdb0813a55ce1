import { RuleFault } from '../../policies/cel.ts'
import { compileScheme, type SchemeFault } from '../../policies/compile-scheme.ts'
import { bothLanguages, listFact, schemeWith, setHere } from './scheme-builder.ts'

function faultsOf(changes: Readonly<Record<string, unknown>>): readonly SchemeFault[] {
  const compilation = compileScheme(schemeWith(changes))
  return compilation.ok ? [] : compilation.faults
}
const fact = (name: string, more: Readonly<Record<string, unknown>>) => ({
  name,
  origin: 'form',
  meaning: bothLanguages(name),
  ...more,
})
const facts = [
  fact('heads', { type: 'int', min: 0, max: 1000 }),
  fact('inclusive', { type: 'bool' }),
  fact('name', { type: 'string' }),
  fact('on', { type: 'date' }),
  fact('maybe', { type: 'int', min: 0, max: 9, optional: true }),
  listFact(),
]
const condition = (holds: string, each: string | null = null) => ({
  facts,
  conditions: [{ id: 'c', holds, each, source: setHere, words: bothLanguages('c') }],
})
const amount = (fen: string, rounding = false) => ({
  facts,
  amount: [
    {
      id: 'a',
      label: bothLanguages('a'),
      fen,
      source: setHere,
      rounding: rounding ? { label: bothLanguages('down'), source: setHere } : null,
    },
  ],
})

test('a scheme in order has no faults', () => {
  expect(faultsOf({})).toEqual([])
})

describe('an expression', () => {
  test.each<[string, string, RegExp]>([
    ['that is no CEL', 'heads >', /an expression/],
    ['with an unknown name', 'hands > 0', /Unknown variable: hands/],
    ['with an unknown field', 'rows.all(r, r.m > 0)', /No such key: m/],
    ['of another type', 'heads', /type bool, not int/],
    ['with a fraction', 'heads > 0.5', /whole numbers/],
    ['with a regular expression', "name.matches('^(a+)+$')", /one of filter, map/],
    ['with the time', "timestamp('2024-01-01T00:00:00Z') > timestamp('2023-01-01T00:00:00Z')", /one of the functions/],
    ['that leaves the types', 'dyn(heads) == 1', /one of the functions/],
    ['that makes a number of a text', "int('12') > 0", /one of the functions/],
    ['that binds a name', 'cel.bind(x, heads, x > 0)', /one of filter, map/],
    ['with an index', 'rows[0].n > 0', /without maps, indexes/],
    ['with a map', "{'a': 1}.size() > 0", /one of filter, map|without maps/],
    ['that asks whether something is there', 'has(rows.n)', /one of the functions/],
    ['that compares a date with a text', "on > '2024-01-01'", /no such overload: date > string/],
    ['with a figure that has no source', 'heads > 50', /a parameter with its source/],
    ['with a text that is no option', "rows.all(r, r.kind == 'c')", /one of a, b/],
    ['with a list of which one text is no option', "rows.all(r, r.kind in ['a', 'd'])", /one of a, b/],
    ['with three lists within each other', 'rows.all(a, rows.all(b, rows.all(c, a.n + b.n > c.n)))', /at most 2 deep/],
    ['with an item named after a fact', 'rows.all(heads, heads.n > 0)', /a name of its own/],
    ['with an item named row', 'rows.all(row, row.n > 0)', /a name of its own/],
    [
      'with too many parts',
      Array.from({ length: 70 }, () => 'heads')
        .join(' + ')
        .concat(' > 0'),
      /an expression/,
    ],
    ['that goes too deep', `${'('.repeat(40)}heads${')'.repeat(40)} > 0`, /an expression/],
    ['over an optional fact', 'maybe > 0', /always asked/],
  ])('%s is refused', (_, holds, expected) => {
    const [fault, ...others] = faultsOf(condition(holds))
    expect(fault).toMatchObject({ path: ['conditions', 0, 'holds'], expected: expect.stringMatching(expected) })
    expect(others).toEqual([])
  })

  test('over lists within lists that would be walked too often is refused', () => {
    const text = 'rows.all(a, size(rows.filter(b, b.n == a.n)) == 1)'
    expect(faultsOf({ ...condition(text), facts: [...facts.slice(0, 5), listFact(500)] })).toEqual([])
    expect(faultsOf({ ...condition(text), facts: [...facts.slice(0, 5), listFact(501)] })).toEqual([
      expect.objectContaining({ expected: expect.stringMatching(/a smaller maxItems/), found: '251001' }),
    ])
  })

  test('may use sum, min, max, year, months and the fields of row', () => {
    expect(faultsOf(condition('sum(rows.map(r, r.n)) >= min(heads, 12) && max(1, heads) > 0'))).toEqual([])
    expect(faultsOf(condition('year(row.on) > 0 && months(row.on, on) >= 0', 'rows'))).toEqual([])
  })

  test('with row where there is no list is refused, and so is a list that is not there', () => {
    expect(faultsOf(condition('row.n > 0'))[0]?.expected).toMatch(/Unknown variable: row/)
    expect(faultsOf(condition('row.n > 0', 'columns'))[0]).toMatchObject({ expected: 'a list of this scheme: rows' })
  })

  test('may warn about an optional fact', () => {
    const warnings = [{ id: 'w', holds: 'maybe < 12', source: setHere, words: bothLanguages('w') }]
    expect(faultsOf({ facts, warnings })).toEqual([])
  })
})

describe('a line of an amount', () => {
  test.each<[string, string, RegExp]>([
    ['that counts a list itself', 'sum(rows.map(r, r.n)) * rate', /one of the functions min, max/],
    ['that is no whole number', 'inclusive', /type int, not bool/],
    ['in fractions of a rate', 'rate * 0.3', /whole numbers/],
  ])('%s is refused', (_, fen, expected) => {
    expect(faultsOf(amount(fen))[0]).toMatchObject({
      path: ['amount', 0, 'fen'],
      expected: expect.stringMatching(expected),
    })
  })

  test('that divides says how fractions are treated', () => {
    expect(faultsOf(amount('heads * rate / 12'))).toEqual([
      { path: ['amount', 0, 'rounding'], expected: 'how fractions are treated, with its source: it divides' },
    ])
    expect(faultsOf(amount('heads * rate / 12', true))).toEqual([])
  })
})

describe('the parts of a scheme', () => {
  const int = { type: 'int', min: 0, max: 9 }
  const reading = (more: Readonly<Record<string, unknown>> = {}) => ({
    name: 'count',
    question: bothLanguages('count'),
    options: ['day', 'month'].map(value => ({ value, label: bothLanguages(value) })),
    set: { unset: true },
    ...more,
  })
  test.each<[string, Readonly<Record<string, unknown>>, (string | number)[], RegExp]>([
    ['a name twice', { facts: [fact('rate', int), ...facts.slice(0, 2)] }, ['parameters', 0, 'name'], /each name once/],
    ['a name that CEL needs', { facts: [fact('in', int), ...facts.slice(0, 2)] }, ['facts', 0, 'name'], /do not use/],
    ['an empty range', { facts: [fact('x', { ...int, min: 10 }), ...facts] }, ['facts', 0, 'max'], /from 10 on/],
    [
      'an empty range of dates',
      { facts: [fact('x', { type: 'date', from: '2024-01-02', until: '2024-01-01' }), ...facts] },
      ['facts', 0, 'until'],
      /from 2024-01-02 on/,
    ],
    [
      'a date that is none for a figure',
      {
        parameters: [{ name: 'd', type: 'date', meaning: bothLanguages('d'), set: { value: 'soon', source: setHere } }],
      },
      ['parameters', 0, 'set', 'value'],
      /type date/,
    ],
    [
      'a reading set to what is no option',
      { readings: [reading({ set: { value: 'year', source: setHere } })] },
      ['readings', 0, 'set', 'value'],
      /one of day, month/,
    ],
    [
      'an option twice',
      { readings: [reading({ options: [0, 1].map(() => ({ value: 'day', label: bothLanguages('d') })) })] },
      ['readings', 0, 'options', 1, 'value'],
      /each option once/,
    ],
    [
      'a fact asked under a reading that is not there',
      { facts: [fact('x', { ...int, only: { reading: 'count', is: ['day'] } }), ...facts] },
      ['facts', 0, 'only', 'reading'],
      /a reading above/,
    ],
    [
      'a fact asked under an option that is not there',
      { readings: [reading()], facts: [fact('x', { ...int, only: { reading: 'count', is: ['year'] } }), ...facts] },
      ['facts', 0, 'only', 'is', 0],
      /one of day, month/,
    ],
    [
      'a check of a fact that is not there',
      { checks: [{ fact: 'hands', holds: 'heads > 0', words: bothLanguages('w') }] },
      ['checks', 0, 'fact'],
      /a fact of this scheme/,
    ],
    [
      'an occurrence that is no date',
      { occurrence: { fact: 'inclusive', from: { unset: true }, until: { unset: true }, words: bothLanguages('w') } },
      ['occurrence', 'fact'],
      /a date, a year/,
    ],
    [
      'a validity that ends before it begins',
      {
        facts,
        occurrence: {
          fact: 'on',
          from: { value: '2024-01-02', source: setHere },
          until: { value: '2024-01-01', source: setHere },
          words: bothLanguages('w'),
        },
      },
      ['occurrence', 'until', 'value'],
      /from 2024-01-02 on/,
    ],
    [
      'a share of what is no list',
      { derivedFrom: { scheme: 'other', fact: 'heads', facts: {} } },
      ['derivedFrom', 'fact'],
      /a list/,
    ],
    [
      'a derived fact that uses a later one',
      {
        derived: ['y', 'x'].map((name, index) => ({
          name,
          type: 'int',
          meaning: bothLanguages(name),
          is: index === 0 ? 'x' : 'heads',
        })),
      },
      ['derived', 0, 'is'],
      /Unknown variable: x/,
    ],
  ])('with %s are refused', (_, changes, path, expected) => {
    expect(faultsOf(changes)).toContainEqual(
      expect.objectContaining({ path, expected: expect.stringMatching(expected) }),
    )
  })

  test.each([
    '^(a+)+$',
    '.*',
    '^[a-z]+$',
    '^a|b$',
    '^\\d{2}$',
    '^[a-z]{1,9}[a-z]{1,9}[a-z]{1,9}[a-z]{1,9}$',
    '^[z-a]$',
  ])('with the pattern %s, which could run away or is none, are refused', pattern => {
    expect(() => schemeWith({ facts: [fact('x', { type: 'string', pattern }), ...facts] })).toThrow(
      /a sequence such as/,
    )
  })

  test('with the pattern of a number are taken', () => {
    expect(faultsOf({ facts: [fact('x', { type: 'string', pattern: '^[A-Z]{2}-[0-9]{1,6}$' }), ...facts] })).toEqual([])
  })
})

test('a rule that fails says how: by zero, beyond 64 bits, or otherwise', () => {
  const compilation = compileScheme(schemeWith(amount('100 / heads * rate', true)))
  if (!compilation.ok) throw new Error('the scheme is in order')
  const [line] = compilation.compiled.amount
  const codeOf = (heads: bigint, rate: bigint): string => {
    try {
      return String(line?.expression.evaluate({ heads, rate }))
    } catch (error) {
      return error instanceof RuleFault ? error.code : 'another fault'
    }
  }
  expect(codeOf(0n, 1n)).toBe('division-by-zero')
  expect(codeOf(1n, 2n ** 62n)).toBe('overflow')
  expect(codeOf(3n, 5n)).toBe('165')
})
