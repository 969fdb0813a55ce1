import path from 'node:path'
import { type Calendar, createCalendar } from '../../domain/calendar.ts'
import { readCalendars } from '../../policies/calendar-file.ts'
import type { SourceError } from '../../policies/yaml-source.ts'
import { projectRoot } from '../../templates/project-root.ts'

/** The folder of the packs and calendars, in the project's root. */
export const policiesFolder = (): string => path.join(projectRoot(), 'policies')

/** The calendars of the project, or what is wrong with them. */
export function loadCalendar(): { ok: true; calendar: Calendar } | { ok: false; errors: readonly SourceError[] } {
  const reading = readCalendars(path.join(policiesFolder(), 'calendars'))
  return reading.ok ? { ok: true, calendar: createCalendar(reading.years) } : reading
}

/** One line for the author of a file; its path as seen from the folder in which the command runs, where it lies below it. */
export function lineOfError({ file, line, field, expected, found }: SourceError): string {
  const below = path.relative(process.cwd(), file)
  const shown = below === '' || below.startsWith('..') ? file : below
  return `${shown}:${line} ${field || '—'} 应为 / expected ${expected}；实为 / found ${found || '—'}\n`
}
