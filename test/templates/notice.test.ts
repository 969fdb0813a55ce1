import { readdirSync } from 'node:fs'
import path from 'node:path'
import { ZodError } from 'zod'
import type { Language } from '../../domain/actor.ts'
import { type Notice, type NoticeOccasion, noticeOccasions, noticePage, renderNotice } from '../../templates/notice.ts'
import { projectRoot } from '../../templates/project-root.ts'
import { noticeExamples } from './notice-examples.ts'

const languages: Language[] = ['zh-CN', 'en']
const everyNotice = noticeOccasions.flatMap(occasion => languages.map(language => [occasion, language] as const))

const example = (occasion: NoticeOccasion): Notice => ({ occasion, data: noticeExamples[occasion] }) as Notice
const withData = (occasion: NoticeOccasion, data: object): Notice => ({ occasion, data }) as unknown as Notice

/** The example of a notice with one of its words replaced. */
const withField = (occasion: NoticeOccasion, field: string, value: unknown): Notice =>
  withData(occasion, { ...noticeExamples[occasion], [field]: value })

const printedFields = noticeOccasions.flatMap(occasion =>
  Object.entries(noticeExamples[occasion])
    .filter(([field, value]) => typeof value === 'string' && field !== 'link')
    .map(([field]) => [occasion, field] as const),
)

describe('every notice', () => {
  test.each(everyNotice)('%s in %s has a subject, a link, and ends with issuer and date', (occasion, language) => {
    const { subject, text, html } = renderNotice(example(occasion), language)
    expect(subject).not.toBe('')
    expect(subject).not.toMatch(/[{}\n]/)
    expect(text).toContain('https://chengban.example/cases/7')
    expect(text).not.toMatch(/[{}]|undefined|null|\n{3}/)
    expect(text.endsWith('演示市卫生健康委员会\n2024年11月22日')).toBe(true)
    expect(html).toContain('<a href="https://chengban.example/cases/7">')
    expect(html.endsWith('<p>演示市卫生健康委员会<br>\n2024年11月22日</p>')).toBe(true)
  })

  test.each(noticeOccasions)('%s has its two files and no other', occasion => {
    const files = readdirSync(path.join(projectRoot(), 'templates', 'notices'))
    const own = files.filter(file => file.split('.')[0] === occasion && file.endsWith('.hbs'))
    expect(own.sort()).toEqual([`${occasion}.en.hbs`, `${occasion}.zh-CN.hbs`])
  })

  test('no file of words is left without an occasion', () => {
    const files = readdirSync(path.join(projectRoot(), 'templates', 'notices'))
    const occasions = new Set(files.map(file => file.split('.')[0]))
    expect([...occasions].sort()).toEqual([...noticeOccasions].sort())
    expect(occasions.size).toBe(46)
  })

  test('the subject of an objection tells it from others', () => {
    for (const language of ['zh-CN', 'en'] as const)
      expect(renderNotice(example('objection-raised'), language).subject).toContain('YY2024-000012')
  })

  test.each(everyNotice)('%s in %s names no person in its subject', (occasion, language) => {
    const { subject } = renderNotice(example(occasion), language)
    for (const person of ['许知言', '叶闻溪', '0563']) expect(subject).not.toContain(person)
  })

  test.each(everyNotice)('%s in %s shows the title of the document', (occasion, language) => {
    const { subject, text } = renderNotice(example(occasion), language)
    expect(subject).toContain('托育服务实施意见（征求意见稿）')
    expect(text).toContain('托育服务实施意见（征求意见稿）')
  })
})

describe('the data of a notice', () => {
  const everyField = noticeOccasions.flatMap(occasion =>
    Object.keys(noticeExamples[occasion]).map(field => [occasion, field] as const),
  )

  test.each(everyField)('%s is refused without %s, and the field is named', (occasion, field) => {
    const { [field]: _, ...rest } = noticeExamples[occasion] as Record<string, unknown>
    const problem = refusal(withData(occasion, rest))
    expect(problem.issues.map(issue => issue.path.join('.'))).toEqual([field])
  })

  test.each(noticeOccasions)('%s is refused with a field that it does not print', occasion => {
    const problem = refusal(withField(occasion, 'password', 'x'))
    expect(problem.issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['password'] }])
  })

  test.each([
    ['an empty title', 'released', 'title', ' '],
    ['a number as a title', 'released', 'title', 7],
    ['a fraction of a unit', 'signature-requested', 'count', 1.5],
    ['a negative count', 'feedback', 'adopted', -1],
    ['a word for yes', 'released', 'mandatory', 'yes'],
    ['a link without a host', 'released', 'link', '/cases/7'],
    ['a link that runs a script', 'released', 'link', 'javascript:alert(1)'],
    ['a list as a name', 'released', 'to', ['a']],
  ] as const)('%s is refused', (_, occasion, field, value) => {
    const problem = refusal(withField(occasion, field, value))
    expect(problem.issues.map(issue => issue.path.join('.'))).toEqual([field])
  })

  function refusal(notice: Notice): ZodError {
    try {
      renderNotice(notice, 'zh-CN')
    } catch (error) {
      if (error instanceof ZodError) return error
      throw error
    }
    throw new Error('The notice was not refused')
  }
})

describe('what stands in the data is printed, never interpreted', () => {
  test.each(printedFields)('%s escapes HTML in %s', (occasion, field) => {
    for (const language of languages) {
      const { html, text } = renderNotice(withField(occasion, field, `<img src=x onerror="a()">'&`), language)
      expect(html).not.toContain('<img')
      expect(html.match(/<(?!\/?p>|br>|a href="https:\/\/chengban\.example\/cases\/7">|\/a>)/g)).toBeNull()
      if (text.includes('onerror'))
        expect(html).toContain('&lt;img src&#x3D;x onerror&#x3D;&quot;a()&quot;&gt;&#x27;&amp;')
    }
  })

  test.each(printedFields)('%s leaves template text in %s as it is', (occasion, field) => {
    const words = '{{title}} {{{issuer}}} {{#each x}} {{> p}} {{constructor}}'
    for (const language of languages) {
      const { text, subject } = renderNotice(withField(occasion, field, words), language)
      const plain = renderNotice(example(occasion), language)
      if (text !== plain.text) expect(text).toContain(words)
      if (subject !== plain.subject) expect(subject).toContain(words)
    }
  })

  test.each(printedFields)('%s keeps its subject on one line whatever is in %s', (occasion, field) => {
    for (const language of languages) {
      const { subject } = renderNotice(
        withField(occasion, field, '甲\r\nBcc: x@y.example\r\n\r\n乙\u0000\u0007\u2028丙\u202e丁'),
        language,
      )
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(subject).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/)
    }
  })

  test('text is not escaped, and rare characters and emoji come through', () => {
    const { text, subject } = renderNotice(withField('released', 'title', 'A & B <𠮷> 👩‍👧 “引号”'), 'zh-CN')
    expect(text).toContain('《A & B <𠮷> 👩‍👧 “引号”》')
    expect(subject).toContain('《A & B <𠮷> 👩‍👧 “引号”》')
  })

  test('half a character is replaced, not sent', () => {
    expect(renderNotice(withField('released', 'contact', '许\ud842言'), 'zh-CN').text).toContain('许\ufffd言')
  })

  test('a value of many lines stays one paragraph', () => {
    const reason = '第一行\r\n\r\n\r\n宁馨托育\n此通知作废'
    const { text, html } = renderNotice(withField('extended', 'reason', reason), 'zh-CN')
    expect(text.split('\n\n')).toContain('第一行\n宁馨托育\n此通知作废')
    expect(html).toContain('<p>第一行<br>\n宁馨托育<br>\n此通知作废</p>')
  })

  test('a subject has at most 200 characters and is not cut through one', () => {
    const { subject } = renderNotice(withField('copied', 'title', '𠮷'.repeat(300)), 'zh-CN')
    expect(Array.from(subject)).toHaveLength(200)
    expect(subject.endsWith('𠮷…')).toBe(true)
  })
})

describe('what the notices say', () => {
  const say = (notice: Notice, language: Language = 'zh-CN') => renderNotice(notice, language)
  const released = noticeExamples.released

  test('the letter tells the deadline and what silence means', () => {
    const { subject, text } = say({ occasion: 'released', data: released })
    expect(subject).toBe('征求意见：《托育服务实施意见（征求意见稿）》，请于11月26日（星期二）17:30前反馈')
    expect(text.split('\n\n')).toEqual([
      '河沥溪街道办事处：',
      '现就《托育服务实施意见（征求意见稿）》征求贵单位意见（演卫函〔2024〕8号）。收到后请先签收，逐条研究，并于11月26日（星期二）17:30前反馈；无意见的也请告知。',
      '到期未反馈的，视为无意见。',
      '联系人：许知言，电话：0563-000 0118。',
      '登录签收、查阅文稿并反馈：https://chengban.example/cases/7',
      '演示市卫生健康委员会\n2024年11月22日',
    ])
  })

  test('a unit that has to answer is never told that its silence counts as no opinion', () => {
    for (const occasion of ['released', 'due-soon'] as const) {
      const { text } = say(withField(occasion, 'mandatory', true))
      expect(text).toContain('贵单位须作出答复')
      expect(text).not.toContain('到期未反馈的，视为无意见')
    }
  })

  test('a letter without a number says nothing about one', () => {
    expect(say({ occasion: 'released', data: { ...released, number: null } }).text).toContain('征求贵单位意见。收到后')
    expect(say({ occasion: 'copied', data: { ...noticeExamples.copied, number: null } }, 'en').text).not.toContain('()')
  })

  test.each([
    ['zh-CN', 2, '剩余 2 个工作日'],
    ['zh-CN', 0, '今天到期'],
    ['en', 2, '2 working days left'],
    ['en', 1, '1 working day left'],
    ['en', 0, ': today.'],
  ] as const)('a reminder in %s with %d working days left says “%s”', (language, daysLeft, words) => {
    expect(say(withField('due-soon', 'daysLeft', daysLeft), language).text).toContain(words)
  })

  test.each([
    [false, 3, '剩余 3 个工作日'],
    [false, 0, '今天到期'],
    [true, 3, '已超期 3 个工作日'],
    [true, 0, '期限已过'],
  ] as const)('urging where overdue is %s and days are %d says “%s”', (overdue, days, words) => {
    expect(say({ occasion: 'urged', data: { ...noticeExamples.urged, overdue, days } }).text).toContain(words)
  })

  test('urging an addressee speaks of its answer, urging whoever has a step speaks of the step', () => {
    const addressee = say({ occasion: 'urged', data: { ...noticeExamples.urged, matter: null } })
    expect(addressee.subject).toBe('催办：《托育服务实施意见（征求意见稿）》尚未反馈')
    expect(addressee.text).toContain('尚未收到贵单位反馈')
    const officer = say({ occasion: 'urged', data: { ...noticeExamples.urged, matter: '意见处理' } })
    expect(officer.subject).toBe('催办：《托育服务实施意见（征求意见稿）》，意见处理')
    expect(officer.text).not.toContain('贵单位')
  })

  test('urging without words of the officer has no empty paragraph', () => {
    const { text, html } = say({ occasion: 'urged', data: { ...noticeExamples.urged, message: null } })
    expect(text).not.toContain('\n\n\n')
    expect(html).not.toContain('<p></p>')
  })

  test('the deemed answer cites its clause and says where nobody signed for the letter', () => {
    const { text } = say({ occasion: 'deemed', data: noticeExamples.deemed })
    expect(text).toContain('按来函第二段视为无意见。征求意见函未经贵单位签收，台账已注明。')
    expect(say(withField('deemed', 'unsigned', false)).text).not.toContain('未经贵单位签收')
  })

  test('a late answer is told whether it counts', () => {
    expect(say(withField('late-decided', 'counted', true)).subject).toContain('已计入')
    expect(say(withField('late-decided', 'counted', false)).subject).toContain('不计入')
    expect(say(withField('late-decided', 'counted', false), 'en').subject).toContain('does not count')
  })

  test('feedback gives the counts and leaves the reasons to be read after signing in', () => {
    const { text } = say({ occasion: 'feedback', data: noticeExamples.feedback })
    expect(text).toContain('所提 4 条意见，采纳 2 条、部分采纳 1 条、未采纳 1 条')
  })

  test('a mail is a page of its own language with its subject as title', () => {
    const rendered = say(withField('copied', 'title', '<b>甲</b>'))
    const page = noticePage(rendered, 'zh-CN')
    expect(page).toContain('<html lang="zh-CN">')
    expect(page).toContain('<title>抄送：《&lt;b&gt;甲&lt;/b&gt;》征求意见函</title>')
    expect(page).toContain(rendered.html)
  })
})
