import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { citeClause } from '../../domain/policy-pack.ts'
import { changedFiles, hashPack, readPack, readPacks } from '../../policies/read-pack.ts'
import type { SourceError } from '../../policies/yaml-source.ts'

const root = mkdtempSync(path.join(tmpdir(), 'packs-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let made = 0

/** A copy of Ningguo's pack with changes in its files; a change that finds nothing to change fails. */
function packWith(changes: Record<string, [before: string | RegExp, after: string][] | string>): string {
  made += 1
  const folder = path.join(root, `pack-${made}`)
  cpSync('policies/ningguo', folder, { recursive: true })
  for (const [name, change] of Object.entries(changes)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    if (typeof change === 'string') {
      writeFileSync(file, change)
      continue
    }
    let text = readFileSync(file, 'utf8')
    for (const [before, after] of change) {
      const changed = text.replace(before, after)
      if (changed === text) throw new Error(`nothing to change: ${before}`)
      text = changed
    }
    writeFileSync(file, text)
  }
  return folder
}

function errorsOf(folder: string): SourceError[] {
  const reading = readPack(folder)
  if (reading.ok) throw new Error('the pack is in order')
  return reading.errors
}

const lineOf = (folder: string, needle: string, file = 'policy.yaml'): number => {
  const before = readFileSync(path.join(folder, file), 'utf8').split(needle)[0] ?? ''
  return before.split('\n').length
}

const parameters = 'procedures[0].parameters'

describe("Ningguo's pack", () => {
  const reading = readPack('policies/ningguo')

  test('is in order', () => {
    expect(reading.ok ? [] : reading.errors).toEqual([])
  })

  test('says that silence is no objection by the second paragraph of the letter, and that most else is set here', () => {
    if (!reading.ok) return
    const [procedure] = reading.pack.procedures
    expect(procedure?.parameters.silence).toEqual({
      value: 'deemed-no-objection',
      source: { clause: '来函第二段' },
    })
    expect(procedure?.parameters.dispositionPeriod).toEqual({ value: { workingDays: 20 }, source: { setHere: true } })
    expect(citeClause(reading.pack, '来函第二段', 'en')).toBe('second paragraph of the letter')
    expect(citeClause(reading.pack, '四（一）', 'en')).toBe('4(1)')
    expect(reading.pack.status).toBe('draft')
  })
})

describe('a parameter', () => {
  test('that nobody has set is allowed, and known as unset', () => {
    const folder = packWith({
      'policy.yaml': [
        ['      restDay:\n        value: keep\n        source: { setHere: true }', '      restDay: { unset: true }'],
      ],
    })
    const reading = readPack(folder)
    expect(reading.ok && reading.pack.procedures[0]?.parameters.restDay).toEqual({ unset: true })
  })

  test.each([
    ['without a source', 'value: keep\n        source: { setHere: true }', 'value: keep', 'restDay.source', /a source/],
    ['without a value', 'value: keep\n        source', 'source', 'restDay.value', /a value, or unset: true/],
    ['unset and set', 'value: keep\n', 'value: keep\n        unset: true\n', 'restDay.unset', /either unset/],
    [
      'with two sources',
      /(value: keep\n +source: \{ setHere: true)/,
      '$1, document: 通则',
      'restDay.source',
      /exactly one of clause, document/,
    ],
    ['of another value', 'value: keep\n', 'value: later\n', 'restDay.value', /one of keep, next/],
    ['missing', / {6}restDay:\n.*\n.*\n/, '', 'restDay', /fields with values/],
  ])('%s is refused', (_, before, after, field, expected) => {
    const folder = packWith({ 'policy.yaml': [[before, after]] })
    expect(errorsOf(folder)).toEqual([
      expect.objectContaining({ field: `${parameters}.${field}`, expected: expect.stringMatching(expected) }),
    ])
  })
})

describe('a pack that is wrong', () => {
  test.each<[string, string | RegExp, string, string, RegExp, string]>([
    [
      'an unknown key',
      'status: draft',
      'status: draft\nauthor: nobody',
      'author',
      /a field that is known here/,
      'author:',
    ],
    ['a wrong type', 'number: null', 'number: 7', 'number', /text/, 'number: 7'],
    [
      'an unknown status',
      'status: draft',
      'status: almost',
      'status',
      /one of draft, in-force, ended/,
      'status: almost',
    ],
    ['a version that is a number', 'version: "2019-11-20"', 'version: 2019', 'version', /in quotes/, 'version: 2019'],
    [
      'a date that does not exist',
      'publishedOn: "2019-11-20"',
      "publishedOn: '2019-02-30'",
      'publishedOn',
      /exists/,
      'publishedOn',
    ],
    [
      'a period that ends before it begins',
      'fromOn: null\n  untilOn: null',
      "fromOn: '2020-01-02'\n  untilOn: '2020-01-01'",
      'validity.untilOn',
      /2020-01-02/,
      'untilOn',
    ],
    [
      'a clause twice',
      '- anchor: 二（二）',
      '- anchor: 二（一）',
      'clauses[5].anchor',
      /each clause once/,
      'anchor: 二（一）\n    label:\n',
    ],
    [
      'a clause cited that is not there',
      'source: { clause: 来函第二段 }',
      'source: { clause: 来函第九段 }',
      `${parameters}.silence.source.clause`,
      /anchor of a clause/,
      '来函第九段',
    ],
    [
      'a seat twice',
      '- seat: leader',
      '- seat: section-head',
      `${parameters}.signatureSeats.value[1].seat`,
      /each seat once/,
      'seat: section-head\n            role: leader',
    ],
    [
      'a seat for the maker',
      'role: leader\n',
      'role: officer\n',
      `${parameters}.signatureSeats.value[1].role`,
      /not the maker/,
      'role: officer',
    ],
    [
      'an unknown role',
      'role: leader\n',
      'role: boss\n',
      `${parameters}.signatureSeats.value[1].role`,
      /one of officer/,
      'role: boss',
    ],
    [
      'a form that is missing',
      'form: opinion',
      'form: petition',
      'procedures[0].form',
      /forms\/petition\.json/,
      'form: petition',
    ],
    [
      'an unknown kind of procedure',
      'kind: solicitation',
      'kind: subsidy',
      'procedures[0].kind',
      /solicitation/,
      'kind: subsidy',
    ],
    [
      'a unit twice',
      'code: NG-NS\n',
      'code: NG-XJ\n',
      'units[6].code',
      /each unit once/,
      'code: NG-XJ\n    name: { zh: 南山',
    ],
    [
      'a unit under one that is not there',
      /(code: NG-XJ\n(?:.*\n){4} +parent:) NG/,
      '$1 XX',
      'units[5].parent',
      /a unit of this pack/,
      'parent: XX',
    ],
    [
      'a unit below itself',
      /(code: NG-WJW\n(?:.*\n){3} +parent:) NG\n/,
      '$1 NG-WJW-FY\n',
      'units[2].parent',
      /does not stand below/,
      'parent: NG-WJW-FY\n',
    ],
    [
      'a group that is not there',
      'groups: [towns]',
      'groups: [villages]',
      'units[11].groups[0]',
      /a group of this pack/,
      'groups: [villages]',
    ],
    [
      'a minimum longer than the period',
      'value: { workingDays: 3 }',
      'value: { workingDays: 6 }',
      `${parameters}.answerPeriod.value`,
      /not shorter than minimumPeriod/,
      'value: { workingDays: 5 }',
    ],
    [
      'a period of both kinds',
      'value: { workingDays: 3 }',
      'value: { workingDays: 3, calendarDays: 3 }',
      `${parameters}.minimumPeriod.value`,
      /either workingDays or calendarDays/,
      'value: { workingDays: 3, calendarDays',
    ],
    [
      'a period of no days',
      'value: { workingDays: 3 }',
      'value: { workingDays: 0 }',
      `${parameters}.minimumPeriod.value.workingDays`,
      /at least 1/,
      'workingDays: 0 }\n        source: { setHere: true }\n      restDay',
    ],
    [
      'a close of business that is no time',
      'value: "17:30"',
      "value: '24:30'",
      `${parameters}.closeOfBusiness.value`,
      /a time HH:mm/,
      "value: '24:30'",
    ],
    [
      'office hours that overlap',
      'from: "14:30"',
      "from: '11:30'",
      `${parameters}.officeHours.value`,
      /in order/,
      'value:\n          - { from: "08:30"',
    ],
  ])('by %s names its line and field', (_, before, after, field, expected, standsAt) => {
    const folder = packWith({ 'policy.yaml': [[before, after]] })
    const [error, ...others] = errorsOf(folder).filter(error => error.field === field)
    expect(error).toMatchObject({ file: path.join(folder, 'policy.yaml'), expected: expect.stringMatching(expected) })
    expect(others).toEqual([])
    expect(error?.line).toBe(lineOf(folder, standsAt))
  })

  test.each<[string, [string | RegExp, string][], string, RegExp]>([
    [
      'a rung twice',
      [
        [
          '- rung: urging\n            kind: urging\n            anchor: due\n            offset: { workingDays: 0 }',
          '- rung: reminder\n            kind: urging\n            anchor: due\n            offset: { workingDays: 0 }',
        ],
      ],
      'answerLadder.value[2].rung',
      /each rung once/,
    ],
    [
      'an offset of two kinds',
      [['offset: { workingDays: -2 }', 'offset: { workingDays: -2, calendarDays: 1 }']],
      'answerLadder.value[1].offset',
      /exactly one/,
    ],
    [
      'an offset in parts of a day',
      [['offset: { workingDays: -2 }', 'offset: { workingDays: -1.5 }']],
      'answerLadder.value[1].offset',
      /whole number/,
    ],
    [
      'a reminder when it is too late',
      [['offset: { workingDays: -2 }', 'offset: { workingDays: 2 }']],
      'answerLadder.value[1].offset',
      /before the due/,
    ],
    [
      'a time of day beside hours',
      [['offset: { workingHours: 13 }', "offset: { workingHours: 13 }\n            time: '09:00'"]],
      'answerLadder.value[0].time',
      /no time of day/,
    ],
    [
      'an unknown notice',
      [['occasion: due-soon', 'occasion: due-sooner']],
      'answerLadder.value[1].occasion',
      /one of not-signed-for/,
    ],
    [
      'a notice of another step',
      [['occasion: due-soon', 'occasion: disposition-due-soon']],
      'answerLadder.value[1].occasion',
      /the step answer/,
    ],
    [
      'a rung of no kind',
      [['kind: sign-for-reminder', 'kind: shouting']],
      'answerLadder.value[0].kind',
      /one of reminder/,
    ],
    [
      'a reminder to sign for it after the deadline',
      [['anchor: opened', 'anchor: due']],
      'answerLadder.value[0].anchor',
      /counts from opened/,
    ],
    [
      'silence before the deadline',
      [
        [
          'kind: silence\n            anchor: due',
          'kind: silence\n            anchor: due\n            offset: { workingDays: -1 }',
        ],
      ],
      'answerLadder.value[3].offset',
      /the due instant itself/,
    ],
    ['no silence at all', [[/ {10}- rung: silence\n(?: {12}.*\n){4}/, '']], 'answerLadder.value', /kind silence/],
    [
      'a head told without release',
      [[/ {12}release: supervisor\n( {12}only)/, '$1']],
      'answerLadder.value[5].release',
      /prepared and released/,
    ],
    [
      'a supervision order before the due instant',
      [['offset: { workingDays: 3 }', 'offset: { workingDays: -3 }']],
      'answerLadder.value[5].offset',
      /after the due/,
    ],
    [
      'parties in a step that has none',
      [[/(rung: reminder\n(?: {12}.*\n){4} {12}to:) assignee/, '$1 party']],
      'signatureLadder.value[0].to',
      /launching unit/,
    ],
  ])('by a ladder with %s names the rung', (_, changes, field, expected) => {
    const folder = packWith({ 'policy.yaml': changes })
    expect(errorsOf(folder)).toContainEqual(
      expect.objectContaining({ field: `${parameters}.${field}`, expected: expect.stringMatching(expected) }),
    )
  })

  test.each(['{{dueAt}} {{shout clause}}', '{{{clause}}}', '{{> partial}}', '{{password}}', '{{#if dueAt}}x{{/if}}'])(
    'by words of silence with %s is refused where nobody handed in the check of templates',
    words => {
      const folder = packWith({ 'policy.yaml': [['zh: 逾期未反馈，视为无意见', `zh: '${words}'`]] })
      expect(errorsOf(folder)).toEqual([
        expect.objectContaining({
          field: `${parameters}.silenceRule.value.zh`,
          expected: expect.stringContaining('{{dueAt}}, {{clause}}'),
          found: expect.stringContaining('{{'),
        }),
      ])
    },
  )

  test('may have fields in the words of silence, and then is not wrong', () => {
    const folder = packWith({
      'policy.yaml': [['zh: 逾期未反馈，视为无意见', "zh: '{{dueAt}}前未反馈，按{{ clause }}视为无意见'"]],
    })
    expect(readPack(folder).ok).toBe(true)
  })

  test.each<[string, string, RegExp, number]>([
    ['text that is no YAML', 'id: [ningguo\nversion: 1', /well-formed/, 2],
    ['a key twice', 'id: a\nid: b\n', /each key once/, 2],
    ['aliases', 'id: &a x\nversion: *a\n', /without aliases/, 1],
    ['nothing', '', /fields with values/, 1],
    ['a list', '- id', /fields with values/, 1],
    ['a million characters', `id: ${'x'.repeat(1_000_000)}`, /at most 500000 characters/, 1],
  ])('by %s is refused', (_, text, expected, line) => {
    const folder = packWith({ 'policy.yaml': text })
    expect(errorsOf(folder)[0]).toMatchObject({ line, expected: expect.stringMatching(expected) })
  })

  test('tells everything at once', () => {
    const folder = packWith({
      'policy.yaml': [
        ['status: draft', 'status: almost'],
        ['kind: solicitation', 'kind: subsidy'],
      ],
      'forms/opinion.json': '{',
    })
    expect(errorsOf(folder).map(({ file }) => path.basename(file))).toEqual([
      'opinion.json',
      'policy.yaml',
      'policy.yaml',
    ])
  })

  test('by having no policy.yaml is refused', () => {
    expect(errorsOf(root)).toEqual([
      { file: path.join(root, 'policy.yaml'), line: 1, field: '', expected: 'a file policy.yaml', found: 'nothing' },
    ])
  })
})

describe('a form', () => {
  test.each<[string, [string | RegExp, string][] | string, string, RegExp]>([
    ['that is not JSON', '{ title: {zh: 甲, en: A}, schema: {} }', '', /JSON/],
    [
      'without its English title',
      [['"title": { "zh": "对征求意见稿的意见", "en": "Opinions on a draft" }', '"title": { "zh": "意见" }']],
      'title.en',
      /text/,
    ],
    [
      'with a field titled in one language only',
      [['"x-en": { "title": "Clause" }', '"x-en": {}']],
      'schema.properties.opinions.items.properties.anchor.title',
      /in English under 'x-en'/,
    ],
    [
      'of an unknown type',
      [['"type": "array"', '"type": "arrow"']],
      'schema.properties.opinions.type',
      /a JSON Schema/,
    ],
    ['with a keyword that does not exist', [['"maxItems": 200', '"mostItems": 200']], 'schema', /can be compiled/],
    ['with a reference to nowhere', [['"maxItems": 200', '"$ref": "#/nowhere"']], 'schema', /can be compiled/],
  ])('%s is refused', (_, change, field, expected) => {
    const folder = packWith({ 'forms/opinion.json': change })
    expect(errorsOf(folder)).toContainEqual(
      expect.objectContaining({
        file: path.join(folder, 'forms', 'opinion.json'),
        field,
        expected: expect.stringMatching(expected),
      }),
    )
  })

  test('beside files of another kind is refused with them', () => {
    const folder = packWith({ 'forms/notes.txt': 'x' })
    expect(errorsOf(folder)).toEqual([
      expect.objectContaining({ found: 'notes.txt', expected: 'only files ending in .json' }),
    ])
  })
})

describe('an example', () => {
  test.each<[string, string, string]>([
    ['an instant without its offset', "requestedAt: '2020-01-17T10:00:00'", 'requestedAt'],
    ['an unknown key', 'hour: 1', 'hour'],
  ])('with %s is refused', (_, line, field) => {
    const folder = packWith({ 'examples/spring-festival.yaml': [[/requestedAt.*/, line]] })
    expect(errorsOf(folder)).toContainEqual(expect.objectContaining({ field, line: 7 }))
  })
})

describe('the hash of a version', () => {
  const original = hashPack('policies/ningguo')

  test('is the same whatever the line ends, and without the demonstration', () => {
    const folder = packWith({ 'demonstration/draft.txt': '改过的文稿' })
    const file = path.join(folder, 'policy.yaml')
    writeFileSync(file, `\uFEFF${readFileSync(file, 'utf8').replace(/\n/g, '\r\n')}`)
    expect(hashPack(folder)).toEqual(original)
  })

  test.each(['policy.yaml', 'forms/opinion.json', 'examples/rest-day.yaml'])(
    'changes with %s, which is named',
    name => {
      const folder = packWith({ [name]: [[/$/, ' ']] })
      const changed = hashPack(folder)
      expect(changed.sha256).not.toBe(original.sha256)
      expect(changedFiles(original.files, changed.files)).toEqual([name])
    },
  )

  test('changes with a file that comes or goes', () => {
    const folder = packWith({ 'examples/another.yaml': 'x' })
    rmSync(path.join(folder, 'examples', 'rest-day.yaml'))
    expect(changedFiles(original.files, hashPack(folder).files)).toEqual([
      'examples/another.yaml',
      'examples/rest-day.yaml',
    ])
  })
})

describe('several packs', () => {
  test('of which two are one version with other content are refused, and what differs is named', () => {
    const folder = packWith({ 'policy.yaml': [['status: draft', 'status: ended']] })
    const reading = readPacks(['policies/ningguo', folder])
    expect(reading).toEqual({
      ok: false,
      errors: [
        {
          file: path.join(folder, 'policy.yaml'),
          line: lineOf(folder, 'version:'),
          field: 'version',
          expected: 'a version that policies/ningguo does not have already',
          found: '2019-11-20, with other content in policy.yaml',
        },
      ],
    })
  })

  test('are two versions where the version differs', () => {
    const folder = packWith({ 'policy.yaml': [['version: "2019-11-20"', "version: '2019-11-20.2'"]] })
    const reading = readPacks(['policies/ningguo', folder])
    expect(reading.ok && reading.packs.map(({ pack }) => pack.version)).toEqual(['2019-11-20', '2019-11-20.2'])
  })

  test('are none as soon as one is wrong', () => {
    const folder = packWith({ 'policy.yaml': [['status: draft', 'status: almost']] })
    expect(readPacks(['policies/ningguo', folder]).ok).toBe(false)
  })
})
