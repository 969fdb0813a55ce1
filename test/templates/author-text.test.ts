import {
  type AuthorData,
  type AuthorFields,
  AuthorTextTooLong,
  AuthorTextUnusable,
  authorOutputLimits,
  authorTextLimits,
  checkAuthorText,
  renderAuthorText,
} from '../../templates/author-text.ts'

const fields: AuthorFields = {
  title: 'text',
  dueAt: 'text',
  mandatory: 'flag',
  units: { each: 'text' },
  parts: { each: { name: 'text', clauses: { each: 'text' } } },
}
const data: AuthorData = {
  title: '实施意见',
  dueAt: '11月26日（星期二）17:30',
  mandatory: true,
  units: ['西津', '南山'],
  parts: [
    { name: '总则', clauses: ['一', '二'] },
    { name: '附则', clauses: [] },
  ],
}

describe('an author may write', () => {
  test.each([
    ['text alone', '到期未反馈的，视为无意见。', '到期未反馈的，视为无意见。'],
    ['a field', '请于{{dueAt}}前反馈{{ title }}', '请于11月26日（星期二）17:30前反馈实施意见'],
    ['a condition', '{{#if mandatory}}须答复{{else}}可不答复{{/if}}', '须答复'],
    ['a condition on a text', '{{#if title}}有{{/if}}', '有'],
    ['a chain of conditions', '{{#if mandatory}}甲{{else if title}}乙{{/if}}', '甲'],
    ['a list of texts', '{{#each units}}{{this}}；{{/each}}', '西津；南山；'],
    [
      'lists in a list',
      '{{#each parts}}{{name}}{{#each clauses}}（{{this}}）{{else}}无{{/each}}。{{/each}}',
      '总则（一）（二）。附则无。',
    ],
    ['blocks on lines of their own', '甲\n{{#if mandatory}}\n乙\n{{/if}}\n丙', '甲\n乙\n丙'],
    ['braces as text', '\\{{title}} { } }}', '{{title}} { } }}'],
    ['nothing', '', ''],
  ])('%s', (_, source, printed) => {
    expect(checkAuthorText(source, fields)).toEqual([])
    expect(renderAuthorText(source, fields, data)).toBe(printed)
  })

  test('the alternative is printed where a condition is not met', () => {
    const source = '{{#if mandatory}}甲{{else if title}}乙{{else}}丙{{/if}}'
    expect(renderAuthorText(source, fields, { ...data, mandatory: false })).toBe('乙')
    expect(renderAuthorText(source, fields, { ...data, mandatory: false, title: '' })).toBe('丙')
  })
})

describe('an author may not write', () => {
  test.each([
    ['three braces', '{{{title}}}', 'raw-output'],
    ['an ampersand', '{{&title}}', 'raw-output'],
    ['a partial', '{{> footer}}', 'partial'],
    ['a partial block', '{{#> footer}}x{{/footer}}', 'partial'],
    ['an inline partial', '{{#*inline "a"}}x{{/inline}}', 'decorator'],
    ['a decorator', '{{* a}}', 'decorator'],
    ['lookup', '{{lookup parts 0}}', 'helper'],
    ['log', '{{log title}}', 'helper'],
    ['a helper with a named value', '{{title size=1}}', 'helper'],
    ['with', '{{#with parts}}x{{/with}}', 'block'],
    ['unless', '{{#unless mandatory}}x{{/unless}}', 'block'],
    ['a field as a block', '{{#title}}x{{/title}}', 'block'],
    ['a block turned round', '{{^title}}x{{/title}}', 'block'],
    ['a condition turned round', '{{^if title}}x{{/if}}', 'block'],
    ['a raw block', '{{{{if title}}}}{{x}}{{{{/if}}}}', 'block'],
    ['names for the items', '{{#each units as |unit|}}x{{/each}}', 'block'],
    ['a sub-expression', '{{#if (lookup parts 0)}}x{{/if}}', 'sub-expression'],
    ['a helper that makes a helper', '{{title (x)}}', 'helper'],
    ['two conditions at once', '{{#if title mandatory}}x{{/if}}', 'helper'],
    ['an option of a condition', '{{#if title includeZero=true}}x{{/if}}', 'helper'],
    ['no condition', '{{#if}}x{{/if}}', 'helper'],
    ['a number', '{{1}}', 'literal'],
    ['a string', '{{"title"}}', 'literal'],
    ['a condition that is always met', '{{#if true}}x{{/if}}', 'literal'],
    ['the path upwards', '{{#each units}}{{../title}}{{/each}}', 'path'],
    ['a path into a field', '{{title.length}}', 'path'],
    ['a path with a slash', '{{title/length}}', 'path'],
    ['a path from here', '{{./title}}', 'path'],
    ['the root', '{{@root.title}}', 'path'],
    ['the index', '{{#each units}}{{@index}}{{/each}}', 'path'],
    ['everything at once', '{{this}}', 'path'],
    ['the dot', '{{#each units}}{{.}}{{/each}}', 'path'],
    ['a comment', '{{! secret }}', 'comment'],
    ['a long comment', '{{!-- {{title}} --}}', 'comment'],
    ['an unknown field', '{{password}}', 'unknown-field'],
    ['an unknown field in brackets', '{{[a b]}}', 'unknown-field'],
    ['the constructor', '{{constructor}}', 'unknown-field'],
    ['the prototype', '{{__proto__}}', 'unknown-field'],
    ['a field that is outside the list', '{{#each units}}{{title}}{{/each}}', 'unknown-field'],
    ['a condition on an unknown field', '{{#if password}}x{{/if}}', 'unknown-field'],
    ['a list as text', '{{units}}', 'not-printable'],
    ['a flag as text', '{{mandatory}}', 'not-printable'],
    ['a text as a list', '{{#each title}}x{{/each}}', 'not-a-list'],
    ['a flag as a list', '{{#each mandatory}}x{{/each}}', 'not-a-list'],
    ['an open brace', '{{', 'syntax'],
    ['an unclosed block', '{{#if title}}x', 'syntax'],
    ['a block closed by another', '{{#if title}}x{{/each}}', 'syntax'],
  ])('%s', (_, source, code) => {
    expect(checkAuthorText(source, fields).map(error => error.code)).toEqual([code])
    expect(() => renderAuthorText(source, fields, data)).toThrow(AuthorTextUnusable)
  })

  test('what is forbidden is found inside conditions, alternatives and lists', () => {
    for (const [open, close] of [
      ['{{#if title}}', '{{/if}}'],
      ['{{#if title}}x{{else}}', '{{/if}}'],
      ['{{#each parts}}', '{{/each}}'],
      ['{{#each parts}}x{{else}}', '{{/each}}'],
    ]) {
      expect(checkAuthorText(`${open}{{{name}}}${close}`, fields)).toMatchObject([{ code: 'raw-output' }])
    }
  })

  test.each([
    ['甲\n乙{{{title}}}', 2, 2, '{{{title}}}'],
    ['{{title}}\r\n\r\n  {{#if password}}x{{/if}}', 3, 9, 'password'],
    ['{{#if title}}\nx{{/each}}', 1, 4, "if doesn't match each - 1:3"],
    ['甲\n乙{{title.[a}}', 2, 10, '[a}}'],
  ])('an error says where: %j', (source, line, column, found) => {
    expect(checkAuthorText(source, fields)).toMatchObject([{ line, column, found }])
  })

  test('all errors are told, in the order of the text', () => {
    expect(checkAuthorText('{{a}}{{{title}}}\n{{> x}}', fields).map(({ code, line }) => [code, line])).toEqual([
      ['unknown-field', 1],
      ['raw-output', 1],
      ['partial', 2],
    ])
  })

  test('more than 32 KB, counted in bytes', () => {
    const third = '字'.repeat(Math.floor(authorTextLimits.bytes / 3))
    expect(checkAuthorText(third, fields)).toEqual([])
    expect(checkAuthorText(`${third}字`, fields)).toMatchObject([{ code: 'too-long' }])
  })

  test('more than six blocks inside one another', () => {
    const nested = (depth: number) => '{{#if title}}'.repeat(depth) + '{{/if}}'.repeat(depth)
    expect(checkAuthorText(nested(6), fields)).toEqual([])
    expect(checkAuthorText(nested(7), fields)).toMatchObject([{ code: 'too-deep', column: 6 * 13 + 1 }])
    expect(checkAuthorText(nested(1_600), fields)).toMatchObject([{ code: 'too-deep' }])
  })

  test('more than 2,000 parts, which is told once', () => {
    expect(checkAuthorText('{{title}}'.repeat(2_000), fields)).toEqual([])
    expect(checkAuthorText('{{title}}'.repeat(2_500), fields)).toMatchObject([{ code: 'too-many-parts' }])
  })

  test('anything that is not text', () => {
    const tree = { type: 'Program', body: [] } as unknown as string
    expect(checkAuthorText(tree, fields)).toMatchObject([{ code: 'not-text' }])
    expect(() => renderAuthorText(tree, fields, data)).toThrow(AuthorTextUnusable)
  })
})

describe('printing', () => {
  test('values are printed as they are, template text too', () => {
    const title = '{{dueAt}} {{{x}}} <b> &'
    expect(renderAuthorText('{{title}}', fields, { ...data, title })).toBe(title)
  })

  test('control characters and marks of direction do not come through', () => {
    expect(renderAuthorText('{{title}}', fields, { ...data, title: '甲\u0000\u202e乙\r\n丙' })).toBe('甲乙\n丙')
  })

  test.each(['title', 'constructor'])('a field without a value is an error that names it: %s', name => {
    expect(() => renderAuthorText(`{{${name}}}`, { [name]: 'text' }, {})).toThrow(name)
  })

  test('a text that comes out too long is refused while it is written', () => {
    const half = '字'.repeat(authorOutputLimits.characters / 2)
    expect(renderAuthorText('{{title}}{{title}}', fields, { ...data, title: half })).toHaveLength(2 * half.length)
    expect(() => renderAuthorText('{{title}}{{title}}。', fields, { ...data, title: half })).toThrow(AuthorTextTooLong)
  })

  test('lists of lists end at a number of parts, however little they print', () => {
    const clauses = Array.from({ length: 1_000 }, () => '')
    const parts = Array.from({ length: 1_000 }, () => ({ name: '', clauses }))
    const source = '{{#each parts}}{{#each clauses}}{{this}}{{/each}}{{/each}}'
    expect(() => renderAuthorText(source, fields, { ...data, parts })).toThrow(AuthorTextTooLong)
  })
})
