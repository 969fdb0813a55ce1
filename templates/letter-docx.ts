import type { Language } from '../domain/actor.ts'
import { type LetterBlockKind, type LetterData, letterBlocks } from './letter.ts'
import { paragraph, wordDocument } from './word-document.ts'

/**
 * The letter of solicitation as a .docx file to be edited, printed or sealed: A4, margins and type of official
 * documents (GB/T 9704), the place of the seal left blank. The words are those of `letterBlocks`.
 */
export async function letterDocx(data: LetterData, language: Language): Promise<Uint8Array> {
  const blocks = letterBlocks(data, language)
  return wordDocument({
    title: blocks.find(({ kind }) => kind === 'title')?.text ?? data.title,
    issuer: data.issuer,
    language,
    margins: { top: 37, right: 26, bottom: 35, left: 28 },
    content: blocks.map(({ kind, text }) => layouts[kind](text)),
  })
}

const official = { size: 16, official: true } as const

const layouts: Record<LetterBlockKind, (text: string) => ReturnType<typeof paragraph>> = {
  number: text => paragraph(text, { ...official, align: 'center' }),
  title: text => paragraph(text, { size: 22, face: 'title', align: 'center', before: 12 }),
  to: text => paragraph(text, { ...official, before: 24 }),
  paragraph: text => paragraph(text, { ...official, indent: true }),
  attachment: text => paragraph(text, { ...official, indent: true, before: 12 }),
  seal: () => paragraph('', { ...official, before: 24 }),
  issuer: text => paragraph(text, { ...official, align: 'right' }),
  date: text => paragraph(text, { ...official, align: 'right' }),
  copies: text => paragraph(text, { size: 14, before: 24 }),
}
