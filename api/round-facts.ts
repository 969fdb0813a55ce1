import { filedInstitutions } from '../acts/launch-round.ts'
import type { Language } from '../domain/actor.ts'
import { citeClause, type PolicyPack } from '../domain/policy-pack.ts'
import type { Words as Named, Parameter, Period, Seat, Source } from '../domain/procedure.ts'
import { mayBePaid, type Scheme, type SchemeParameter } from '../domain/scheme.ts'
import { yuan } from '../domain/yuan.ts'
import { readReadings } from '../policies/read-facts.ts'
import { type Cycle, countAddressees } from '../records/cycle.ts'
import type { Reader } from '../records/database.ts'
import type { Round } from '../records/rounds.ts'
import type { RoundFacts } from '../web/pages/round-facts.tsx'
import type { ReadingView, RoundParameter } from '../web/pages/round-rules.tsx'
import type { Words } from '../web/words.ts'

const inWords = ({ zh, en }: Named, language: Language): string => (language === 'en' ? en : zh)

/** Where a value comes from, in words. */
export function sourceInWords(source: Source, pack: PolicyPack, { t, language }: Words): string {
  if ('clause' in source) return t('launch.timing.sourceClause', { clause: citeClause(pack, source.clause, language) })
  return 'document' in source ? t('launch.timing.sourceDocument', { document: source.document }) : t('pieces.setHere')
}

export function periodInWords(period: Period, { t }: Words): string {
  return 'workingDays' in period
    ? t('launch.timing.workingDaysValue', { count: period.workingDays })
    : t('launch.timing.calendarDaysValue', { count: period.calendarDays })
}

const seatsInWords = (seats: readonly Seat[], language: Language): string =>
  seats.map(({ label }) => inWords(label, language)).join(' → ')

const shownCourse = [
  'signatureSeats',
  'signaturePeriod',
  'acceptancePeriod',
  'acceptanceSilence',
  'correctionPeriod',
  'reviewPeriod',
  'supplementPeriod',
  'approvalPeriod',
  'draftReminder',
  'closeOfBusiness',
] as const

/** Everything that a round goes by, with its value in words and where it stands. */
export function parametersOf(scheme: Scheme, pack: PolicyPack, words: Words): RoundParameter[] {
  const { t, language } = words
  const row = <T>(name: string, parameter: Parameter<T>, value: (given: T) => string): RoundParameter =>
    'unset' in parameter
      ? { name, value: t('launch.timing.unset'), source: '', unset: true }
      : { name, value: value(parameter.value), source: sourceInWords(parameter.source, pack, words), unset: false }
  const { course, payer, occurrence, limits, onceKeys } = scheme
  return [
    {
      name: t('round.rules.payer'),
      value: inWords(payer.label, language),
      source: sourceInWords(payer.source, pack, words),
      unset: false,
    },
    { name: t('round.rules.per'), value: inWords(scheme.per, language), source: '', unset: false },
    ...scheme.parameters.map(each => row(inWords(each.meaning, language), each.set, valueIn(each, language))),
    ...limits.map(({ label, source }) => ({
      name: t('round.rules.limit'),
      value: inWords(label, language),
      source: sourceInWords(source, pack, words),
      unset: false,
    })),
    ...(occurrence
      ? [
          row(t('round.rules.occursFrom'), occurrence.from, on => words.date(on, 'letter')),
          row(t('round.rules.occursUntil'), occurrence.until, on => words.date(on, 'letter')),
        ]
      : []),
    {
      name: t('round.rules.once'),
      value: onceKeys.map(({ meaning }) => inWords(meaning, language)).join(t('pieces.listComma')),
      source: '',
      unset: false,
    },
    row(t('round.rules.reviewers'), scheme.reviewers, seats => seatsInWords(seats, language)),
    row(t('round.rules.budgetOrder'), scheme.budgetOrder, order => t(`round.rules.orders.${order}`)),
    ...shownCourse.map(name =>
      row<unknown>(t(`round.rules.course.${name}`), course[name], value => courseValue(name, value, words)),
    ),
  ]
}

function courseValue(name: (typeof shownCourse)[number], value: unknown, words: Words): string {
  const { t, language } = words
  switch (name) {
    case 'signatureSeats':
      return seatsInWords(value as readonly Seat[], language)
    case 'acceptanceSilence':
      return t(`round.rules.silence.${value as 'accepted' | 'climbs'}`)
    case 'draftReminder':
      return t('round.rules.before', { count: value as number })
    case 'closeOfBusiness':
      return String(value)
    default:
      return periodInWords(value as Period, words)
  }
}

const valueIn =
  ({ unit }: SchemeParameter, language: Language) =>
  (value: number | string | boolean): string => {
    if (unit === 'fen' && typeof value === 'number')
      return language === 'en' ? `${yuan(BigInt(value))} yuan` : `${yuan(BigInt(value))} 元`
    return unit && unit !== 'fen' ? `${value} ${inWords(unit, language)}` : String(value)
  }

/** The readings of a scheme with what was chosen, or stands in the pack. */
export function readingsOf(
  scheme: Scheme,
  chosen: Readonly<Record<string, string>>,
  pack: PolicyPack,
  words: Words,
): ReadingView[] {
  const { language } = words
  return scheme.readings.map(({ name, question, clause, options, only, set }) => {
    const other = only && scheme.readings.find(reading => reading.name === only.reading)
    return {
      name,
      question: inWords(question, language),
      clause: clause && citeClause(pack, clause, language),
      value: chosen[name] ?? ('unset' in set ? '' : set.value),
      options: options.map(option => ({
        value: option.value,
        label: inWords(option.label, language),
        example: option.example && inWords(option.example, language),
      })),
      only: other
        ? {
            question: inWords(other.question, language),
            labels: other.options
              .filter(({ value }) => only.is.includes(value))
              .map(({ label }) => inWords(label, language)),
          }
        : null,
    }
  })
}

/** Readings without those that the others leave unasked. */
export function askedReadings(scheme: Scheme, given: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => {
      const only = scheme.readings.find(reading => reading.name === name)?.only
      const other = only && given[only.reading]
      return value !== '' && !(only && other && !only.is.includes(other))
    }),
  )
}

/** How long a list is on public notice, and where that stands. */
export function noticeOf(
  scheme: Scheme,
  days: number | null,
  pack: PolicyPack,
  words: Words,
): { value: string; source: string } {
  const { t } = words
  if (days !== null)
    return { value: periodInWords({ workingDays: days }, words), source: t('launch.timing.sourceLaunch') }
  if ('unset' in scheme.publicNotice) return { value: t('launch.timing.unset'), source: '' }
  const { value, source } = scheme.publicNotice
  return { value: periodInWords(value, words), source: sourceInWords(source, pack, words) }
}

/** What a round is and does, as it is checked, signed and looked up. */
export async function roundFacts(
  reader: Reader,
  cycle: Cycle,
  round: Round,
  { scheme, pack }: { scheme: Scheme; pack: PolicyPack },
  words: Words,
): Promise<RoundFacts> {
  const { language } = words
  const drafting = cycle.state === 'draft' || cycle.state === 'revising'
  const institutions = drafting
    ? (await filedInstitutions(reader, cycle)).count
    : (await countAddressees(reader, cycle.id)).main
  const used = readReadings(scheme.readings, round.readings).used
  const { payer, reviewers } = scheme
  return {
    scheme: inWords(scheme.title, language),
    document: inWords(pack.title, language),
    source: sourceInWords(payer.source, pack, words),
    mayBePaid: mayBePaid(pack),
    year: round.year,
    appropriatedFen: round.appropriated_fen,
    moneyFrom: round.source,
    opensAt: round.opens_at,
    closesAt: round.closes_at,
    institutions,
    readings: used.map(({ name, value }) => {
      const reading = scheme.readings.find(each => each.name === name)
      const option = reading?.options.find(each => each.value === value)
      return {
        question: reading ? inWords(reading.question, language) : name,
        answer: option ? inWords(option.label, language) : value,
        clause: reading?.clause ? citeClause(pack, reading.clause, language) : null,
      }
    }),
    reviewers: 'unset' in reviewers ? '' : seatsInWords(reviewers.value, language),
    notice: noticeOf(scheme, round.notice_working_days, pack, words).value,
    contact: cycle.settings.contact,
    documentNumber: cycle.document_number ?? cycle.settings.documentNumber,
  }
}
