import { ZodError } from 'zod'
import { type SupervisionOrderData, supervisionOrderDocx } from '../../templates/supervision-order-docx.ts'
import { type OpinionTableData, opinionTableDocx } from '../../templates/table-docx.ts'
import { readParagraphs, readPart } from './word-text.ts'

type Row = OpinionTableData['rows'][number]

const row: Row = {
  anchor: '二（一）',
  clause: '每年举办两场讲座。',
  units: ['市妇联'],
  count: 1,
  opinion: '建议放宽主讲人资格。',
  wording: null,
  grounds: null,
  verdict: 'rejected',
  reason: '资格关系讲座质量。',
}
const table: OpinionTableData = {
  title: '托育服务实施意见（征求意见稿）',
  issuer: '演示市卫生健康委员会',
  date: '2024年12月9日',
  dueAt: '2024年11月26日（星期二）17:30',
  internal: true,
  addressees: { total: 34, opinions: 7, noOpinion: 19, deemed: 7, overdue: 1, waiting: 0, late: 1 },
  opinions: { total: 7, adopted: 1, partly: 4, rejected: 1, open: 1 },
  rows: [
    {
      ...row,
      units: ['河沥溪街道', '西津街道', '港口镇', '市教体局'],
      count: 4,
      opinion: '场次与第四条不一致。',
      wording: '举办一至两场讲座。',
      grounds: '经费按一场安排。',
      verdict: 'partly',
      reason: '改为一至两场。',
    },
    row,
    { ...row, anchor: '四（一）', clause: null, verdict: 'adopted', reason: null },
    { ...row, anchor: '附件1', verdict: null, reason: null },
  ],
}

describe('the table of opinions', () => {
  test('says the counts of addressees and opinions as they are handed in', async () => {
    const paragraphs = readParagraphs(await opinionTableDocx(table, 'zh-CN'))
    expect(paragraphs.slice(0, 4)).toEqual([
      '《托育服务实施意见（征求意见稿）》意见汇总及采纳情况',
      '演示市卫生健康委员会·反馈截止 2024年11月26日（星期二）17:30·内部材料，未经批准不公开',
      '征求意见 34 家：有意见 7 家、无意见 19 家、视为无意见 7 家、逾期未答 1 家；其中逾期收到 1 家。',
      '意见 7 条：采纳 1 条、部分采纳 4 条、不采纳 1 条、未处理 1 条。',
    ])
    expect(paragraphs.slice(-2)).toEqual(['演示市卫生健康委员会', '2024年12月9日'])
  })

  test('has a row for each opinion, equal ones together', async () => {
    const paragraphs = readParagraphs(await opinionTableDocx(table, 'zh-CN'))
    expect(paragraphs.slice(4, 10)).toEqual(['序号', '条款', '提出单位', '意见', '处理', '理由'])
    expect(paragraphs.slice(10, 19)).toEqual([
      '1',
      '二（一）',
      '每年举办两场讲座。',
      '河沥溪街道、西津街道、港口镇、市教体局（4 条合并）',
      '场次与第四条不一致。',
      '建议改为：举办一至两场讲座。',
      '提出理由：经费按一场安排。',
      '部分采纳',
      '改为一至两场。',
    ])
    expect(paragraphs.slice(26, 32)).toEqual(['3', '四（一）', '市妇联', '建议放宽主讲人资格。', '采纳', '—'])
    expect(paragraphs).toContain('未处理')
  })

  test('in English has the same rows', async () => {
    const english = readParagraphs(await opinionTableDocx(table, 'en'))
    expect(english).toHaveLength(readParagraphs(await opinionTableDocx(table, 'zh-CN')).length)
    expect(english).toContain(
      'Addressees: 34. With opinions 7, no opinion 19, deemed no objection 7, overdue 1; received late 1.',
    )
    expect(english).toContain('Opinions: 7. Adopted 1, partly adopted 4, not adopted 1, open 1.')
  })

  test('lies across the page and repeats its head', async () => {
    const xml = readPart(await opinionTableDocx(table, 'zh-CN'), 'word/document.xml')
    expect(xml).toMatch(/<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/)
    expect(xml.match(/<w:tblHeader\/>/g)).toHaveLength(1)
    expect(xml.match(/<w:tr>/g)).toHaveLength(5)
  })

  test('of a solicitation without opinions says so', async () => {
    const empty = { ...table, opinions: { total: 0, adopted: 0, partly: 0, rejected: 0, open: 0 }, rows: [] }
    expect(readParagraphs(await opinionTableDocx(empty, 'zh-CN'))).toContain('未收到意见。')
  })

  test.each([
    ['a kind of addressee is missing', { addressees: { ...table.addressees, deemed: 6 } }],
    ['an opinion has no row', { opinions: { ...table.opinions, total: 8, open: 2 } }],
    ['a verdict is counted as another', { opinions: { ...table.opinions, adopted: 2, partly: 3 } }],
    ['the sum is wrong', { opinions: { ...table.opinions, total: 8 } }],
    ['more answers are late than there are', { addressees: { ...table.addressees, late: 27 } }],
  ])('is refused where %s', async (_, change) => {
    await expect(opinionTableDocx({ ...table, ...change }, 'zh-CN')).rejects.toThrow(/contradicts|More late/)
  })

  test('is refused with a field that it does not print', async () => {
    const more = { ...table, phone: 'x' } as OpinionTableData
    await expect(opinionTableDocx(more, 'zh-CN')).rejects.toThrow(ZodError)
  })

  test('keeps HTML, template text and line ends of an opinion as text', async () => {
    const opinion = '<script>alert(1)</script> & {{title}}\n第二行\u0000'
    const rows = table.rows.with(1, { ...row, opinion })
    expect(readParagraphs(await opinionTableDocx({ ...table, rows }, 'zh-CN'))).toContain(
      '<script>alert(1)</script> & {{title}}\n第二行',
    )
  })
})

describe('a supervision order', () => {
  const order: SupervisionOrderData = {
    number: null,
    to: '市住建局',
    matters: [
      {
        title: '托育设施规划指标',
        matter: '意见反馈',
        dueAt: '2024年11月14日（星期四）17:30',
        days: 6,
        history: ['11月12日 临期提醒', '11月15日、18日 催办 2 次'],
      },
    ],
    replyBy: '2024年11月29日（星期五）17:30',
    contact: '贺南乔',
    phone: '0563-000 0101',
    issuer: '演示市卫生健康委员会',
    date: '2024年11月22日',
  }

  test('names the matter, how long it is overdue, what was done, and until when to report', async () => {
    expect(readParagraphs(await supervisionOrderDocx(order, 'zh-CN'))).toEqual([
      '督办单',
      '市住建局主要负责人：',
      '贵单位下列 1 件事项已超过办理期限：',
      '序号',
      '事项',
      '期限',
      '超期',
      '此前办理情况',
      '1',
      '《托育设施规划指标》，意见反馈',
      '2024年11月14日（星期四）17:30',
      '6 个工作日',
      '11月12日 临期提醒',
      '11月15日、18日 催办 2 次',
      '请督促有关人员尽快办结，并于2024年11月29日（星期五）17:30前反馈办理结果。',
      '联系人：贺南乔，电话：0563-000 0101。',
      '演示市卫生健康委员会',
      '2024年11月22日',
    ])
  })

  test('takes several matters, and a matter of today', async () => {
    const [first] = order.matters
    if (!first) throw new Error('no matter')
    const both = { ...order, matters: [first, { ...first, days: 0, history: [] }] }
    const paragraphs = readParagraphs(await supervisionOrderDocx(both, 'en'))
    expect(paragraphs).toContain('The following 2 matters of your unit are overdue:')
    expect(paragraphs).toContain('less than 1 working day')
    expect(paragraphs).toContain('—')
  })

  test('not yet released has no date, and without a matter there is none', async () => {
    expect(readParagraphs(await supervisionOrderDocx({ ...order, date: null }, 'zh-CN'))).toContain(
      '　　　　年　　月　　日',
    )
    await expect(supervisionOrderDocx({ ...order, matters: [] }, 'zh-CN')).rejects.toThrow(ZodError)
  })
})
