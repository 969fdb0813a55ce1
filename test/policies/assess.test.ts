import fc from 'fast-check'
import { completedMonths } from '../../domain/age.ts'
import { isCreditCode } from '../../domain/credit-code.ts'
import type { Scheme } from '../../domain/scheme.ts'
import { mayBePaid, schemeOf } from '../../domain/scheme.ts'
import { type Assessment, assess } from '../../policies/assess.ts'
import { readPack } from '../../policies/read-pack.ts'
import { exampleInput, runSchemeExamples } from '../../policies/scheme-examples.ts'
import { yuanOf } from '../../policies/working-in-words.ts'
import { bothLanguages, listFact, schemeWith, setHere } from './scheme-builder.ts'

function packNamed(name: string) {
  const reading = readPack(`policies/${name}`)
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors, null, 1))
  return reading
}
const jining = packNamed('jining')
const ningguo = packNamed('ningguo')

function scheme(id: string): Scheme {
  const found = schemeOf(jining.pack, id) ?? schemeOf(ningguo.pack, id)
  if (!found) throw new Error(`no such scheme: ${id}`)
  return found
}

function assessed(of: Scheme, facts: Record<string, unknown>, readings: Record<string, unknown> = {}): Assessment {
  const answer = assess(of, { facts, readings })
  if (!answer.ok) throw new Error(answer.problems.map(({ at, words }) => `${at}: ${words.en}`).join('; '))
  return answer.assessment
}

function problemsOf(of: Scheme, facts: Record<string, unknown>, readings: Record<string, unknown> = {}): string[] {
  const answer = assess(of, { facts, readings })
  return answer.ok ? [] : answer.problems.map(({ at, code }) => `${at} ${code}`)
}

const onADay = {
  headcount: 'on-day',
  partYear: 'full-rate',
  classChange: 'class-when-counted',
  age: 'under-three-when-counted',
}
const institution = {
  filingNo: 'A-1',
  year: 2024,
  kind: 'institution',
  registered: true,
  filed: true,
  inclusive: true,
  places: 60,
  countedOn: '2024-11-30',
}
const heads = (infants: unknown, others: unknown) => [
  { kind: 'infant', heads: infants },
  { kind: 'mixed', heads: others },
]

describe('the worked examples of the packs', () => {
  test.each([
    ['jining', jining],
    ['ningguo', ningguo],
  ])('of %s come out', (_, { pack, schemeExamples }) => {
    expect(runSchemeExamples(pack, schemeExamples)).toEqual([])
  })

  test('are ten or more for every scheme', () => {
    for (const { pack, schemeExamples } of [jining, ningguo]) {
      for (const { id } of pack.schemes) {
        const tables = schemeExamples.filter(({ table }) => table.scheme === id)
        expect([id, tables.flatMap(({ table }) => table.examples).length]).toEqual([id, expect.any(Number)])
        expect(tables.flatMap(({ table }) => table.examples).length).toBeGreaterThanOrEqual(10)
      }
    }
  })

  test('are errors with file, line and field where they do not come out', () => {
    const [read] = jining.schemeExamples.filter(({ table }) => table.scheme === 'chain')
    if (!read) throw new Error('chain has examples')
    const [first, ...others] = read.table.examples
    if (!first) throw new Error('chain has an example')
    const wrong = { ...read.table, examples: [{ ...first, expect: { amountFen: '1' } }, ...others] }
    expect(runSchemeExamples(jining.pack, [{ ...read, table: wrong }])).toEqual([
      expect.objectContaining({
        field: 'examples[0].expect.amountFen',
        expected: 'as it comes out: 10000000',
        file: expect.stringContaining('assess-chain.yaml'),
      }),
    ])
  })
})

describe('an assessment', () => {
  test('says each line in words with its clause, and their sum', () => {
    const { eligible, amountFen, working } = assessed(
      scheme('operation'),
      { ...institution, classes: heads(12, 45) },
      onADay,
    )
    expect([eligible, amountFen]).toEqual([true, 12_600_000n])
    expect(
      working.map(({ clause, amountFen, expression }) => [clause, amountFen, expression.zh, expression.en]),
    ).toEqual([
      [
        '四（五）16②',
        3_600_000n,
        '乳儿班人数12人 × 乳儿班每人每年标准3,000元 = 36,000元',
        '12 (children in infant classes) × 3,000 yuan (rate of an infant class a child and year) = 36,000 yuan',
      ],
      [
        '四（五）16②',
        9_000_000n,
        '其他班人数45人 × 其他班每人每年标准2,000元 = 90,000元',
        '45 (children in other classes) × 2,000 yuan (rate of other classes a child and year) = 90,000 yuan',
      ],
    ])
  })

  test('says only the branch that a reading takes', () => {
    const facts = { ...institution, monthsOpen: 6, classes: heads(12, 45) }
    const { working } = assessed(scheme('operation'), facts, { ...onADay, partYear: 'by-months-open' })
    expect(working[0]?.expression.zh).toBe(
      '乳儿班人数12人 × 乳儿班每人每年标准3,000元 × 当年开办月数6个月 ÷ 12 = 18,000元',
    )
    expect(working[0]?.rounding?.zh).toBe('不足一分的舍去')
  })

  test('names what is missing, shows what can be said already, and gives no amount yet', () => {
    const { inclusive, ...facts } = institution
    const answer = assessed(scheme('operation'), { ...facts, classes: heads(12, 45) }, onADay)
    expect(answer).toMatchObject({ eligible: null, amountFen: null, missing: ['inclusive'], refusedBy: [] })
    expect(answer.working.map(({ amountFen }) => amountFen)).toEqual([3_600_000n, 9_000_000n])
  })

  test('refuses as soon as one condition does not hold, whatever else is missing', () => {
    const answer = assessed(scheme('operation'), { filed: false }, onADay)
    expect(answer).toMatchObject({ eligible: false, amountFen: null, working: [] })
    expect(answer.refusedBy).toEqual([
      expect.objectContaining({
        id: 'filed',
        clause: '四（五）16②',
        words: expect.objectContaining({ zh: '机构没有备案' }),
      }),
    ])
  })

  test('takes a reading that is given before the one that the policy has set, and says which', () => {
    const readings = [
      {
        name: 'count',
        question: bothLanguages('count'),
        options: ['day', 'month'].map(value => ({ value, label: bothLanguages(value) })),
        set: { value: 'day', source: setHere },
      },
    ]
    const own = schemeWith({ readings })
    const facts = { heads: 1, inclusive: true }
    expect(assessed(own, facts).readings.used).toEqual([{ name: 'count', value: 'day', given: false }])
    expect(assessed(own, facts, { count: 'month' }).readings.used).toEqual([
      { name: 'count', value: 'month', given: true },
    ])
  })

  test('gives no amount while the policy has a figure that nobody has set', () => {
    const parameters = [
      { name: 'rate', type: 'int', unit: 'fen', meaning: bothLanguages('rate'), set: { unset: true } },
    ]
    expect(assessed(schemeWith({ parameters }), { heads: 1, inclusive: true })).toMatchObject({
      eligible: null,
      amountFen: null,
      unsetParameters: ['rate'],
      missing: [],
    })
  })

  test('cuts what goes beyond a limit in a line of its own', () => {
    const limits = [{ id: 'cap', label: bothLanguages('cap'), atMost: 'cap', source: setHere }]
    const parameters = [
      {
        name: 'rate',
        type: 'int',
        unit: 'fen',
        meaning: bothLanguages('rate'),
        set: { value: 300_000, source: setHere },
      },
      {
        name: 'cap',
        type: 'int',
        unit: 'fen',
        meaning: bothLanguages('cap'),
        set: { value: 500_000, source: setHere },
      },
    ]
    const capped = schemeWith({ limits, parameters })
    const { amountFen, working } = assessed(capped, { heads: 2, inclusive: true })
    expect(amountFen).toBe(500_000n)
    expect(working.map(({ id, amountFen }) => [id, amountFen])).toEqual([
      ['heads', 600_000n],
      ['cap', -100_000n],
    ])
    expect(assessed(capped, { heads: 1, inclusive: true }).working).toHaveLength(1)
  })

  test('of a draft is never to be paid, of an ended document it may be', () => {
    expect(mayBePaid(ningguo.pack)).toBe(false)
    expect(mayBePaid(jining.pack)).toBe(true)
  })

  test('of the city follows the payments of the county record by record', () => {
    const paid = [
      { payment: 'P-1', completedOn: '2023-12-31', places: 60, paidFen: 12_000_000 },
      { payment: 'P-2', completedOn: '2025-01-01', places: 40, paidFen: 8_000_000 },
      { payment: 'P-3', completedOn: '2024-01-01', places: 40, paidFen: 7_999_999 },
    ]
    const { refusedBy } = assessed(scheme('construction-city-share'), { county: 'X', paid })
    expect(refusedBy.map(({ id, at }) => [id, at])).toEqual([
      ['occurrence', 'paid[1].completedOn'],
      ['paid-at-standard', 'paid[2]'],
    ])
  })

  test('takes money as a whole number or as its digits', () => {
    const paid = (paidFen: unknown) => [{ payment: 'P-1', completedOn: '2023-12-31', places: 1, paidFen }]
    for (const paidFen of [200_000, '200000', 200_000n]) {
      expect(assessed(scheme('construction-city-share'), { county: 'X', paid: paid(paidFen) }).amountFen).toBe(100_000n)
    }
  })
})

describe('a fact that cannot be taken is named, and nothing is clamped:', () => {
  test.each<[string, unknown, string]>([
    ['a negative count', -1, 'classes[0].heads out-of-range'],
    ['a count beyond its range', 2001, 'classes[0].heads out-of-range'],
    ['a huge count', 1e21, 'classes[0].heads wrong-type'],
    ['a count that JSON cannot hold', 2 ** 53, 'classes[0].heads wrong-type'],
    ['a fraction', 12.5, 'classes[0].heads wrong-type'],
    ['no number', Number.NaN, 'classes[0].heads wrong-type'],
    ['infinity', Number.POSITIVE_INFINITY, 'classes[0].heads wrong-type'],
    ['full-width digits', '１２', 'classes[0].heads wrong-type'],
    ['digits with a comma', '1,000', 'classes[0].heads wrong-type'],
    ['digits as text', '12', 'classes[0].heads wrong-type'],
    ['an exponent as text', '1e21', 'classes[0].heads wrong-type'],
    ['true', true, 'classes[0].heads wrong-type'],
    ['a list', [12], 'classes[0].heads wrong-type'],
  ])('%s', (_, infants, problem) => {
    expect(problemsOf(scheme('operation'), { ...institution, classes: heads(infants, 45) }, onADay)).toEqual([problem])
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['a fact that is not there', { head: 1 }, 'head unknown'],
    ['a derived fact', { infantHeads: 12 }, 'infantHeads unknown'],
    ['a figure of the policy', { infantRate: 1 }, 'infantRate unknown'],
    ['the prototype', JSON.parse('{"__proto__": 1}'), '__proto__ unknown'],
    ['a date that does not exist', { countedOn: '2024-02-30' }, 'countedOn wrong-type'],
    ['a date in another form', { countedOn: '2024/11/30' }, 'countedOn wrong-type'],
    ['a truth as text', { filed: 'true' }, 'filed wrong-type'],
    ['a kind that is none', { kind: 'school' }, 'kind not-an-option'],
    ['an empty text', { filingNo: '' }, 'filingNo not-of-the-form'],
    ['a text with space around it', { filingNo: ' A-1' }, 'filingNo not-of-the-form'],
    ['a text of two lines', { filingNo: 'A\n1' }, 'filingNo not-of-the-form'],
    ['a control character', { filingNo: 'A\u00001' }, 'filingNo not-of-the-form'],
    ['a mark of direction', { filingNo: 'A\u202e1' }, 'filingNo not-of-the-form'],
    ['half a character', { filingNo: 'A\ud800' }, 'filingNo not-of-the-form'],
    ['a text that is too long', { filingNo: 'x'.repeat(101) }, 'filingNo not-of-the-form'],
    ['a number as text', { filingNo: 7 }, 'filingNo wrong-type'],
    ['a list that is none', { classes: { kind: 'infant' } }, 'classes wrong-type'],
    ['an empty list', { classes: [] }, 'classes out-of-range'],
    [
      'too many records',
      { classes: Array.from({ length: 101 }, () => ({ kind: 'mixed', heads: 0 })) },
      'classes too-many',
    ],
    ['a record that is none', { classes: [12] }, 'classes[0] wrong-type'],
    ['an unknown field', { classes: [{ kind: 'infant', heads: 1, boys: 1 }] }, 'classes[0].boys unknown'],
    ['a fact that the readings do not ask for', { monthsOpen: 6 }, 'monthsOpen not-asked'],
    ['more heads than places', { places: 56 }, 'classes does-not-hold'],
  ])('%s', (_, changes, problem) => {
    const facts = { ...institution, classes: heads(12, 45), ...changes }
    const given = Object.hasOwn(changes, '__proto__') ? Object.assign(Object.create(null), facts) : facts
    if (Object.hasOwn(changes, '__proto__')) Object.defineProperty(given, '__proto__', { value: 1, enumerable: true })
    expect(problemsOf(scheme('operation'), given, onADay)).toContain(problem)
  })

  test('a reading that is not there, is no option, or is not asked', () => {
    const facts = { ...institution, classes: heads(12, 45) }
    expect(problemsOf(scheme('operation'), facts, { ...onADay, moon: 'full' })).toEqual(['moon unknown'])
    expect(problemsOf(scheme('operation'), facts, { ...onADay, age: 'four' })).toEqual(['age not-an-option'])
    expect(problemsOf(scheme('operation'), facts, { ...onADay, headcount: 'child-months' })).toContain(
      'partYear not-asked',
    )
  })

  test('a child twice, born tomorrow, and three years old already, each by its record', () => {
    const children = [
      { key: 'c1', bornOn: '2024-01-01' },
      { key: 'c1', bornOn: '2024-01-01' },
      { key: 'c2', bornOn: '2024-12-01' },
      { key: 'c3', bornOn: '2021-11-30' },
    ]
    const facts = { ...institution, classes: heads(2, 2) }
    expect(problemsOf(scheme('operation'), { ...facts, children }, onADay)).toEqual(['children[1].key twice'])
    expect(problemsOf(scheme('operation'), { ...facts, children: children.slice(1) }, onADay)).toEqual([
      'children[1].bornOn does-not-hold',
      'children[2].bornOn does-not-hold',
    ])
  })

  test('a credit code with a wrong check character', () => {
    const institutions = [{ filingNo: 'A', places: 150 }]
    const facts = { reachedOn: '2023-06-01', institutions }
    const readings = { payee: 'investor', smaller: 'three-suffice' }
    expect(problemsOf(scheme('chain'), { ...facts, investor: '91370800MA3CHANN02' }, readings)).toEqual([])
    for (const investor of ['91370800MA3CHANN03', '91370800ma3chann02', '９1370800MA3CHANN02', '91370800MA3CHANI02']) {
      expect(problemsOf(scheme('chain'), { ...facts, investor }, readings)).toEqual(['investor not-of-the-form'])
    }
  })
})

describe('a rule that cannot be worked out is named:', () => {
  const rule = (fen: string) => ({
    amount: [
      {
        id: 'a',
        label: bothLanguages('a'),
        fen,
        source: setHere,
        rounding: { label: bothLanguages('down'), source: setHere },
      },
    ],
  })
  const large = [
    {
      name: 'rate',
      type: 'int',
      unit: 'fen',
      meaning: bothLanguages('rate'),
      set: { value: Number.MAX_SAFE_INTEGER, source: setHere },
    },
  ]
  test.each<[string, Record<string, unknown>, number, string]>([
    ['it divides by zero', rule('100 / heads'), 0, 'amount.a division-by-zero'],
    ['it leaves a rest of zero', rule('100 % heads'), 0, 'amount.a division-by-zero'],
    ['it goes beyond 64 bits', { ...rule('heads * rate * rate'), parameters: large }, 1000, 'amount.a overflow'],
    ['it is negative', rule('0 - heads'), 1, 'amount.a negative'],
  ])('%s', (_, changes, count, problem) => {
    expect(problemsOf(schemeWith(changes), { heads: count, inclusive: true })).toEqual([problem])
  })

  test('its lines add up to more than 64 bits', () => {
    const line = (id: string) => ({ id, label: bothLanguages(id), fen: 'heads * rate', source: setHere })
    const lines = { parameters: large, amount: [line('a'), line('b')] }
    expect(problemsOf(schemeWith(lines), { heads: 600, inclusive: true })).toEqual(['amount overflow'])
  })

  test('a derived fact goes beyond 64 bits by adding up a list', () => {
    const facts = [
      { name: 'heads', type: 'int', origin: 'form', meaning: bothLanguages('heads'), min: 0, max: 1000 },
      { name: 'inclusive', type: 'bool', origin: 'register', meaning: bothLanguages('inclusive') },
      listFact(),
    ]
    const derived = [
      { name: 'total', type: 'int', meaning: bothLanguages('total'), is: 'sum(rows.map(r, r.n * rate * 100))' },
    ]
    const rows = [10, 10].map(n => ({ n, kind: 'a', on: '2024-01-01' }))
    expect(problemsOf(schemeWith({ facts, derived, parameters: large }), { heads: 1, inclusive: true, rows })).toEqual([
      'total overflow',
    ])
  })
})

describe('whatever the heads,', () => {
  const counts = fc.record({ infants: fc.integer({ min: 0, max: 900 }), others: fc.integer({ min: 0, max: 900 }) })
  const places = { ...institution, places: 2000 }
  const amountOf = (infants: number, others: number): bigint =>
    assessed(scheme('operation'), { ...places, classes: heads(infants, others) }, onADay).amountFen ?? 0n

  test('the amount is the sum of its working, and never negative', () => {
    fc.assert(
      fc.property(counts, ({ infants, others }) => {
        const { amountFen, working } = assessed(
          scheme('operation'),
          { ...places, classes: heads(infants, others) },
          onADay,
        )
        const sum = working.reduce((sum, line) => sum + line.amountFen, 0n)
        expect(amountFen ?? 0n).toBe(sum)
        expect(sum).toBe(BigInt(infants) * 300_000n + BigInt(others) * 200_000n)
      }),
      { numRuns: 60 },
    )
  })

  test('one more child never makes it less', () => {
    fc.assert(
      fc.property(counts, ({ infants, others }) => {
        const amount = amountOf(infants, others)
        expect(amountOf(infants + 1, others)).toBeGreaterThan(amount)
        expect(amountOf(infants, others + 1)).toBeGreaterThan(amount)
      }),
      { numRuns: 40 },
    )
  })

  test('by child-months one month more never makes it less, and nobody gets more than the rate of the year', () => {
    const { countedOn: _, ...facts } = places
    const { partYear: __, ...readings } = onADay
    const amount = (months: number): bigint =>
      assessed(
        scheme('operation'),
        { ...facts, classes: [{ kind: 'mixed', childMonths: months }] },
        { ...readings, headcount: 'child-months' },
      ).amountFen ?? 0n
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23_000 }), months => {
        expect(amount(months + 1)).toBeGreaterThan(amount(months))
        expect(amount(months) * 12n).toBeLessThanOrEqual(BigInt(months) * 200_000n)
        expect(amount(months) * 12n).toBeGreaterThan(BigInt(months) * 200_000n - 12n)
      }),
      { numRuns: 40 },
    )
  })

  test('the city pays three tenths of what the county did, and never more than that', () => {
    fc.assert(
      fc.property(counts, ({ infants, others }) => {
        const paidFen = BigInt(infants) * 300_000n + BigInt(others) * 200_000n
        const paid = [{ payment: 'P-1', infants, others, paidFen: String(paidFen) }]
        const facts = { county: 'X', year: 2024, paid }
        const share = assessed(scheme('operation-city-share'), facts, { headcount: 'on-day', partYear: 'full-rate' })
        expect((share.amountFen ?? 0n) * 10n).toBe(paidFen * 3n)
      }),
      { numRuns: 60 },
    )
  })

  test('the same facts give the same answer', () => {
    const [read] = jining.schemeExamples
    if (!read) throw new Error('there are examples')
    const of = scheme(read.table.scheme)
    const input = exampleInput(read.table, 0)
    expect(assess(of, input)).toEqual(assess(of, structuredClone(input)))
  })
})

test.each([
  ['2021-11-30', '2024-11-29', 35],
  ['2021-11-30', '2024-11-30', 36],
  ['2024-01-31', '2024-02-28', 0],
  ['2024-01-31', '2024-02-29', 1],
  ['2023-01-31', '2023-02-28', 1],
  ['2020-02-29', '2023-02-28', 36],
  ['2024-05-06', '2024-05-06', 0],
  ['2024-05-06', '2024-04-05', -1],
])('from %s to %s are %i completed months', (bornOn, on, months) => {
  expect(completedMonths(bornOn, on)).toBe(months)
})

test('a credit code is right with its own check character only', async () => {
  const { stdnum } = await import('stdnum')
  const characters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...characters), { minLength: 9, maxLength: 9 }), parts => {
      const code = `91370800${parts.join('')}`
      const right = [...characters].filter(check => isCreditCode(code + check))
      expect(right).toHaveLength(1)
      // stdnum refuses the check character 0, which the standard gives where nothing is left over.
      if (right[0] !== '0') expect(stdnum.CN?.uscc?.validate(code + right[0]).isValid).toBe(true)
    }),
    { numRuns: 30 },
  )
})

test.each([
  [0n, '0'],
  [5n, '0.05'],
  [100n, '1'],
  [12_600_000n, '126,000'],
  [-10_050n, '−100.50'],
  [9_223_372_036_854_775_807n, '92,233,720,368,547,758.07'],
])('%s fen are %s yuan', (fen, yuan) => {
  expect(yuanOf(fen)).toBe(yuan)
})
