import { z } from 'zod'
import type { Language } from '../domain/actor.ts'
import { count, line, passage } from './printed-fields.ts'
import { paragraph, ruledTable, wordDocument } from './word-document.ts'

const contract = z.strictObject({
  /** Title of the draft, without 《》. */
  title: line,
  issuer: line,
  /** The day on which the table was made, in the style `letter`. */
  date: line,
  /** The deadline of the answers, in words. */
  dueAt: line,
  /** Not to be published: said under the title. */
  internal: z.boolean(),
  /** How the addressees answered, as the ledger counts them. `late` of those who answered came after the deadline. */
  addressees: z.strictObject({
    total: count,
    opinions: count,
    noOpinion: count,
    deemed: count,
    overdue: count,
    waiting: count,
    late: count,
  }),
  /** What became of the opinions, as the ledger counts them. */
  opinions: z.strictObject({ total: count, adopted: count, partly: count, rejected: count, open: count }),
  rows: z.array(
    z.strictObject({
      /** The clause, by anchor and with its text as it was asked. */
      anchor: line,
      clause: passage.nullable(),
      /** Who holds the opinion; equal opinions dealt with together have one row, `count` says for how many it stands. */
      units: z.array(line).min(1),
      count: z.int().positive(),
      opinion: passage,
      wording: passage.nullable(),
      grounds: passage.nullable(),
      verdict: z.enum(['adopted', 'partly', 'rejected']).nullable(),
      /** Why, as the contributors are told. */
      reason: passage.nullable(),
    }),
  ),
})

/** The table of opinions and of what became of them, with dates already in words. */
export type OpinionTableData = z.input<typeof contract>

/**
 * The table of opinions and what became of them (意见汇总及采纳情况) as a .docx file that can be edited: A4 across, the
 * counts above the rows. Throws where counts and rows do not agree (a table that contradicts itself must not go out)
 * and a `ZodError` when data are missing or not foreseen.
 */
export async function opinionTableDocx(data: OpinionTableData, language: Language): Promise<Uint8Array> {
  const table = contract.parse(data)
  checkCounts(table)
  const words = language === 'en' ? english : chinese
  return wordDocument({
    title: words.title(table.title),
    issuer: table.issuer,
    language,
    landscape: true,
    margins: { top: 20, right: 18, bottom: 18, left: 18 },
    content: [
      paragraph(words.title(table.title), { size: 18, face: 'title', align: 'center' }),
      paragraph(words.origin(table), { size: 10.5, align: 'center', before: 6 }),
      paragraph(words.addressees(table), { size: 12, before: 10 }),
      paragraph(words.opinions(table), { size: 12 }),
      paragraph('', { size: 6 }),
      ruledTable({
        width: 297 - 36,
        columns: [4, 24, 15, 27, 9, 21],
        head: words.head,
        rows: table.rows.map((row, index) => [
          [String(index + 1)],
          [row.anchor, ...(row.clause ? [row.clause] : [])],
          [words.holders(row.units, row.count)],
          [
            row.opinion,
            ...(row.wording ? [words.wording(row.wording)] : []),
            ...(row.grounds ? [words.grounds(row.grounds)] : []),
          ],
          [words.verdicts[row.verdict ?? 'open']],
          [row.reason ?? '—'],
        ]),
      }),
      ...(table.rows.length === 0 ? [paragraph(words.none, { size: 12, before: 6 })] : []),
      paragraph(table.issuer, { size: 12, align: 'right', before: 14 }),
      paragraph(table.date, { size: 12, align: 'right' }),
    ],
  })
}

type OpinionTable = z.output<typeof contract>

function checkCounts({ addressees, opinions, rows }: OpinionTable): void {
  const { total, late, ...kinds } = addressees
  const inRows = (verdict: OpinionTable['rows'][number]['verdict']): number =>
    rows.filter(row => row.verdict === verdict).reduce((sum, row) => sum + row.count, 0)
  const pairs: [string, number, number][] = [
    ['addressees', total, Object.values(kinds).reduce((sum, kind) => sum + kind, 0)],
    ['adopted', opinions.adopted, inRows('adopted')],
    ['partly', opinions.partly, inRows('partly')],
    ['rejected', opinions.rejected, inRows('rejected')],
    ['open', opinions.open, inRows(null)],
    ['opinions', opinions.total, opinions.adopted + opinions.partly + opinions.rejected + opinions.open],
  ]
  for (const [name, counted, found] of pairs) {
    if (counted !== found) throw new Error(`The table contradicts its counts: ${name} ${counted}, but ${found} found`)
  }
  if (late > addressees.opinions + addressees.noOpinion) throw new Error('More late answers than answers')
}

const chinese = {
  title: (title: string) => `《${title}》意见汇总及采纳情况`,
  origin: ({ issuer, dueAt, internal }: OpinionTable) =>
    `${issuer}·反馈截止 ${dueAt}${internal ? '·内部材料，未经批准不公开' : ''}`,
  addressees: ({ addressees: a }: OpinionTable) =>
    `征求意见 ${a.total} 家：有意见 ${a.opinions} 家、无意见 ${a.noOpinion} 家、视为无意见 ${a.deemed} 家、逾期未答 ${a.overdue} 家${a.waiting > 0 ? `、未到期限 ${a.waiting} 家` : ''}${a.late > 0 ? `；其中逾期收到 ${a.late} 家` : ''}。`,
  opinions: ({ opinions: o }: OpinionTable) =>
    `意见 ${o.total} 条：采纳 ${o.adopted} 条、部分采纳 ${o.partly} 条、不采纳 ${o.rejected} 条${o.open > 0 ? `、未处理 ${o.open} 条` : ''}。`,
  head: ['序号', '条款', '提出单位', '意见', '处理', '理由'],
  holders: (units: string[], opinions: number) => `${units.join('、')}${opinions > 1 ? `（${opinions} 条合并）` : ''}`,
  wording: (text: string) => `建议改为：${text}`,
  grounds: (text: string) => `提出理由：${text}`,
  verdicts: { adopted: '采纳', partly: '部分采纳', rejected: '不采纳', open: '未处理' },
  none: '未收到意见。',
}

const english: typeof chinese = {
  title: title => `Opinions on “${title}” and what became of them`,
  origin: ({ issuer, dueAt, internal }) =>
    `${issuer} · answers due by ${dueAt}${internal ? ' · internal, not to be published without approval' : ''}`,
  addressees: ({ addressees: a }) =>
    `Addressees: ${a.total}. With opinions ${a.opinions}, no opinion ${a.noOpinion}, deemed no objection ${a.deemed}, overdue ${a.overdue}${a.waiting > 0 ? `, not yet due ${a.waiting}` : ''}${a.late > 0 ? `; received late ${a.late}` : ''}.`,
  opinions: ({ opinions: o }) =>
    `Opinions: ${o.total}. Adopted ${o.adopted}, partly adopted ${o.partly}, not adopted ${o.rejected}${o.open > 0 ? `, open ${o.open}` : ''}.`,
  head: ['No.', 'Clause', 'From', 'Opinion', 'Result', 'Reason'],
  holders: (units, opinions) => `${units.join(', ')}${opinions > 1 ? ` (${opinions} together)` : ''}`,
  wording: text => `Suggested wording: ${text}`,
  grounds: text => `Grounds: ${text}`,
  verdicts: { adopted: 'Adopted', partly: 'Partly adopted', rejected: 'Not adopted', open: 'Open' },
  none: 'No opinions were received.',
}
