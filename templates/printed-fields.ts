import { z } from 'zod'
import { cleanLine, cleanText } from './clean-text.ts'

/** Words on one line: a name, a title, a date as it is printed. Line ends and control characters are taken out. */
export const line = z.string().transform(cleanLine).pipe(z.string().min(1).max(2_000))

/** Part of a sentence; the template sets the full stop, so one at the end is taken off. */
export const phrase = line.transform(words => words.replace(/[。．.；;，,\s]+$/u, '')).pipe(z.string().min(1))

/** What a person wrote, on one or more lines. Empty lines are closed up: a value never makes a paragraph of its own. */
export const passage = z
  .string()
  .transform(words =>
    cleanText(words)
      .trim()
      .replace(/\n\s*\n/g, '\n'),
  )
  .pipe(z.string().min(1).max(20_000))

/** A number of things. */
export const count = z.int().nonnegative()

/** An absolute address of a page of this installation, as somebody follows it from a mail. */
export const link = z.url({ protocol: /^https?$/ }).transform(address => new URL(address).href)

/** What every notice has: to whom, about which document (title without 《》), by whom, on which day, and where to go on. */
export const frame = { to: line, title: line, issuer: line, date: line, link }
