import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readPack } from '../../policies/read-pack.ts'
import type { SourceError } from '../../policies/yaml-source.ts'

const root = mkdtempSync(path.join(tmpdir(), 'schemes-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let made = 0

/** The errors of Jining's pack after one change, with the line on which the first of them stands. */
function errorsAfter(
  before: string | RegExp,
  after: string,
  file = 'policy.yaml',
): { errors: SourceError[]; line: string } {
  made += 1
  const folder = path.join(root, String(made))
  cpSync('policies/jining', folder, { recursive: true })
  const text = readFileSync(path.join(folder, file), 'utf8')
  const changed = text.replace(before, after)
  if (changed === text) throw new Error(`nothing to change: ${before}`)
  writeFileSync(path.join(folder, file), changed)
  const reading = readPack(folder)
  const errors = reading.ok ? [] : reading.errors
  return { errors, line: changed.split('\n')[(errors[0]?.line ?? 1) - 1]?.trim() ?? '' }
}

test.each<[string, string | RegExp, string, string, RegExp, RegExp]>([
  [
    'an expression that is no CEL',
    'fen: "places * rate"',
    'fen: "places * "',
    'schemes[2].amount[0].fen',
    /an expression/,
    /fen: "places \* "/,
  ],
  [
    'an expression of another type',
    'fen: "places * rate"',
    'fen: "accepted"',
    'schemes[2].amount[0].fen',
    /type int, not bool/,
    /fen/,
  ],
  [
    'a fraction on money',
    'fen: "places * rate"',
    'fen: "places * 0.5"',
    'schemes[2].amount[0].fen',
    /whole numbers/,
    /fen/,
  ],
  [
    'a rate in yuan with a point',
    'value: 300000, source',
    'value: 3000.5, source',
    'schemes[0].parameters[0].set.value',
    /whole number/,
    /3000\.5/,
  ],
  [
    'a clause that is not there',
    'source: { clause: 四（五）18 }\n        words',
    'source: { clause: 四（五）21 }\n        words',
    'schemes[0].warnings[0].source.clause',
    /the anchor of a clause/,
    /四（五）21/,
  ],
  [
    'a figure without a source',
    'set: { value: 300000, source: { clause: 四（五）16② } }',
    'set: { value: 300000 }',
    'schemes[0].parameters[0].set.source',
    /a source: clause/,
    /300000/,
  ],
  ['an unknown field', 'per: { zh: 收托', 'rate: 7\n    per: { zh: 收托', 'schemes[0].rate', /known here/, /rate: 7/],
  [
    'a fact of no type',
    'name: filingNo, type: string',
    'name: filingNo, type: text',
    'schemes[0].facts[0].type',
    /one of int, string, date, bool, list/,
    /text/,
  ],
  ['a Chinese name', 'name: filingNo, type', 'name: 备案号, type', 'schemes[0].facts[0].name', /ASCII/, /备案号/],
  ['a scheme twice', '- id: chain', '- id: operation', 'schemes[4].id', /each scheme once/, /id: operation/],
  [
    'a share of a scheme that is not there',
    'scheme: construction\n',
    'scheme: building\n',
    'schemes[3].derivedFrom.scheme',
    /another scheme of this pack/,
    /building/,
  ],
  [
    'a share of a fact that was never granted',
    'places: { fact: places }',
    'places: { fact: heads }',
    'schemes[3].derivedFrom.facts.places.fact',
    /a single fact of construction/,
    /heads/,
  ],
  [
    'a share that adds up what is no number',
    'infants: { sum: classes.heads,',
    'infants: { sum: classes.kind,',
    'schemes[1].derivedFrom.facts.infants.sum',
    /a field of whole numbers/,
    /classes\.kind/,
  ],
  [
    'a share that does not say where a fact comes from',
    '        paidFen: { payment: amountFen }\n        infants',
    '        infants',
    'schemes[1].derivedFrom.facts',
    /where paidFen comes from/,
    /facts:/,
  ],
  [
    'a seat for the maker',
    'seat: reviewer, role: reviewer',
    'seat: reviewer, role: officer',
    'schemes[0].reviewers.value[0].role',
    /not the maker/,
    /role: officer/,
  ],
  [
    'templates in the words of a refusal',
    'zh: 机构没有备案',
    "zh: '{{unit}}没有备案'",
    'schemes[0].conditions[1].words.zh',
    /plain text/,
    /unit/,
  ],
  [
    'a list that is too long',
    'maxItems: 100\n',
    'maxItems: 100000\n',
    'schemes[0].facts[9].maxItems',
    /at most 1000/,
    /100000/,
  ],
])('a pack with %s is refused with its line and field', (_, before, after, field, expected, standsOn) => {
  const { errors, line } = errorsAfter(before, after)
  expect(errors[0]).toMatchObject({
    field,
    expected: expect.stringMatching(expected),
    file: expect.stringMatching(/policy\.yaml$/),
  })
  expect(errors).toHaveLength(1)
  expect(line).toMatch(standsOn)
})

test('a pack without a procedure and without a scheme is refused', () => {
  const { errors } = errorsAfter(/schemes:\n[\s\S]*?\n(?=# 县)/u, '')
  expect(errors).toEqual([expect.objectContaining({ expected: 'a procedure or a scheme at least' })])
})

test.each<[string, string | RegExp, string, string]>([
  [
    'an unknown field',
    'expect:\n      amountFen',
    'expect:\n      amount: 1\n      amountFen',
    'examples[0].expect.amount',
  ],
  ['an amount that is a number', 'amountFen: "12000000"', 'amountFen: 12000000', 'examples[0].expect.amountFen'],
])('an example with %s is refused', (_, before, after, field) => {
  const { errors } = errorsAfter(before, after, 'examples/assess-construction.yaml')
  expect(errors).toContainEqual(expect.objectContaining({ field }))
})
