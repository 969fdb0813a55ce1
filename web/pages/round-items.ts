import type { Check } from '../pieces/checklist.tsx'
import type { Words } from '../words.ts'
import type { CheckItemView } from './launch-items.tsx'
import type { RoundStep } from './round-frame.tsx'

const pageOf: Readonly<Record<string, RoundStep>> = {
  'no-contact': 'budget',
  'no-appropriation': 'budget',
  'no-source': 'budget',
  'reading-unset': 'rules',
  'no-dates': 'timing',
  'due-passed': 'timing',
  'closes-before-opening': 'timing',
  'due-on-rest-day': 'timing',
}
const codes = [
  'pack-is-draft',
  'no-dates',
  'due-passed',
  'closes-before-opening',
  'due-on-rest-day',
  'no-appropriation',
  'no-source',
  'reading-unset',
  'parameter-unset',
  'budget-order-unknown',
  'seat-empty',
  'no-institutions',
  'round-there-already',
  'no-contact',
  'contact',
  'budget',
  'readings',
  'dates',
  'seats',
  'institutions',
] as const
// Those that are in order say it in their titles.
const details = codes.slice(0, codes.indexOf('contact')) as readonly Exclude<
  (typeof codes)[number],
  'contact' | 'budget' | 'readings' | 'dates' | 'seats' | 'institutions'
>[]
const states = { stop: 'late', warn: 'due', ok: 'ok' } as const

/** The pages of a round on which something is missing. */
export const unfinishedSteps = (items: readonly CheckItemView[]): RoundStep[] =>
  items.flatMap(({ level, code }) => (level === 'stop' && pageOf[code] ? [pageOf[code]] : []))

/** What stands in the way of a round as a list, each with where it is mended. */
export function roundChecks(items: readonly CheckItemView[], cycleId: string, words: Words): Check[] {
  const { t, date, named, language } = words
  return items.map(({ level, code, params }, index): Check => {
    const known = codes.find(each => each === code)
    const detailed = details.find(each => each === code)
    const values: Record<string, string | number> = { ...params }
    if (typeof params.date === 'string') values.date = date(params.date)
    if (language === 'en' && params.seatEn !== undefined) values.seat = params.seatEn
    if (language === 'en' && params.questionEn !== undefined) values.question = params.questionEn
    if (typeof params.parameter === 'string') values.parameter = named('round.rules.course', params.parameter)
    const page = pageOf[code]
    return {
      key: `${code} ${index}`,
      state: states[level],
      title: known ? t(`round.items.${known}`, values) : code,
      ...(detailed && level !== 'ok' ? { detail: t(`round.details.${detailed}`, values) } : {}),
      ...(page && level !== 'ok'
        ? { act: { href: `/rounds/${cycleId}/${page}`, word: t('round.mend', { step: t(`round.steps.${page}`) }) } }
        : {}),
    }
  })
}
