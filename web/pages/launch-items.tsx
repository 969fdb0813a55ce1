import type { Check } from '../pieces/checklist.tsx'
import type { WordKey, Words } from '../words.ts'

/** One line of the check before signature, as the act found it. */
export type CheckItemView = {
  readonly level: 'stop' | 'warn' | 'ok'
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
}

const codes = [
  'no-clauses',
  'clauses',
  'no-addressees',
  'nobody-to-tell',
  'nobody-to-tell-more',
  'no-mail-address',
  'addressees',
  'no-contact',
  'contact',
  'parameter-unset',
  'parameter-wrong',
  'no-deadline',
  'seat-empty',
  'due-passed',
  'shorter-than-minimum',
  'due-on-rest-day',
  'provisional',
  'deadline',
] as const

const details = [
  'nobody-to-tell',
  'no-mail-address',
  'no-contact',
  'due-on-rest-day',
  'provisional',
  'due-passed',
  'shorter-than-minimum',
  'seat-empty',
  'parameter-unset',
  'no-clauses',
] as const

const pageOf: Readonly<Record<string, 'clauses' | 'addressees' | 'contact' | 'timing'>> = {
  'no-clauses': 'clauses',
  'no-addressees': 'addressees',
  'nobody-to-tell': 'addressees',
  'nobody-to-tell-more': 'addressees',
  'no-contact': 'contact',
  'no-deadline': 'timing',
  'parameter-unset': 'timing',
  'parameter-wrong': 'timing',
  'due-passed': 'timing',
  'shorter-than-minimum': 'timing',
  'due-on-rest-day': 'timing',
}

const states = { stop: 'late', warn: 'due', ok: 'ok' } as const

/** The check as a list: what stops first, each with where it is mended. */
export function checksOf(items: readonly CheckItemView[], cycleId: string, words: Words): Check[] {
  const { t } = words
  return items.map(({ level, code, params }, index): Check => {
    const known = codes.find(each => each === code)
    const detailed = details.find(each => each === code)
    const values = inWords(params, words)
    const page = pageOf[code] ?? (code.startsWith('deadline-') ? 'timing' : undefined)
    return {
      key: `${code} ${index}`,
      state: states[level],
      title: t(known ? `launch.check.items.${known}` : 'launch.check.items.deadline-other', values),
      ...(detailed && level !== 'ok' ? { detail: t(`launch.check.details.${detailed}`, values) } : {}),
      ...(page && level !== 'ok'
        ? {
            act: {
              href: `/cycles/${cycleId}/${page === 'contact' ? 'addressees#f-contact.name' : page}`,
              word: t(`launch.check.mend.${page}`),
            },
          }
        : {}),
    }
  })
}

function inWords(params: CheckItemView['params'], { t, date }: Words): Record<string, string | number> {
  const values: Record<string, string | number> = { ...params }
  if (typeof params.parameter === 'string') values.parameter = t(`launch.parameters.${params.parameter}` as WordKey)
  for (const name of ['date', 'next'] as const) {
    const on = params[name]
    if (typeof on === 'string' && on !== '') values[name] = date(on.slice(0, 10))
  }
  return values
}

/** How many things are in the way, and how many to note. */
export function summaryOf(items: readonly CheckItemView[], { t }: Words): string {
  const stops = items.filter(({ level }) => level === 'stop').length
  const warnings = items.filter(({ level }) => level === 'warn').length
  if (stops > 0 && warnings > 0) return t('launch.check.stopsAndWarnings', { count: stops, warnings })
  if (stops > 0) return t('launch.check.stops', { count: stops })
  return warnings > 0 ? t('launch.check.warnings', { count: warnings }) : t('launch.check.ready')
}
