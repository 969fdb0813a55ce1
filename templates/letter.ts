import { z } from 'zod'
import type { Language } from '../domain/actor.ts'
import { line, passage, phrase } from './printed-fields.ts'

const contract = z.strictObject({
  /** Document number as it is printed; null where none is given. */
  number: line.nullable(),
  /** Title of the draft, without 《》. */
  title: line,
  /** Main addressees, as the letter names them: units or whole groups of them. */
  addressees: z.array(line).min(1),
  /** What the officer wrote, paragraph by paragraph; with none the letter has one sentence of its own. */
  body: z.array(passage),
  /** The deadline in the style `letter`. */
  dueAt: line,
  /** How it was counted, where it is a period: 发出次日起 10 个工作日. */
  period: phrase.nullable(),
  /** What silence means. */
  silenceRule: phrase,
  /** Addressees whose silence does not count as an answer. */
  mandatory: z.array(line),
  contact: line,
  phone: line,
  attachments: z.array(line),
  issuer: line,
  /** The day of the last signature, in the style `letter`; null before it. */
  date: line.nullable(),
  /** Who gets a copy for information. */
  copies: z.array(line),
})

/** What a letter of solicitation says, with dates and numbers already in words. */
export type LetterData = z.input<typeof contract>

/** What a block of a letter is; `seal` marks the place that stays blank on paper. */
export type LetterBlockKind =
  | 'number'
  | 'title'
  | 'to'
  | 'paragraph'
  | 'attachment'
  | 'seal'
  | 'issuer'
  | 'date'
  | 'copies'

export interface LetterBlock {
  kind: LetterBlockKind
  text: string
}

/**
 * The letter as it goes out, block by block from top to bottom: the page and the Word document show the same. Throws a
 * `ZodError` that names the field when data are missing or not foreseen.
 */
export function letterBlocks(data: LetterData, language: Language): LetterBlock[] {
  const letter = contract.parse(data)
  const block = (kind: LetterBlockKind, text: string): LetterBlock => ({ kind, text })
  const words = language === 'en' ? englishWords(letter) : chineseWords(letter)
  return [
    ...(letter.number ? [block('number', letter.number)] : []),
    block('title', words.title),
    block('to', words.to),
    ...words.paragraphs.map(text => block('paragraph', text)),
    ...words.attachments.map(text => block('attachment', text)),
    block('seal', words.seal),
    block('issuer', letter.issuer),
    block('date', words.date),
    ...(words.copies ? [block('copies', words.copies)] : []),
  ]
}

type Letter = z.output<typeof contract>

interface LetterWords {
  title: string
  to: string
  paragraphs: string[]
  attachments: string[]
  seal: string
  date: string
  copies: string | null
}

function chineseWords(letter: Letter): LetterWords {
  const { title, addressees, body, dueAt, period, mandatory, attachments, copies } = letter
  return {
    title: `关于征求《${title}》意见的函`,
    to: `${addressees.join('、')}：`,
    paragraphs: [
      ...(body.length > 0 ? body : [`现就《${title}》征求贵单位意见。`]),
      `请逐条研究，于${dueAt}前${period ? `（${period}）` : ''}通过系统反馈；无意见的也请告知。`,
      `${letter.silenceRule}。${mandatory.length > 0 ? `其中，${mandatory.join('、')}须作出答复，不适用上述规定。` : ''}`,
      `联系人：${letter.contact}，电话：${letter.phone}。`,
    ],
    attachments: attachments.map((name, index) => {
      const number = attachments.length > 1 ? `${index + 1}.` : ''
      return index === 0 ? `附件：${number}${name}` : `　　　${number}${name}`
    }),
    seal: '此处用印',
    date: letter.date ?? '　　　　年　　月　　日',
    copies: copies.length > 0 ? `抄送：${copies.join('，')}。` : null,
  }
}

function englishWords(letter: Letter): LetterWords {
  const { title, addressees, body, dueAt, period, mandatory, attachments, copies } = letter
  return {
    title: `Request for opinions on “${title}”`,
    to: `To: ${addressees.join(', ')}`,
    paragraphs: [
      ...(body.length > 0 ? body : [`We ask for your opinion on “${title}”.`]),
      `Please study the draft clause by clause and answer through the system by ${dueAt}${period ? ` (${period})` : ''}; please tell us also if you have no opinion.`,
      `${letter.silenceRule}.${mandatory.length > 0 ? ` This does not hold for ${mandatory.join(', ')}: an answer is required.` : ''}`,
      `Contact: ${letter.contact}, telephone ${letter.phone}.`,
    ],
    attachments: attachments.map((name, index) =>
      attachments.length > 1 ? `Attachment ${index + 1}: ${name}` : `Attachment: ${name}`,
    ),
    seal: 'Place of the seal',
    date: letter.date ?? 'Date: ____________',
    copies: copies.length > 0 ? `Copies for information: ${copies.join(', ')}.` : null,
  }
}
