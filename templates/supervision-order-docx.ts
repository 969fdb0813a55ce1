import { z } from 'zod'
import type { Language } from '../domain/actor.ts'
import { count, line, passage } from './printed-fields.ts'
import { paragraph, ruledTable, wordDocument } from './word-document.ts'

const contract = z.strictObject({
  /** Document number as it is printed; null where none is given. */
  number: line.nullable(),
  /** The unit whose head is addressed. */
  to: line,
  matters: z
    .array(
      z.strictObject({
        /** Title of the document, without 《》, and the step of it that is overdue. */
        title: line,
        matter: line,
        dueAt: line,
        /** Whole working days overdue; 0 on the day itself. */
        days: count,
        /** What was sent and done so far, one line each. */
        history: z.array(passage),
      }),
    )
    .min(1),
  /** By when the unit is to report, in words. */
  replyBy: line.nullable(),
  contact: line,
  phone: line,
  issuer: line,
  /** The day of release, in the style `letter`; null before it. */
  date: line.nullable(),
})

/** What a supervision order says, with dates already in words. */
export type SupervisionOrderData = z.input<typeof contract>

/**
 * A supervision order (督办单) over one or several overdue matters of one unit, as a .docx file that can be edited; the
 * place of the seal is left blank. Throws a `ZodError` that names the field when data are missing or not foreseen.
 */
export async function supervisionOrderDocx(data: SupervisionOrderData, language: Language): Promise<Uint8Array> {
  const order = contract.parse(data)
  const words = language === 'en' ? english : chinese
  const official = { size: 16, official: true } as const
  return wordDocument({
    title: `${words.title} ${order.to}`,
    issuer: order.issuer,
    language,
    margins: { top: 37, right: 26, bottom: 35, left: 28 },
    content: [
      paragraph(words.title, { size: 22, face: 'title', align: 'center' }),
      ...(order.number ? [paragraph(order.number, { ...official, align: 'center' })] : []),
      paragraph(words.to(order.to), { ...official, before: 18 }),
      paragraph(words.finding(order.matters.length), { ...official, indent: true }),
      paragraph('', { size: 6 }),
      ruledTable({
        width: 210 - 54,
        columns: [8, 36, 22, 14, 32],
        head: words.head,
        rows: order.matters.map(({ title, matter, dueAt, days, history }, index) => [
          [String(index + 1)],
          [words.matter(title, matter)],
          [dueAt],
          [words.overdue(days)],
          history.length > 0 ? history : ['—'],
        ]),
      }),
      paragraph(words.demand(order.replyBy), { ...official, indent: true, before: 12 }),
      paragraph(words.contact(order.contact, order.phone), { ...official, indent: true }),
      paragraph('', { ...official, before: 24 }),
      paragraph(order.issuer, { ...official, align: 'right' }),
      paragraph(order.date ?? words.undated, { ...official, align: 'right' }),
    ],
  })
}

const chinese = {
  title: '督办单',
  to: (unit: string) => `${unit}主要负责人：`,
  finding: (matters: number) => `贵单位下列 ${matters} 件事项已超过办理期限：`,
  head: ['序号', '事项', '期限', '超期', '此前办理情况'],
  matter: (title: string, matter: string) => `《${title}》，${matter}`,
  overdue: (days: number) => (days > 0 ? `${days} 个工作日` : '不足 1 个工作日'),
  demand: (replyBy: string | null) =>
    `请督促有关人员尽快办结${replyBy ? `，并于${replyBy}前反馈办理结果` : '，并反馈办理结果'}。`,
  contact: (contact: string, phone: string) => `联系人：${contact}，电话：${phone}。`,
  undated: '　　　　年　　月　　日',
}

const english: typeof chinese = {
  title: 'Supervision order',
  to: unit => `To the head of ${unit}:`,
  finding: matters =>
    matters === 1
      ? 'The following matter of your unit is overdue:'
      : `The following ${matters} matters of your unit are overdue:`,
  head: ['No.', 'Matter', 'Due', 'Overdue', 'Done so far'],
  matter: (title, matter) => `“${title}”, ${matter}`,
  overdue: days => (days > 0 ? `${days} working ${days === 1 ? 'day' : 'days'}` : 'less than 1 working day'),
  demand: replyBy =>
    `Please see to it that this is concluded without delay, and report the result${replyBy ? ` by ${replyBy}` : ''}.`,
  contact: (contact, phone) => `Contact: ${contact}, telephone ${phone}.`,
  undated: 'Date: ____________',
}
