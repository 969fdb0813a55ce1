import { readFileSync } from 'node:fs'
import path from 'node:path'
import Handlebars from 'handlebars'
import type { Language } from '../domain/actor.ts'
import { cleanLine } from './clean-text.ts'
import { projectRoot } from './project-root.ts'

type Words = Record<string, unknown>

interface CompiledNotice {
  subject: (data: Words) => string
  paragraphs: { text: (data: Words) => string; html: (data: Words) => string }[]
}

/**
 * The notices as they lie in `templates/notices`: a first line `subject: …`, then paragraphs with empty lines between.
 * The paragraphs are divided before any value is put in, so no value can add one. A paragraph that comes out empty
 * (its condition is not met) is left out. Each file is read and compiled once.
 */
export function createNoticeTemplates(folder = path.join(projectRoot(), 'templates', 'notices')) {
  const compiled = new Map<string, CompiledNotice>()

  function find(occasion: string, language: Language): CompiledNotice {
    const file = `${occasion}.${language}.hbs`
    const known = compiled.get(file)
    if (known) return known
    const fresh = compileNotice(readFileSync(path.join(folder, file), 'utf8'), file)
    compiled.set(file, fresh)
    return fresh
  }

  return {
    render(occasion: string, language: Language, data: Words): { subject: string; text: string; html: string } {
      const notice = find(occasion, language)
      return {
        subject: shorten(cleanLine(notice.subject(data))),
        text: printed(notice.paragraphs.map(paragraph => paragraph.text(data))).join('\n\n'),
        html: printed(notice.paragraphs.map(paragraph => paragraph.html(data)))
          .map(paragraph => `<p>${paragraph.replaceAll('\n', '<br>\n')}</p>`)
          .join('\n'),
      }
    },

    page({ subject, html }: { subject: string; html: string }, language: Language): string {
      const title = Handlebars.escapeExpression(subject)
      return `<!doctype html>\n<html lang="${language}">\n<head><meta charset="utf-8"><title>${title}</title></head>\n<body>\n${html}\n</body>\n</html>\n`
    },
  }
}

function compileNotice(source: string, file: string): CompiledNotice {
  const [first = '', ...paragraphs] = source
    .replaceAll('\r\n', '\n')
    .trim()
    .split(/\n{2,}/)
  if (!first.startsWith('subject: ') || first.includes('\n') || paragraphs.length === 0) {
    throw new Error(`${file}: expected a line "subject: …", an empty line and the paragraphs of the notice`)
  }
  return {
    subject: compile(forText, first.slice('subject: '.length), { noEscape: true }),
    paragraphs: paragraphs.map(paragraph => ({
      text: compile(forText, paragraph, { noEscape: true }),
      html: compile(forHtml, paragraph, { noEscape: false }),
    })),
  }
}

function compile(handlebars: typeof Handlebars, source: string, { noEscape }: { noEscape: boolean }) {
  const template = handlebars.compile<Words>(source, {
    noEscape,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: { counted: true, address: true, unless: false, lookup: false, log: false, with: false },
  })
  return (data: Words): string =>
    template(data, { allowProtoMethodsByDefault: false, allowProtoPropertiesByDefault: false })
}

/** An instance of Handlebars of our own: what is registered here is known nowhere else, and the other way round. */
function withHelpers(address: (link: string) => string | Handlebars.SafeString): typeof Handlebars {
  const handlebars = Handlebars.create()
  handlebars.registerHelper('counted', (number: number, one: string, many: string) =>
    number === 1 ? `${number} ${one}` : `${number} ${many}`,
  )
  handlebars.registerHelper('address', address)
  return handlebars
}

const forText = withHelpers(link => link)
const forHtml = withHelpers(link => {
  const escaped = Handlebars.escapeExpression(link)
  return new Handlebars.SafeString(`<a href="${escaped}">${escaped}</a>`)
})

const printed = (paragraphs: string[]): string[] => paragraphs.map(paragraph => paragraph.trim()).filter(Boolean)

/** Titles may be long; a subject longer than this is cut off by the mail programs anyhow. */
function shorten(subject: string): string {
  const characters = Array.from(subject)
  return characters.length <= 200 ? subject : `${characters.slice(0, 199).join('')}…`
}
