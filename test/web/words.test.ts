import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../config.ts'
import { areas, createWords } from '../../web/words.ts'

type Tree = { readonly [key: string]: string | Tree }

const flat = (tree: Tree, above = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[above + key, value] as [string, string]] : flat(value, `${above}${key}.`),
  )
const withoutCount = (key: string) => key.replace(/_(one|other)$/, '')
// A name that has an English form of its own comes as `nameEn`.
const blanks = (text: string) => [...text.matchAll(/\{\{(\w+?)(?:En)?\}\}/g)].map(([, name]) => name).sort()

const zh = areas.flatMap(area => flat(area.zh))
const en = areas.flatMap(area => flat(area.en))

describe('The words of the pages', () => {
  it('exist in Chinese and English for the same keys', () => {
    expect(sorted([...new Set(en.map(([key]) => withoutCount(key)))])).toEqual(sorted(zh.map(([key]) => key)))
  })

  it('are set once each', () => {
    for (const keys of [zh, en].map(words => words.map(([key]) => key)))
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })

  it('have one and other wherever English counts', () => {
    const counted = new Set(
      en
        .map(([key]) => key)
        .filter(key => /_(one|other)$/.test(key))
        .map(withoutCount),
    )
    const keys = new Set(en.map(([key]) => key))
    expect([...counted].filter(key => !keys.has(`${key}_one`) || !keys.has(`${key}_other`))).toEqual([])
  })

  it('leave the same blanks to fill', () => {
    const english = new Map(en.map(([key, text]) => [withoutCount(key), text]))
    const uneven = zh.filter(([key, text]) => blanks(text).join() !== blanks(english.get(key) ?? '').join())
    expect(uneven.map(([key]) => key)).toEqual([])
  })

  it('have Chinese that is Chinese, with full-width punctuation, and English without it', () => {
    const unchecked = new Set(['frame.otherLanguage'])
    const halfWidth = zh.filter(
      ([key, text]) => !unchecked.has(key) && /[\p{Script=Han}][,;:!?()]|[,;!?(][\p{Script=Han}]/u.test(text),
    )
    const examples = /[一二三四五]、|（[一二三四五]）|〔\d+〕/gu // of how clauses and documents are numbered
    const fullWidth = en.filter(
      ([key, text]) => !unchecked.has(key) && /[\p{Script=Han}，。；：、（）《》]/u.test(text.replace(examples, '')),
    )
    expect(halfWidth).toEqual([])
    expect(fullWidth).toEqual([])
  })

  it('choose singular and plural', () => {
    const { t } = createWords('en', '2024-11-22T02:42:00.000Z')
    expect(t('pieces.leftAfter', { count: 1 })).toBe(' working day left')
    expect(t('pieces.leftAfter', { count: 2 })).toBe(' working days left')
    expect(t('pieces.leftAfter', { count: 0 })).toBe(' working days left')
  })

  it('leave HTML in what is filled in to React, which escapes it', () => {
    expect(createWords('zh-CN', '2024-11-22T02:42:00.000Z').t('frame.title', { title: '<b>&' })).toBe('<b>& · 承办')
  })
})

describe('A refusal', () => {
  const sources = ['acts', 'domain'].flatMap(folder =>
    readdirSync(path.join(projectRoot, folder))
      .filter(name => name.endsWith('.ts'))
      .map(name => readFileSync(path.join(projectRoot, folder, name), 'utf8')),
  )
  const used = (pattern: RegExp) =>
    sorted([...new Set(sources.flatMap(text => [...text.matchAll(pattern)].map(match => match[1] ?? '')))])
  const known = new Set(zh.map(([key]) => key))

  it('of a rule has words of its own', () => {
    const codes = used(/new RuleBroken\(\s*'([a-z-]+)'/g)
    expect(codes.length).toBeGreaterThan(3)
    expect(codes.filter(code => !known.has(`refusals.${code}`))).toEqual([])
  })

  it('of a field has words of its own', () => {
    const codes = used(/field\b[^\n{}]*code: '([a-z-]+)'/g)
    expect(codes.length).toBeGreaterThan(3)
    expect(codes.filter(code => !known.has(`errors.${code}`))).toEqual([])
  })

  it('without words says that it cannot be done, in either language', () => {
    expect(createWords('zh-CN', '2024-11-22T02:42:00.000Z').refusal('unheard-of')).toBe('当前情况不允许这样办理。')
    expect(createWords('en', '2024-11-22T02:42:00.000Z').wrong({ field: 'x', code: 'unheard-of' })).toBe(
      'This entry is wrong, please check it.',
    )
  })
})

const sorted = (texts: readonly string[]) => [...texts].sort()
