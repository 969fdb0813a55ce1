import {
  AlignmentType,
  Document,
  Footer,
  type IRunOptions,
  type ISectionOptions,
  LineRuleType,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  type ParagraphChild,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import type { Language } from '../domain/actor.ts'

/** Typefaces of official documents by name; a machine without them shows its own. */
const songti = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '仿宋_GB2312' }
const titleFace = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '方正小标宋简体' }
const headFace = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '黑体' }

const twips = (millimetres: number): number => Math.round((millimetres / 25.4) * 1440)
/** Lines of 28.95 pt, in twentieths of a point: 22 lines on a page of an official document. */
const officialLine = { line: 579, lineRule: LineRuleType.EXACT }

interface Line {
  align?: 'left' | 'center' | 'right'
  /** Points. */
  size?: number
  face?: 'text' | 'title' | 'head'
  /** First line by two characters. */
  indent?: boolean
  /** Space before, in points. */
  before?: number
  official?: boolean
}

/** One paragraph; a text of several lines keeps its line ends. */
export function paragraph(text: string, style: Line = {}): Paragraph {
  const { align = 'left', size = 16, face = 'text', indent = false, before = 0, official = false } = style
  const font = face === 'title' ? titleFace : face === 'head' ? headFace : songti
  return new Paragraph({
    alignment: AlignmentType[align === 'left' ? 'LEFT' : align === 'center' ? 'CENTER' : 'RIGHT'],
    spacing: { before: before * 20, ...(official ? officialLine : {}) },
    ...(indent ? { indent: { firstLine: size * 2 * 20 } } : {}),
    children: text
      .split('\n')
      .map((words, index) => run(words, { font, size: size * 2, ...(index > 0 ? { break: 1 } : {}) })),
  })
}

const run = (text: string, options: IRunOptions): ParagraphChild => new TextRun({ ...options, text })

/**
 * A ruled table over the given width (millimetres). `columns` are shares of it; the head is repeated on each page and
 * no row is divided between two. A cell is a list of paragraphs' texts.
 */
export function ruledTable(table: { width: number; columns: number[]; head: string[]; rows: string[][][] }): Table {
  const { width, columns, head, rows } = table
  const sum = columns.reduce((total, share) => total + share, 0)
  const widths = columns.map(share => twips((width * share) / sum))
  const cell = (texts: string[], index: number, style: Line) =>
    new TableCell({
      width: { size: widths[index] ?? 0, type: WidthType.DXA },
      margins: { top: 60, bottom: 60, left: 90, right: 90 },
      children: (texts.length > 0 ? texts : ['']).map(text => paragraph(text, style)),
    })
  return new Table({
    layout: TableLayoutType.FIXED,
    columnWidths: widths,
    width: { size: widths.reduce((total, one) => total + one, 0), type: WidthType.DXA },
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: head.map((text, index) => cell([text], index, { size: 10.5, face: 'head', align: 'center' })),
      }),
      ...rows.map(
        cells =>
          new TableRow({ cantSplit: true, children: cells.map((texts, index) => cell(texts, index, { size: 10.5 })) }),
      ),
    ],
  })
}

/** A Word document of one section on A4, with page numbers, as bytes of a .docx file. Margins in millimetres. */
export async function wordDocument(document: {
  title: string
  issuer: string
  language: Language
  landscape?: boolean
  margins: { top: number; right: number; bottom: number; left: number }
  content: (Paragraph | Table)[]
}): Promise<Uint8Array> {
  const { title, issuer, language, landscape = false, margins, content } = document
  const file = new Document({
    title,
    creator: issuer,
    lastModifiedBy: issuer,
    styles: {
      default: {
        document: {
          run: { font: songti, language: { value: language === 'en' ? 'en-GB' : 'zh-CN', eastAsia: 'zh-CN' } },
        },
      },
    },
    sections: [
      {
        properties: {
          page: {
            size: {
              width: twips(210),
              height: twips(297),
              orientation: landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
            },
            margin: {
              top: twips(margins.top),
              right: twips(margins.right),
              bottom: twips(margins.bottom),
              left: twips(margins.left),
            },
          },
        },
        footers: { default: pageNumbers(language) },
        children: content,
      } satisfies ISectionOptions,
    ],
  })
  return new Uint8Array(await Packer.toBuffer(file))
}

function pageNumbers(language: Language): Footer {
  const children =
    language === 'en'
      ? ['Page ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES]
      : ['第 ', PageNumber.CURRENT, ' 页，共 ', PageNumber.TOTAL_PAGES, ' 页']
  return new Footer({
    children: [
      new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ font: songti, size: 21, children })] }),
    ],
  })
}
