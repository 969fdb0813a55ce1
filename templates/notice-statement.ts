import type { Language } from '../domain/actor.ts'
import { paragraph, wordDocument } from './word-document.ts'

/** What happened during a public notice, with dates and amounts already in words. */
export type NoticeStatement = {
  readonly title: string
  readonly number: number
  readonly minutes: string
  readonly from: string
  readonly until: string
  readonly days: number
  readonly website: string | null
  readonly items: number
  readonly named: number
  readonly anonymous: number
  readonly upheld: number
  readonly dismissed: number
  readonly open: number
  readonly payable: number
  readonly held: number
  readonly left: number
  readonly amount: string
  readonly issuer: string
  readonly date: string
}

/** The statement (公示情况说明) as a letter: title and paragraphs. */
export function statementLetter(data: NoticeStatement, language: Language) {
  const words = language === 'en' ? english : chinese
  return {
    title: words.title(data),
    paragraphs: [words.run(data), words.objections(data), words.result(data), words.end].filter(text => text !== ''),
    issuer: data.issuer,
    date: data.date,
  }
}

/** The same as a .docx file that can be edited; the place of the seal is left blank. */
export function noticeStatementDocx(data: NoticeStatement, language: Language): Promise<Uint8Array> {
  const { title, paragraphs, issuer, date } = statementLetter(data, language)
  const official = { size: 16, official: true } as const
  return wordDocument({
    title,
    issuer,
    language,
    margins: { top: 37, right: 26, bottom: 35, left: 28 },
    content: [
      paragraph(title, { size: 22, face: 'title', align: 'center' }),
      paragraph('', official),
      ...paragraphs.map(text => paragraph(text, { ...official, indent: true })),
      paragraph('', { ...official, before: 24 }),
      paragraph(issuer, { ...official, align: 'right' }),
      paragraph(date, { ...official, align: 'right' }),
    ],
  })
}

const chinese = {
  title: ({ title, number }: NoticeStatement) => `关于${title}拟支持名单（第${number}号）公示情况的说明`,
  run: ({ title, number, minutes, from, until, days, website, items }: NoticeStatement) =>
    `依据${minutes}，${title}拟支持名单（第${number}号）共 ${items} 项，自${from}至${until}公示，计 ${days} 个工作日。${website ? `公示网址：${website}。` : ''}`,
  objections: ({ named, anonymous, upheld, dismissed, open }: NoticeStatement) =>
    named + anonymous === 0
      ? '公示期间未收到异议。'
      : `公示期间收到异议 ${named + anonymous} 件，其中实名 ${named} 件、匿名 ${anonymous} 件。经核查，异议成立 ${upheld} 件、不成立 ${dismissed} 件${open > 0 ? `，尚在核查 ${open} 件` : ''}。`,
  result: ({ payable, amount, held, left }: NoticeStatement) =>
    `公示期满，可以拨付 ${payable} 项，合计 ${amount} 元${held > 0 ? `；因实名异议暂缓 ${held} 项` : ''}${left > 0 ? `；退出名单 ${left} 项` : ''}。`,
  end: '特此说明。',
}

const english: typeof chinese = {
  title: ({ title, number }) => `Statement on the public notice of “${title}”, list ${number}`,
  run: ({ title, number, minutes, from, until, days, website, items }) =>
    `By ${minutes}, list ${number} of “${title}” with ${items} ${items === 1 ? 'item' : 'items'} was on public notice from ${from} until ${until}, for ${days} working days.${website ? ` It stood at ${website}.` : ''}`,
  objections: ({ named, anonymous, upheld, dismissed, open }) =>
    named + anonymous === 0
      ? 'No objection came.'
      : `Objections: ${named + anonymous}, of which ${named} by name and ${anonymous} anonymous. Upheld ${upheld}, dismissed ${dismissed}${open > 0 ? `, still examined ${open}` : ''}.`,
  result: ({ payable, amount, held, left }) =>
    `After the notice ${payable} ${payable === 1 ? 'item' : 'items'} can be paid, ${amount} yuan in all${held > 0 ? `; held by objections made by name: ${held}` : ''}${left > 0 ? `; no longer on the list: ${left}` : ''}.`,
  end: '',
}
