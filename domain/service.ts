import { type Calendar, nextWorkingDay } from './calendar.ts'
import { addDays, type LocalDate } from './local-time.ts'

/**
 * How a refusal is served (送达): electronically where the applicant has consented to it, handed over, by registered mail,
 * or left with a witness where nobody would take it.
 */
export const serviceChannels = ['electronic', 'in-person', 'mail', 'left'] as const
export type ServiceChannel = (typeof serviceChannels)[number]

/** The last days of the remedies against a refusal that was served on a day. */
export interface Remedies {
  /** Administrative review (行政复议): 60 days. */
  readonly reviewUntil: LocalDate
  /** Action in court (行政诉讼): six months. */
  readonly suitUntil: LocalDate
}

const reviewDays = 60
const suitMonths = 6

/** Both periods begin on the day after the service; one that would end on a rest day ends on the next working day. */
export const remediesFrom = (servedOn: LocalDate, calendar: Calendar): Remedies => ({
  reviewUntil: nextWorkingDay(addDays(servedOn, reviewDays), calendar).day.date,
  suitUntil: nextWorkingDay(addMonths(servedOn, suitMonths), calendar).day.date,
})

// The day of the same number, or the last of a month that has none such.
function addMonths(on: LocalDate, count: number): LocalDate {
  const [year = 0, month = 0, day = 0] = on.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - 1 + count + 1, 0))
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(day, last.getUTCDate())))
    .toISOString()
    .slice(0, 10)
}
